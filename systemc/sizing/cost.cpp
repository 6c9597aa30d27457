#include "systemc/sizing/cost.hpp"

#include <bit>

namespace weir::timing {

namespace {

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

FifoCost& FifoCost::operator+=(const FifoCost& other) {
  bram18 += other.bram18;
  lut += other.lut;
  bits += other.bits;
  return *this;
}

FifoCost operator+(FifoCost a, const FifoCost& b) { return a += b; }

std::int64_t packed_bram18(std::int64_t depth_words, int width_bits) {
  if (width_bits == 1) return divide_up(depth_words, 16384);
  if (width_bits == 2) return divide_up(depth_words, 8192);
  if (width_bits <= 4) return divide_up(depth_words, 4096) * divide_up(width_bits, 4);
  if (width_bits <= 9) return divide_up(depth_words, 2048) * divide_up(width_bits, 9);
  if (width_bits <= 18 || depth_words > 512) return divide_up(depth_words, 1024) * divide_up(width_bits, 18);
  return divide_up(depth_words, 512) * divide_up(width_bits, 36);
}

FifoCost fifo_cost(std::int64_t depth_words, int width_bits) {
  if (width_bits == 0) return {};
  const std::int64_t pointers = 2 * std::bit_width(static_cast<std::uint64_t>(depth_words - 1));
  FifoCost cost{0, pointers, depth_words * width_bits};
  if (depth_words > kMostLutWords)
    cost.bram18 = packed_bram18(depth_words, width_bits);
  else
    cost.lut += divide_up(depth_words, 32) * divide_up(width_bits, 2);
  return cost;
}

FifoCost coarse(FifoCost cost, Grain grain) {
  if (grain != Grain::kWords) cost.bits = 0;
  if (grain == Grain::kBlocks) cost.lut = 0;
  return cost;
}

std::int64_t deepest_of_same_cost(std::int64_t depth_words, int width_bits, Grain grain) {
  const FifoCost cost = coarse(fifo_cost(depth_words, width_bits), grain);
  const auto is_same = [&](std::int64_t depth) { return coarse(fifo_cost(depth, width_bits), grain) == cost; };
  std::int64_t same = depth_words, step = 1;
  while (is_same(same + step)) same += step, step *= 2;
  for (; step > 0; step /= 2)
    if (is_same(same + step)) same += step;
  return same;
}

}  // namespace weir::timing
