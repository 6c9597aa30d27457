#include "hls/codegen/pool.hpp"

#include "hls/codegen/element_types.hpp"

namespace weir::hls {

namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

}  // namespace

StageKernel kernel_of(const golden::AccumulatePool& p, const golden::Stage& stage) {
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

StageKernel kernel_of(const golden::Pool& p, const golden::Stage& stage) {
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
