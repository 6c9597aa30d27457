/// Stages that compute element by element, as calls of the function of the same name in hls/kernels: AddStreams, ReLU,
/// StreamingEltwise, ChannelwiseOp. Each throws Error no-hls for results that are BIPOLAR.
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::AddStreams& a, const golden::Stage& stage);
StageKernel kernel_of(const golden::Relu& r, const golden::Stage& stage);
StageKernel kernel_of(const golden::Eltwise& e, const golden::Stage& stage);
/// Throws Error no-hls for constants beyond 32 bits two's complement.
StageKernel kernel_of(const golden::ChannelwiseOp& c, const golden::Stage& stage);

/// "constants": word g holds the constant of channel g * PE + pe at bit pe * PB, two's complement.
std::vector<golden::Words> rom_contents(const golden::ChannelwiseOp& c, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters);

}  // namespace weir::hls
