/// VVAU as a call of weir::vvau (hls/kernels/vvau.hpp); its tables are those of an MVAU with a row per channel.
#pragma once
#include "golden/layers/vvau_channels.hpp"
#include "hls/codegen/card.hpp"
#include "hls/codegen/kinds/mvau.hpp"

namespace weir::hls {

/// Throws Error no-hls as for an MVAU.
inline StageKernel kernel_of(const golden::Vvau& m, const golden::Stage& stage) {
  StageKernel kernel = kernel_of(golden::mvau_of_channels(m), stage);
  kernel.family = "vvau";
  kernel.header = "vvau.hpp";
  kernel.function = "weir::vvau";
  std::erase_if(kernel.arguments, [](const auto& argument) { return argument.first == "MMV"; });
  for (auto& [name, value] : kernel.arguments) name = name == "MW" ? "TAPS" : name == "MH" ? "CHANNELS" : name;
  return kernel;
}

inline std::vector<golden::Words> rom_contents(const golden::Vvau& m, const golden::LayerFolding& f,
                                               const golden::Parameters& parameters) {
  return rom_contents(golden::mvau_of_channels(m), f, parameters);
}

}  // namespace weir::hls
