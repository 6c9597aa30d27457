/// Standalone thresholding as a call of weir::thresholding (hls/kernels/thresholding.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

/// Throws Error no-hls for inputs or thresholds beyond 32 bits two's complement.
StageKernel kernel_of(const golden::Thresholding& t, const golden::Stage& stage);

/// threshold_tables.hpp; channel g * PE + pe is row pe of group g.
std::vector<golden::Words> rom_contents(const golden::Thresholding& t, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters);

}  // namespace weir::hls
