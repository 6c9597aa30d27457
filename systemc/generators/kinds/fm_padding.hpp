/// FMPadding. Profile weir: one iteration per word written, row by row; those inside of the padding read one, but the
/// first word of a frame is read in the frame's first iteration.
/// Profile finn-hlslib-2020 (SameResize): writes in every iteration, reads inside the picture.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::FmPadding& p, const golden::Stage& stage) {
  const std::int64_t top = p.padding[0], left = p.padding[1], bottom = p.padding[2], right = p.padding[3];
  const std::int64_t groups = p.channels / stage.folding.SIMD, inner = p.in_size[1] * groups;
  const std::int64_t line = left * groups + inner + right * groups, before = top * line + left * groups;
  Block first{1, {}}, row{p.in_size[0] - 1, {}}, below{1, {}};
  add(first, 1, kPort, kPort);
  add(first, before, kNoPort, kPort);
  add(first, inner - 1, kPort, kPort);
  add(first, right * groups, kNoPort, kPort);
  add(row, left * groups, kNoPort, kPort);
  add(row, inner, kPort, kPort);
  add(row, right * groups, kNoPort, kPort);
  add(below, bottom * line, kNoPort, kPort);
  Schedule schedule{{}, (top + p.in_size[0] + bottom) * line, 0, {stage.latency_cycles}};
  for (Block* block : {&first, &row, &below}) add(schedule, std::move(*block));
  return schedule;
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::FmPadding& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  const std::int64_t H = kind.in_size[0], W = kind.in_size[1], top = kind.padding[0], left = kind.padding[1];
  const auto is_inside = [=](std::int64_t row, std::int64_t column) {
    return row >= top && row < top + H && column >= left && column < left + W;
  };
  return std::make_unique<PaddingBehaviour>(top + H + kind.padding[2], left + W + kind.padding[3],
                                            kind.channels / folding.SIMD, is_inside);
}

namespace hlslib {

inline RigidLoop process(const golden::FmPadding& p, const Site& site) {
  const std::int64_t groups = p.channels / site.stage.folding.SIMD;
  const std::int64_t left = p.padding[1] * groups, inside = p.in_size[1] * groups, right = p.padding[3] * groups;
  const std::int64_t row = left + inside + right;
  Iterations frame(site.numbers);
  frame.run(p.padding[0] * row, 0, 1);
  for (std::int64_t y = 0; y < p.in_size[0]; ++y) {
    frame.run(left, 0, 1);
    frame.run(inside, 1, 1);
    frame.run(right, 0, 1);
  }
  frame.run(p.padding[2] * row, 0, 1);
  return frame_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
