/// Data-width converter as a call of weir::dwc (hls/kernels/dwc.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::Dwc& d, const golden::Stage& stage) {
  StageKernel kernel{"dwc", "dwc.hpp", "weir::dwc", {}, {}};
  kernel.arguments = {{"IN_BITS", std::to_string(d.in_elements * d.type.bits)},
                      {"OUT_BITS", std::to_string(d.out_elements * d.type.bits)},
                      {"NUM", std::to_string(element_count(d.shape) / d.in_elements)},
                      {"LATENCY", std::to_string(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
