#include "systemc/schedule/picture.hpp"

#include <algorithm>

namespace weir::timing {

namespace {

constexpr std::uint32_t kNone = 0, kPort = 1;

void add(Block& block, std::int64_t count, std::uint32_t reads, std::uint32_t writes) {
  if (count > 0) block.steps.push_back({count, 1, reads, writes});
}

void add(Schedule& schedule, Block block) {
  if (block.repeat > 0 && !block.steps.empty()) schedule.blocks.push_back(std::move(block));
}

}  // namespace

Schedule closed_form(const golden::FmPadding& p, const golden::Stage& stage) {
  const std::int64_t top = p.padding[0], left = p.padding[1], bottom = p.padding[2], right = p.padding[3];
  const std::int64_t groups = p.channels / stage.folding.SIMD, inner = p.in_size[1] * groups;
  const std::int64_t line = left * groups + inner + right * groups, before = top * line + left * groups;
  Block first{1, {}}, row{p.in_size[0] - 1, {}}, below{1, {}};
  add(first, 1, kPort, kPort);
  add(first, before, kNone, kPort);
  add(first, inner - 1, kPort, kPort);
  add(first, right * groups, kNone, kPort);
  add(row, left * groups, kNone, kPort);
  add(row, inner, kPort, kPort);
  add(row, right * groups, kNone, kPort);
  add(below, bottom * line, kNone, kPort);
  Schedule schedule{{}, (top + p.in_size[0] + bottom) * line, 0, {stage.latency_cycles}};
  for (Block* block : {&first, &row, &below}) add(schedule, std::move(*block));
  return schedule;
}

Schedule closed_form(const golden::DownSampler& d, const golden::Stage& stage) {
  const std::int64_t groups = d.channels / stage.folding.SIMD, H = d.in_size[0], W = d.in_size[1], S = d.stride;
  // `rows` rows, the first of which is kept, as are the first pixel and every S-th.
  const auto band = [&](std::int64_t repeat, std::int64_t rows) {
    Block block{repeat, {}};
    for (std::int64_t x = 0; x < W; x += S) {
      add(block, groups, kPort, kPort);
      add(block, (std::min(S, W - x) - 1) * groups, kPort, kNone);
    }
    add(block, (rows - 1) * W * groups, kPort, kNone);
    return block;
  };
  Schedule schedule{{}, H * W * groups, 0, {stage.latency_cycles}};
  add(schedule, band(H / S, S));
  if (H % S != 0) add(schedule, band(1, H % S));
  return schedule;
}

}  // namespace weir::timing
