/// Standalone thresholding as a call of weir::thresholding (hls/kernels/thresholding.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

/// Throws Error no-hls for inputs or thresholds beyond 32 bits two's complement, or more than 255 levels.
StageKernel kernel_of(const golden::Thresholding& t, const golden::Stage& stage);

/// "thresholds": word g holds threshold (pe, k) of channel g * PE + pe at bit (pe * LEVELS + k) * TB, two's complement.
std::vector<golden::Words> rom_contents(const golden::Thresholding& t, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters);

}  // namespace weir::hls
