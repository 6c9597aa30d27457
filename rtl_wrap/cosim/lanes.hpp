/// Orders of lanes and bits within a word that a wrong wiring would give.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace weir::rtl {

/// got[lane] = expected[source[lane]]
struct LaneOrder {
  std::vector<int> source;
};

/// Reversal, and the one order that all pairs of words agree on, if there is one. Not the identity.
std::vector<LaneOrder> candidate_orders(const std::vector<std::vector<std::int32_t>>& expected,
                                        const std::vector<std::vector<std::int32_t>>& got);
bool applies(const LaneOrder& order, const std::vector<std::int32_t>& expected, const std::vector<std::int32_t>& got);
/// "lanes 1 and 2 swapped", "lanes reversed", "lanes rotated by 3", "lanes reordered: ..."
std::string describe(const LaneOrder& order);

enum class WordCoding { BytesReversed, BitsReversed, BitsInverted };
/// False where it would change nothing or be the reversal of the lanes.
bool possible(WordCoding coding, int bits, int lane_bits);
std::vector<std::uint8_t> recode(WordCoding coding, std::span<const std::uint8_t> word, int bits);
const char* describe(WordCoding coding);

}  // namespace weir::rtl
