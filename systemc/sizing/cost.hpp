/// What the memory of a FIFO costs, by depth and width. RAMB18 counts follow FINN's packing of an 18-kbit block
/// (shapes 1x16384 to 36x512), LUT counts its register-transfer FIFO: 32 words of 2 bits per LUT, and two pointers.
#pragma once
#include <compare>
#include <cstdint>

namespace weir::timing {

/// FIFOs up to this depth are kept in shift registers or LUT memory, deeper ones in RAMB18.
constexpr std::int64_t kMostLutWords = 256;

/// Compared in this order: one block RAM is worth more than any number of LUTs, one LUT more than any number of bits.
/// No FIFO costs less than a shallower one of its width.
struct FifoCost {
  std::int64_t bram18 = 0;
  std::int64_t lut = 0;
  std::int64_t bits = 0;

  auto operator<=>(const FifoCost&) const = default;
  FifoCost& operator+=(const FifoCost& other);
};
FifoCost operator+(FifoCost a, const FifoCost& b);

/// RAMB18 blocks that hold `depth_words` words of `width_bits` bits; both at least 1.
std::int64_t packed_bram18(std::int64_t depth_words, int width_bits);

/// `width_bits` 0: of a FIFO that somebody else counts, nothing.
FifoCost fifo_cost(std::int64_t depth_words, int width_bits);

/// How exactly costs are told apart: the search settles blocks before LUTs, and LUTs before words.
enum class Grain { kBlocks, kMemory, kWords };
/// Without what the grain does not see.
FifoCost coarse(FifoCost cost, Grain grain);

/// The deepest FIFO that costs the same at that grain.
std::int64_t deepest_of_same_cost(std::int64_t depth_words, int width_bits, Grain grain);

}  // namespace weir::timing
