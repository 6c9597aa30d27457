/// Label select as a call of weir::label_select (hls/kernels/label_select.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::LabelSelect& l, const golden::Stage& stage) {
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
