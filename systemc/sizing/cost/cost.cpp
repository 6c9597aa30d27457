#include "systemc/sizing/cost/cost.hpp"

#include <algorithm>
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

std::int64_t packed_uram(std::int64_t depth_words, int width_bits) {
  return divide_up(depth_words, 4096) * divide_up(width_bits, 72);
}

std::int64_t packed_lut(std::int64_t depth_words, int width_bits) {
  return divide_up(depth_words, 32) * divide_up(width_bits, 2);
}

std::int64_t built_words(std::int64_t depth_words, FifoBuild build) {
  if (build != FifoBuild::kPowerOfTwo || depth_words <= kMostLutWords) return depth_words;
  const std::int64_t rest = depth_words % kMostVendorWords, whole = depth_words - rest;
  const auto rounded = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(rest)));
  return rest == 0 ? whole : whole + std::max(rounded, kLeastVendorWords);
}

FifoCost fifo_cost(std::int64_t depth_words, int width_bits, FifoBuild build) {
  if (width_bits == 0 || depth_words == 0) return {};  // no FIFO
  const std::int64_t words = built_words(depth_words, build);
  const std::int64_t pointers = 2 * std::bit_width(static_cast<std::uint64_t>(words - 1));
  FifoCost cost{0, pointers, words * width_bits};
  if (words > kMostLutWords && build != FifoBuild::kLutOnly)
    cost.bram18 = packed_bram18(words, width_bits);
  else
    cost.lut += packed_lut(words, width_bits);
  return cost;
}

FifoCost coarse(FifoCost cost, Grain grain) {
  if (grain != Grain::kWords) cost.bits = 0;
  if (grain == Grain::kBlocks) cost.lut = 0;
  return cost;
}

std::int64_t deepest_of_same_cost(std::int64_t depth_words, int width_bits, Grain grain, FifoBuild build) {
  if (build == FifoBuild::kLutOnly && grain == Grain::kBlocks) {  // no depth costs a block
    if (depth_words <= kMostLutWords) return kMostLutWords;
    grain = Grain::kMemory;
  }
  const FifoCost cost = coarse(fifo_cost(depth_words, width_bits, build), grain);
  const auto is_same = [&](std::int64_t depth) { return coarse(fifo_cost(depth, width_bits, build), grain) == cost; };
  std::int64_t same = depth_words, step = 1;
  while (is_same(same + step)) same += step, step *= 2;
  for (; step > 0; step /= 2)
    if (is_same(same + step)) same += step;
  return same;
}

}  // namespace weir::timing
