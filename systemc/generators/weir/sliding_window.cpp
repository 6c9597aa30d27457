#include "systemc/generators/weir/sliding_window.hpp"

#include <algorithm>

namespace weir::timing {

namespace {

/// `reads` iterations read and `writes` iterations write, both from the first one on.
Block side_by_side(std::int64_t repeat, std::int64_t reads, std::int64_t writes) {
  Block block{repeat, {}};
  const std::int64_t both = std::min(reads, writes);
  if (both > 0) block.steps.push_back({both, 1, 1, 1});
  if (reads > both) block.steps.push_back({reads - both, 1, 1, 0});
  if (writes > both) block.steps.push_back({writes - both, 1, 0, 1});
  return block;
}

}  // namespace

Schedule closed_form(const golden::SlidingWindow& s, const golden::Stage& stage) {
  const auto out = golden::out_size(s);
  const std::int64_t groups = s.channels / stage.folding.SIMD, line = s.in_size[1] * groups;
  const std::int64_t lines = (s.kernel[0] - 1) * s.dilation[0] + 1;  // from a window's first to its last
  const std::int64_t sent = out[1] / stage.folding.MMV * s.kernel[0] * s.kernel[1] * groups;
  const std::int64_t fill = lines * line, next = s.stride[0] * line;
  const std::int64_t rest = (s.in_size[0] - lines - (out[0] - 1) * s.stride[0]) * line;
  Schedule schedule{{{1, {{fill, 1, 1, 0}}}}, 0, 0, {stage.latency_cycles}};
  if (out[0] > 1) schedule.blocks.push_back(side_by_side(out[0] - 1, next, sent));
  schedule.blocks.push_back(side_by_side(1, rest, sent));
  schedule.iterations = fill + (out[0] - 1) * std::max(next, sent) + std::max(rest, sent);
  return schedule;
}

}  // namespace weir::timing
