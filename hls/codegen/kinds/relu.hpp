/// A call of weir::relu (hls/kernels/relu.hpp). Throws Error no-hls for results that are BIPOLAR.
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::Relu& r, const golden::Stage& stage) {
  require_number(r.output, stage);
  StageKernel kernel{"relu", "relu.hpp", "weir::relu", {}, {}};
  kernel.arguments = {{"PE", number(stage.folding.PE)},
                      {"NUM", words_per_frame(r, stage)},
                      {"IC", coding(r.input)},
                      {"IB", number(r.input.bits)},
                      {"OB", number(r.output.bits)},
                      {"OFFSET", number(r.offset)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
