/// Sliding window as a call of weir::sliding_window (hls/kernels/sliding_window.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::SlidingWindow& s, const golden::Stage& stage) {
  StageKernel kernel{"sliding_window", "sliding_window.hpp", "weir::sliding_window", {}, {}};
  kernel.arguments = {{"H", number(s.in_size[0])},
                      {"W", number(s.in_size[1])},
                      {"GROUPS", number(s.channels / stage.folding.SIMD)},
                      {"KH", number(s.kernel[0])},
                      {"KW", number(s.kernel[1])},
                      {"SH", number(s.stride[0])},
                      {"SW", number(s.stride[1])},
                      {"DH", number(s.dilation[0])},
                      {"DW", number(s.dilation[1])},
                      {"MMV", number(stage.folding.MMV)},
                      {"DEPTHWISE", s.depthwise ? "true" : "false"},
                      {"WORD_BITS", number(stage.folding.SIMD * s.type.bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
