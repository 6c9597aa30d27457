/// One layer of the fast executor. To give a kind a fast kernel, add an overload of make_fast() to
/// fast_kinds.hpp; a kind without one runs its reference compute().
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "golden/kernels/packed_mvau.hpp"
#include "golden/kernels/stream_forms.hpp"

namespace weir::golden {

/// How a frame of a stream lies in a Packed: the last axis are the channels.
struct StreamLayout {
  DataType type;
  std::int64_t vectors = 1;  ///< per frame
  int channels = 1;
  Form form = Form::Planes;

  /// Gives `packed` the size of `frames` frames.
  void reset(std::int64_t frames, Packed& packed) const { packed.reset(type, form, frames * vectors, channels); }
};
/// In the form of its type.
StreamLayout layout_of(const NetworkStream& stream);
/// In the form that was chosen for it.
StreamLayout layout_of(const NetworkStream& stream, const StreamForms& forms);

class FastLayer {
 public:
  virtual ~FastLayer() = default;
  /// `frames` frames of every input; resets every output and fills it.
  virtual void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
                   Scratch& scratch) const = 0;
};

/// What a layer is made from.
struct FastLayerContext {
  const Network& network;
  const Layer& layer;
  const KernelSet& kernels;
  const StreamForms& forms;
  /// The sliding window before an MVAU when that is read through, not written out; its input is then the layer's input.
  std::optional<Window> window;
  StreamLayout input(std::size_t port) const;
  StreamLayout output(std::size_t port) const;
};

/// Null if the kind, or this layer of the kind, has no fast kernel.
/// Op types of the kinds that have one, for some of their layers at least.
std::vector<std::string> kinds_with_fast_layer();
std::unique_ptr<FastLayer> make_fast_layer(const FastLayerContext& context);
/// The layer's own compute(), with packing around it.
std::unique_ptr<FastLayer> make_reference_layer(const FastLayerContext& context);

/// Which pixels a layer that only gathers pixels takes.
Window window_of(const SlidingWindow& s);
Window window_of(const DownSampler& d);
/// The window of `layer`, if it has one and its consumer can read it where the pixels are.
std::optional<Window> readable_window(const Network& network, const Layer& layer, const StreamForms& forms);
/// Elements of a stream of windows, from the pixels: windows first, first + 1, ... until `values` is full.
void gather_windows(const Packed& pixels, const Window& window, std::int64_t first, std::span<std::int32_t> values);

/// True if all outputs of the layer hold just the elements of its input, so that nothing needs to be done.
bool only_passes_on(const LayerKind& kind);

}  // namespace weir::golden
