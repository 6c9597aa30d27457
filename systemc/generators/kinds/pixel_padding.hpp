/// FMPadding_Pixel. Profile weir: one iteration per word written, row by row; those of the pixels that stay read one.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::PixelPadding& p, const golden::Stage& stage) {
  const std::int64_t H = p.in_size[0], W = p.in_size[1], SH = p.stride[0], SW = p.stride[1];
  const std::int64_t groups = p.channels / stage.folding.SIMD;
  Schedule schedule{{}, ((H - 1) * SH + 1) * ((W - 1) * SW + 1) * groups, 0, {stage.latency_cycles}};
  add(schedule, spread(H - 1, W, groups, SW, false, SH - 1));
  add(schedule, spread(1, W, groups, SW, false, 0));
  return schedule;
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::PixelPadding& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  const std::int64_t SH = kind.stride[0], SW = kind.stride[1];
  return std::make_unique<PaddingBehaviour>(
      (kind.in_size[0] - 1) * SH + 1, (kind.in_size[1] - 1) * SW + 1, kind.channels / folding.SIMD,
      [=](std::int64_t row, std::int64_t column) { return row % SH == 0 && column % SW == 0; });
}

}  // namespace weir::timing
