/// MVAU as a call of weir::mvau, with external weights of weir::streamed_mvau (hls/kernels/mvau.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

/// Throws Error no-hls for a BIPOLAR accumulator, or an accumulator beyond 32 bits two's complement.
StageKernel kernel_of(const golden::Mvau& m, const golden::Stage& stage);

/// "weights" (not if they are external): word t = nf * SF + sf holds the weight of (pe, lane) at bit (pe * SIMD + lane)
/// * WB. The tables of thresholds: threshold_tables.hpp. TB is the accumulator's width as a signed number.
std::vector<golden::Words> rom_contents(const golden::Mvau& m, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters);

}  // namespace weir::hls
