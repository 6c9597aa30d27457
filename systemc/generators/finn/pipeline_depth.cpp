#include "systemc/generators/finn/pipeline_depth.hpp"

#include <algorithm>
#include <cmath>

namespace weir::timing {

namespace {

constexpr int kWideSimd = 64;  ///< adder trees from here on take a cycle more

PipelineDepth in_function(int iterations, int low, int high) { return {iterations, low, high, false, true}; }
PipelineDepth inlined(int iterations, int low, int high) { return {iterations, low, high, false, false}; }

/// Sums that leave as they are.
PipelineDepth of_sums(int input_bits, int weight_bits, int SIMD, bool is_const) {
  if (is_const) return in_function(4, 3, 5);
  if (weight_bits <= 3)
    return SIMD >= kWideSimd ? in_function(4, 3, 4) : SIMD > 4 ? in_function(3, 2, 4) : in_function(2, 2, 3);
  if (input_bits <= 4 && weight_bits <= 4) return in_function(3, 2, 4);
  return SIMD >= kWideSimd ? in_function(4, 3, 4) : in_function(3, 3, 4);
}

/// Sums compared with `levels` thresholds in the same loop.
PipelineDepth of_activations(DataType input, int weight_bits, int levels, int SIMD, bool is_const) {
  constexpr int kManyLevels = 63;
  if (is_const) {
    if (levels >= kManyLevels) return in_function(SIMD <= 2 ? 8 : SIMD < 16 ? 9 : 10, 8, 10);
    // Read at 2 ns alone; how many steps remain of constant weights depends on their values.
    PipelineDepth depth = of_activations(input, weight_bits, levels, SIMD, false);
    depth.low = 2;
    depth.high = 10;
    return depth;
  }
  if (levels == 1) return in_function(3, 2, 4);
  // Two bits by two: a board's interval, 64 iterations and 6 cycles (tests/tools/test_finn_boards.cpp).
  if (weight_bits <= 2 && input.bits <= 2) return in_function(2, 2, 5);
  if (weight_bits <= 2) return input.bits >= 8 ? in_function(5, 4, 6) : in_function(3, 2, 5);
  if (weight_bits <= 4) return in_function(5, 4, 6);
  if (levels < kManyLevels) {
    const int depth = SIMD <= 2 ? 5 : SIMD < 9 ? 6 : 7;
    return in_function(depth, 5, 7);
  }
  if (weight_bits <= 6) return in_function(6, 5, 8);
  return input.is_signed() ? in_function(SIMD == 1 ? 5 : 7, 5, 8) : in_function(6, 5, 8);
}

template <class Matrix>
PipelineDepth of_matrix(const Matrix& m, int SIMD, int PE, bool is_binary, bool is_const) {
  if (is_binary) {
    PipelineDepth depth = in_function(2, 1, 3);
    depth.in_submodule = SIMD > 1 || PE > 1;
    return depth;
  }
  if (m.no_activation) return of_sums(m.input.bits, m.weight.bits, SIMD, is_const);
  return of_activations(m.input, m.weight.bits, m.levels, SIMD, is_const);
}

struct Classes {
  const golden::LayerFolding& folding;
  bool is_const;

  PipelineDepth operator()(const golden::Mvau& m) const {
    const bool is_binary = m.binary_xnor || (m.input.bits == 1 && m.weight.bits == 1);
    return of_matrix(m, folding.SIMD, folding.PE, is_binary, is_const);
  }
  PipelineDepth operator()(const golden::Vvau& m) const {
    return of_matrix(m, folding.SIMD, folding.PE, m.input.bits == 1 && m.weight.bits == 1, is_const);
  }
  PipelineDepth operator()(const golden::Thresholding& t) const {
    constexpr int kManyLevels = 63;
    if (t.levels == 1) return in_function(2, 1, 3);
    if (t.levels < kManyLevels) return in_function(3, 2, 5);
    return t.input.is_signed() ? in_function(6, 3, 6) : in_function(t.channels <= 4 ? 3 : 5, 3, 6);
  }
  PipelineDepth operator()(const golden::SlidingWindow& s) const {
    const bool is_aligned = s.kernel[0] % s.stride[0] == 0 && s.kernel[1] % s.stride[1] == 0;
    PipelineDepth depth = s.type.bits == 1 ? in_function(6, 2, 6) : in_function(2, 2, 3);
    depth.in_submodule = !is_aligned;
    return depth;
  }
  PipelineDepth operator()(const golden::LabelSelect& s) const {
    constexpr std::int64_t kFewLabels = 8;
    return s.labels <= kFewLabels ? in_function(1, 1, 2) : in_function(2, 1, 2);
  }
  PipelineDepth operator()(const golden::ChannelwiseOp&) const { return inlined(3, 2, 4); }
  PipelineDepth operator()(const golden::MaxPool&) const { return inlined(2, 2, 2); }
  template <class Kind>
  PipelineDepth operator()(const Kind&) const {
    return inlined(2, 2, 3);  // FMPadding, Pool, converters
  }
};

}  // namespace

namespace {

constexpr double kMeasuredClk_ns = 10, kShortest_ns = 8, kLongest_ns = 12.5;

int scaled(int iterations, double factor) {
  return std::max(1, static_cast<int>(std::ceil(static_cast<double>(iterations) * factor)));
}

PipelineDepth at_clock(PipelineDepth depth, double clk_ns) {
  if (clk_ns <= 0 || (clk_ns >= kShortest_ns && clk_ns <= kLongest_ns)) return depth;
  const double ratio = kMeasuredClk_ns / clk_ns;
  if (ratio < 1) {
    depth.iterations = scaled(depth.iterations, ratio);
    depth.low = scaled(depth.low, ratio);
  } else {
    depth.iterations = static_cast<int>(std::lround(depth.iterations * std::sqrt(std::sqrt(ratio))));
    depth.high = scaled(depth.high, ratio);
  }
  return depth;
}

}  // namespace

PipelineDepth class_depth(const golden::LayerKind& kind, const golden::LayerFolding& folding, bool has_const_weights,
                          double clk_ns) {
  return at_clock(std::visit(Classes{folding, has_const_weights}, kind), clk_ns);
}

}  // namespace weir::timing
