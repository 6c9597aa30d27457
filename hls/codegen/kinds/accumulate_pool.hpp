/// A call of weir::accumulate_pool (hls/kernels/accumulate_pool.hpp). Throws Error no-hls for results that are BIPOLAR.
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::AccumulatePool& p, const golden::Stage& stage) {
  require_number(p.output, stage);
  StageKernel kernel{"accumulate_pool", "accumulate_pool.hpp", "weir::accumulate_pool", {}, {}};
  kernel.arguments = {{"CHANNELS", number(p.channels)},
                      {"PE", number(stage.folding.PE)},
                      {"PIXELS", number(element_count(p.num_input_vectors))},
                      {"IC", coding(p.input)},
                      {"IB", number(p.input.bits)},
                      {"OB", number(p.output.bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
