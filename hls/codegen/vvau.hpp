/// VVAU as a call of weir::vvau (hls/kernels/vvau.hpp); its tables are those of an MVAU with a row per channel.
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

/// Throws Error no-hls as for an MVAU.
StageKernel kernel_of(const golden::Vvau& m, const golden::Stage& stage);
std::vector<golden::Words> rom_contents(const golden::Vvau& m, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters);

}  // namespace weir::hls
