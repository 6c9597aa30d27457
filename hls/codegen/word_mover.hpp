/// Stages that hand words on unchanged, as calls of the function of the same name in hls/kernels.
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::FmPadding& p, const golden::Stage& stage);
StageKernel kernel_of(const golden::DuplicateStreams& d, const golden::Stage& stage);
StageKernel kernel_of(const golden::DownSampler& d, const golden::Stage& stage);
StageKernel kernel_of(const golden::Concat& c, const golden::Stage& stage);
StageKernel kernel_of(const golden::Split& s, const golden::Stage& stage);
StageKernel kernel_of(const golden::Upsample& u, const golden::Stage& stage);
StageKernel kernel_of(const golden::Crop& c, const golden::Stage& stage);
StageKernel kernel_of(const golden::PixelPadding& p, const golden::Stage& stage);

}  // namespace weir::hls
