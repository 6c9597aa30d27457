#include "hls/codegen/sliding_window.hpp"

namespace weir::hls {

namespace {

void require_buildable(const golden::SlidingWindow& s, const golden::Stage& stage) {
  const auto refuse = [&](const std::string& what, const std::string& hint) {
    throw Error("no-hls", "stage " + stage.name + ": the sliding window kernel has no " + what, "", hint);
  };
  if (stage.folding.MMV != 1) refuse("MMV, the folding asks for " + std::to_string(stage.folding.MMV), "set MMV to 1");
  if (s.dilation != std::vector<std::int64_t>{1, 1}) refuse("dilation", "dilation 1");
  if (s.depthwise && stage.folding.SIMD != s.channels)
    refuse("depthwise order of channel groups", "set SIMD to all " + std::to_string(s.channels) + " channels");
}

}  // namespace

StageKernel kernel_of(const golden::SlidingWindow& s, const golden::Stage& stage) {
  require_buildable(s, stage);
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  StageKernel kernel{"sliding_window", "sliding_window.hpp", "weir::sliding_window", {}, {}};
  kernel.arguments = {{"H", number(s.in_size[0])},
                      {"W", number(s.in_size[1])},
                      {"GROUPS", number(s.channels / stage.folding.SIMD)},
                      {"KH", number(s.kernel[0])},
                      {"KW", number(s.kernel[1])},
                      {"SH", number(s.stride[0])},
                      {"SW", number(s.stride[1])},
                      {"WORD_BITS", number(stage.folding.SIMD * s.type.bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
