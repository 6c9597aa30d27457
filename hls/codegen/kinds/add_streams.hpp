/// A call of weir::add_streams (hls/kernels/add_streams.hpp). Throws Error no-hls for results that are BIPOLAR.
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::AddStreams& a, const golden::Stage& stage) {
  require_number(a.output, stage);
  StageKernel kernel{"add_streams", "add_streams.hpp", "weir::add_streams", {}, {}};
  kernel.arguments = {{"PE", number(stage.folding.PE)},
                      {"NUM", words_per_frame(a, stage)},
                      {"AC", coding(a.lhs)},
                      {"AB", number(a.lhs.bits)},
                      {"BC", coding(a.rhs)},
                      {"BB", number(a.rhs.bits)},
                      {"OC", coding(a.output)},
                      {"OB", number(a.output.bits)},
                      {"OFFSET", number(a.offset)},
                      {"SATURATE", a.saturate ? "true" : "false"},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
