/// What the memory of a FIFO costs, by depth, width and build. RAMB18 counts follow FINN's packing of an 18-kbit block
/// (shapes 1x16384 to 36x512), URAM counts blocks of 4096 words of 72 bits, LUT counts FINN's register-transfer FIFO:
/// 32 words of 2 bits per LUT, and two pointers. A vendor's FIFO of more than 32768 words is a chain of several (FINN's
/// split_large_fifos).
#pragma once
#include <compare>
#include <cstdint>

#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// FIFOs up to this depth are kept in shift registers or LUT memory, deeper ones in RAMB18.
constexpr std::int64_t kMostLutWords = 256;
/// The FIFOs that the vendor's generator makes.
constexpr std::int64_t kLeastVendorWords = 16, kMostVendorWords = 32768;

/// Compared in this order: one block RAM is worth more than any number of LUTs, one LUT more than any number of bits.
/// No FIFO costs less than a shallower one of its width and build.
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
/// URAM blocks for the same.
std::int64_t packed_uram(std::int64_t depth_words, int width_bits);
/// LUTs for the same.
std::int64_t packed_lut(std::int64_t depth_words, int width_bits);

/// The words that a FIFO asked to hold `depth_words` is built with.
std::int64_t built_words(std::int64_t depth_words, FifoBuild build);

/// Of the words that are built. `width_bits` 0: of a FIFO that somebody else counts, nothing.
FifoCost fifo_cost(std::int64_t depth_words, int width_bits, FifoBuild build = FifoBuild::kExact);
inline FifoCost fifo_cost(std::int64_t depth_words, const TimingStream& stream) {
  return fifo_cost(depth_words, stream.width_bits, stream.build);
}

/// How exactly costs are told apart: the search settles blocks before LUTs, and LUTs before words.
enum class Grain { kBlocks, kMemory, kWords };
/// Without what the grain does not see.
FifoCost coarse(FifoCost cost, Grain grain);

/// The deepest FIFO that costs the same at that grain; of one that never costs a block the deepest that is common.
std::int64_t deepest_of_same_cost(std::int64_t depth_words, int width_bits, Grain grain,
                                  FifoBuild build = FifoBuild::kExact);
inline std::int64_t deepest_of_same_cost(std::int64_t depth_words, const TimingStream& stream, Grain grain) {
  return deepest_of_same_cost(depth_words, stream.width_bits, grain, stream.build);
}

}  // namespace weir::timing
