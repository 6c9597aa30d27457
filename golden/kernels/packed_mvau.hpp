/// An MVAU (or a convolution: sliding window + MVAU) on packed activations, with thresholds and re-packing fused.
/// Equal to compute(Mvau) for every input, batch size and instruction set.
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "golden/kernels/packed.hpp"
#include "golden/kernels/window.hpp"
#include "golden/layers/mvau.hpp"

namespace weir::golden {

inline constexpr int kVectorGroup = 64;  ///< vectors whose sums are kept at once

/// How sums become output codes; shared by all methods.
struct PackedActivation {
  DataType output;
  Form form = Form::Planes;            ///< of the outputs
  int rows = 0, levels = 0;            ///< levels 0: the sums leave as they are
  int act_val = 0;                     ///< what no fired level stands for; of BIPOLAR the code
  std::vector<std::int64_t> at_least;  ///< [row][level] ascending: a level fires where sum >= its value
  FlipList flips[kMaxPlanes];          ///< of planes, per code plane: at which numbers of fired levels it changes
  std::uint32_t initial = 0;           ///< of planes: code with no level fired
};
PackedActivation make_activation(const Mvau& m, const Tensor& thresholds, Form form);
/// The same for products with these weights, [row][column]: of bytes with straight levels.
PackedActivation make_activation(const Mvau& m, const Tensor& thresholds, Form form, const Tensor& weights);
/// Levels of a row whose sums are low .. high: one that no sum reaches never fires, and one that every sum reaches goes
/// on the line of the others. No sum tells the difference, but lines (level_lines.hpp) become exact: networks trained
/// with one scale for all channels have many such levels where channels differ.
void straighten_levels(std::span<std::int64_t> at_least, std::int64_t low, std::int64_t high);

/// Memory that runs of one thread share; grows to what the largest layer needs.
struct Scratch {
  AlignedBuffer<std::uint64_t> inputs, tables, sums, codes;
  AlignedBuffer<std::int32_t> ints;
};

/// One way to compute an MVAU.
class MvauMethod {
 public:
  virtual ~MvauMethod() = default;
  /// Output vectors first .. first + count - 1; `out` has its final size.
  virtual void run(const Packed& in, std::int64_t first, std::int64_t count, Packed& out, Scratch& scratch) const = 0;
};

struct MvauJob {
  const Mvau& m;
  const Parameters& parameters;
  Window window;
  const KernelSet& kernels;
  Form input = form_of(m.input), output = form_of(m.output);
};
/// +-1 and INT2 weights, inputs and outputs as planes: bits of many vectors counted at once. Null if `job` is nothing
/// for it.
std::unique_ptr<MvauMethod> make_sliced_mvau(const MvauJob& job);
/// Weights and inputs of up to 4 bits, inputs as planes: population counts. Null if `job` is nothing for it.
std::unique_ptr<MvauMethod> make_popcount_mvau(const MvauJob& job);
/// Weights that fit int8, inputs of up to 16 bits: integer dot products. Null if `job` is nothing for it.
std::unique_ptr<MvauMethod> make_dot_mvau(const MvauJob& job);
/// 3 x 3 convolutions of few bits, bytes in and out: products of transformed pixels and weights, 16 instead of 36 for
/// four outputs; its run() takes whole frames. Null if `job` is nothing for it.
std::unique_ptr<MvauMethod> make_winograd_mvau(const MvauJob& job);

class PackedMvau {
 public:
  /// True if some method computes it: weights fit int8, inputs of up to 16 bits.
  static bool supports(const Mvau& m);
  /// True if bits of many vectors are counted at once, which needs inputs and outputs as planes.
  static bool is_sliced(const Mvau& m);
  /// Columns of the weights are (tap, channel), channel fastest. `job.m` must be supported; `job.parameters` need not
  /// outlive the constructor.
  explicit PackedMvau(const MvauJob& job);

  /// All output vectors of in.vectors / window.in_pixels() frames; `out` is reset.
  void run(const Packed& in, Packed& out, Scratch& scratch) const;

 private:
  DataType output_;
  Form form_;
  int rows_;
  Window window_;
  int lanes_;
  std::unique_ptr<MvauMethod> many_, few_;  ///< for many vectors at once, for few
};

}  // namespace weir::golden
