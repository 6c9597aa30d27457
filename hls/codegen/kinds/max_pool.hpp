/// Maximum pool as a call of weir::max_pool (hls/kernels/max_pool.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::MaxPool& p, const golden::Stage& stage) {
  StageKernel kernel{"max_pool", "max_pool.hpp", "weir::max_pool", {}, {}};
  kernel.arguments = {
      {"H", number(p.in_size[0])},      {"W", number(p.in_size[1])},
      {"KH", number(p.window[0])},      {"KW", number(p.window[1])},
      {"CHANNELS", number(p.channels)}, {"CODING", p.type.kind == DataType::Kind::Int ? "weir::INT" : "weir::UINT"},
      {"BITS", number(p.type.bits)},    {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

}  // namespace weir::hls
