/// When stages that change the size of a picture move words (profile weir).
/// FMPadding: one iteration per word written, row by row; those inside of the padding read one, but the first word of a
/// frame is read in the frame's first iteration.
/// FMPadding_Pixel: the same without that exception. UpsampleNearestNeighbour: one iteration per pixel written; the
/// first copy of each reads it.
/// DownSampler, Crop: one iteration per word read; those of the pixels that stay write one.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::FmPadding& p, const golden::Stage& stage);
Schedule closed_form(const golden::PixelPadding& p, const golden::Stage& stage);
Schedule closed_form(const golden::Upsample& u, const golden::Stage& stage);
Schedule closed_form(const golden::DownSampler& d, const golden::Stage& stage);
Schedule closed_form(const golden::Crop& c, const golden::Stage& stage);

}  // namespace weir::timing
