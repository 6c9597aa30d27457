#include "systemc/generators/weir/picture.hpp"

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

namespace {

/// `rows` rows of `pixels` pixels, each read and written once and written `SW - 1` times more; then `more_rows` rows
/// without reads. Without `is_last_repeated` the last pixel of a row is written once.
Block spread(std::int64_t rows, std::int64_t pixels, std::int64_t groups, std::int64_t SW, bool is_last_repeated,
             std::int64_t more_rows) {
  Block block{rows, {}};
  for (std::int64_t x = 0; x < pixels; ++x) {
    add(block, groups, kPort, kPort);
    if (x + 1 < pixels || is_last_repeated) add(block, (SW - 1) * groups, kNone, kPort);
  }
  const std::int64_t line = is_last_repeated ? pixels * SW : (pixels - 1) * SW + 1;
  add(block, more_rows * line * groups, kNone, kPort);
  return block;
}

}  // namespace

Schedule closed_form(const golden::PixelPadding& p, const golden::Stage& stage) {
  const std::int64_t H = p.in_size[0], W = p.in_size[1], SH = p.stride[0], SW = p.stride[1];
  const std::int64_t groups = p.channels / stage.folding.SIMD;
  Schedule schedule{{}, ((H - 1) * SH + 1) * ((W - 1) * SW + 1) * groups, 0, {stage.latency_cycles}};
  add(schedule, spread(H - 1, W, groups, SW, false, SH - 1));
  add(schedule, spread(1, W, groups, SW, false, 0));
  return schedule;
}

Schedule closed_form(const golden::Upsample& u, const golden::Stage& stage) {
  const std::int64_t H = u.in_size[0], W = u.in_size[1], FH = u.factor[0], FW = u.factor[1];
  return {{spread(H, W, 1, FW, true, FH - 1)}, H * FH * W * FW, 0, {stage.latency_cycles}};
}

Schedule closed_form(const golden::Crop& c, const golden::Stage& stage) {
  const std::int64_t north = c.border[0], east = c.border[1], south = c.border[2], west = c.border[3];
  const std::int64_t H = c.in_size[0], W = c.in_size[1], groups = c.channels / stage.folding.SIMD;
  Block above{1, {}}, row{H - north - south, {}}, below{1, {}};
  add(above, north * W * groups, kPort, kNone);
  add(row, west * groups, kPort, kNone);
  add(row, (W - west - east) * groups, kPort, kPort);
  add(row, east * groups, kPort, kNone);
  add(below, south * W * groups, kPort, kNone);
  Schedule schedule{{}, H * W * groups, 0, {stage.latency_cycles}};
  for (Block* block : {&above, &row, &below}) add(schedule, std::move(*block));
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
