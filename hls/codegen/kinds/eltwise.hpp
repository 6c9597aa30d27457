/// A call of weir::eltwise (hls/kernels/eltwise.hpp). Throws Error no-hls for results that are BIPOLAR.
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

/// Of any kind that joins two streams `lhs` and `rhs` element by element.
template <class Kind>
StageKernel eltwise_call(const char* operation, const Kind& kind, const golden::Stage& stage) {
  require_number(kind.output, stage);
  StageKernel kernel{"eltwise", "eltwise.hpp", "weir::eltwise", {}, {}};
  kernel.arguments = {{"PE", number(stage.folding.PE)},
                      {"NUM", words_per_frame(kind, stage)},
                      {"OPERATION", operation},
                      {"AC", coding(kind.lhs)},
                      {"AB", number(kind.lhs.bits)},
                      {"BC", coding(kind.rhs)},
                      {"BB", number(kind.rhs.bits)},
                      {"OB", number(kind.output.bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

inline StageKernel kernel_of(const golden::Eltwise& e, const golden::Stage& stage) {
  const char* operation = e.operation == "Add"   ? "weir::PLUS"
                          : e.operation == "Sub" ? "weir::MINUS"
                          : e.operation == "Mul" ? "weir::TIMES"
                                                 : "weir::DISTANCE";
  return eltwise_call(operation, e, stage);
}

}  // namespace weir::hls
