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
  bool same_memory(const FifoCost& other) const { return bram18 == other.bram18 && lut == other.lut; }
};
FifoCost operator+(FifoCost a, const FifoCost& b);

/// RAMB18 blocks that hold `depth_words` words of `width_bits` bits; both at least 1.
std::int64_t packed_bram18(std::int64_t depth_words, int width_bits);

FifoCost fifo_cost(std::int64_t depth_words, int width_bits);

/// The deepest FIFO that takes no more RAMB18 and LUTs than one of `depth_words`.
std::int64_t deepest_of_same_memory(std::int64_t depth_words, int width_bits);

}  // namespace weir::timing
