#include "hls/codegen/label_select.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::LabelSelect& l, const golden::Stage& stage) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  StageKernel kernel{"label_select", "label_select.hpp", "weir::label_select", {}, {}};
  kernel.arguments = {{"LABELS", number(l.labels)},
                      {"K", number(l.K)},
                      {"PE", number(stage.folding.PE)},
                      {"CODING", l.input.kind == DataType::Kind::Int ? "weir::INT" : "weir::UINT"},
                      {"IB", number(l.input.bits)},
                      {"OB", number(l.output.bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
