/// A call of weir::pool (hls/kernels/pool.hpp). Throws Error no-hls for BIPOLAR sums.
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::Pool& p, const golden::Stage& stage) {
  if (p.function != "MaxPool") require_number(p.output, stage);
  StageKernel kernel{"pool", "pool.hpp", "weir::pool", {}, {}};
  kernel.arguments = {{"PE", number(stage.folding.PE)},
                      {"TAPS", number(p.kernel[0] * p.kernel[1])},
                      {"NUM", number(p.out_size[0] * p.out_size[1] * (p.channels / stage.folding.PE))},
                      {"FUNCTION", p.function == "MaxPool" ? "weir::MAXIMUM" : "weir::SUM"},
                      {"IC", coding(p.input)},
                      {"IB", number(p.input.bits)},
                      {"OC", coding(p.output)},
                      {"OB", number(p.output.bits)},
                      {"SHIFT", number(p.shift)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
