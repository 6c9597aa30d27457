/// DownSampler. Profile weir: one iteration per word read; those of the pixels that stay write one.
/// Profile finn-hlslib-2020 (SWG_kernel1_Batch): reads in every iteration, writes pixels of which row and column are
/// multiples of the stride.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::DownSampler& d, const golden::Stage& stage) {
  const std::int64_t groups = d.channels / stage.folding.SIMD, H = d.in_size[0], W = d.in_size[1], S = d.stride;
  // `rows` rows, the first of which is kept, as are the first pixel and every S-th.
  const auto band = [&](std::int64_t repeat, std::int64_t rows) {
    Block block{repeat, {}};
    for (std::int64_t x = 0; x < W; x += S) {
      add(block, groups, kPort, kPort);
      add(block, (std::min(S, W - x) - 1) * groups, kPort, kNoPort);
    }
    add(block, (rows - 1) * W * groups, kPort, kNoPort);
    return block;
  };
  Schedule schedule{{}, H * W * groups, 0, {stage.latency_cycles}};
  add(schedule, band(H / S, S));
  if (H % S != 0) add(schedule, band(1, H % S));
  return schedule;
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::DownSampler&, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}

namespace hlslib {

inline RigidLoop process(const golden::DownSampler& d, const Site& site) {
  const std::int64_t groups = d.channels / site.stage.folding.SIMD;
  Iterations frame(site.numbers);
  for (std::int64_t y = 0; y < d.in_size[0]; ++y)
    for (std::int64_t x = 0; x < d.in_size[1]; ++x)
      frame.run(groups, 1, y % d.stride == 0 && x % d.stride == 0 ? 1 : 0);
  return frame_loop(frame, site);
}

}  // namespace hlslib
}  // namespace weir::timing
