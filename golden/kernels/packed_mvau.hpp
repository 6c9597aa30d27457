/// An MVAU (or a convolution: sliding window + MVAU) on packed activations, with thresholds and re-packing fused.
/// Equal to compute(Mvau) for every input, batch size and instruction set.
#pragma once
#include <memory>
#include <optional>

#include "golden/kernels/packed.hpp"
#include "golden/kernels/window.hpp"
#include "golden/layers/mvau.hpp"

namespace weir::golden {

/// How sums become output codes; shared by all methods.
struct PackedActivation {
  DataType output;
  int rows = 0, levels = 0;            ///< levels 0: the sums leave as they are
  std::vector<std::int64_t> at_least;  ///< [row][level] ascending: a level fires where sum >= its value
  FlipList flips[kMaxPlanes];          ///< per code plane: at which numbers of fired levels it changes
  std::uint32_t initial = 0;           ///< code with no level fired
};
PackedActivation make_activation(const Mvau& m, const Tensor& thresholds);

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
};
/// +-1 and INT2 weights, up to 4 bits of input: bits of many vectors counted at once. Null if `job` is nothing for it.
std::unique_ptr<MvauMethod> make_sliced_mvau(const MvauJob& job);
/// Weights and inputs of up to 4 bits: population counts. Null if `job` is nothing for it.
std::unique_ptr<MvauMethod> make_popcount_mvau(const MvauJob& job);
/// Weights that fit int8, inputs of up to 16 bits: integer dot products. Null if `job` is nothing for it.
std::unique_ptr<MvauMethod> make_dot_mvau(const MvauJob& job);

class PackedMvau {
 public:
  /// True if some method computes it: weights fit int8, inputs of up to 16 bits, codes of up to 4 bits or plain sums.
  static bool supports(const Mvau& m);
  /// Columns of the weights are (tap, channel), channel fastest. `m` must be supported.
  PackedMvau(const Mvau& m, const Parameters& parameters, const Window& window, const KernelSet& kernels);

  /// All output vectors of in.vectors / window.in_pixels() frames; `out` is reset.
  void run(const Packed& in, Packed& out, Scratch& scratch) const;

 private:
  Mvau m_;
  Window window_;
  int lanes_;
  std::unique_ptr<MvauMethod> many_, few_;  ///< for many vectors at once, for few
};

}  // namespace weir::golden
