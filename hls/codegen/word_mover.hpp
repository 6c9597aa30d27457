/// Stages that hand words on unchanged, as calls of the function of the same name in hls/kernels: FMPadding,
/// DuplicateStreams, DownSampler.
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::FmPadding& p, const golden::Stage& stage);
StageKernel kernel_of(const golden::DuplicateStreams& d, const golden::Stage& stage);
StageKernel kernel_of(const golden::DownSampler& d, const golden::Stage& stage);

}  // namespace weir::hls
