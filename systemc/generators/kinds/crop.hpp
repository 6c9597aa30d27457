/// Crop. Profile weir: one iteration per word read; those of the pixels that stay write one.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Crop& c, const golden::Stage& stage) {
  const std::int64_t north = c.border[0], east = c.border[1], south = c.border[2], west = c.border[3];
  const std::int64_t H = c.in_size[0], W = c.in_size[1], groups = c.channels / stage.folding.SIMD;
  Block above{1, {}}, row{H - north - south, {}}, below{1, {}};
  add(above, north * W * groups, kPort, kNoPort);
  add(row, west * groups, kPort, kNoPort);
  add(row, (W - west - east) * groups, kPort, kPort);
  add(row, east * groups, kPort, kNoPort);
  add(below, south * W * groups, kPort, kNoPort);
  Schedule schedule{{}, H * W * groups, 0, {stage.latency_cycles}};
  for (Block* block : {&above, &row, &below}) add(schedule, std::move(*block));
  return schedule;
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Crop&, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}

}  // namespace weir::timing
