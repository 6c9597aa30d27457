#include "rtl_wrap/cosim/lanes.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace weir::rtl {

namespace {

constexpr std::size_t kLanesAnalysed = 256;

bool is_identity(const LaneOrder& order) {
  for (std::size_t lane = 0; lane < order.source.size(); ++lane)
    if (order.source[lane] != static_cast<int>(lane)) return false;
  return true;
}

/// can[lane][source]: in every pair of words got[lane] equals expected[source].
using Candidates = std::vector<std::vector<bool>>;

Candidates agreeing_sources(const std::vector<std::vector<std::int32_t>>& expected,
                            const std::vector<std::vector<std::int32_t>>& got) {
  const std::size_t lanes = got[0].size();
  Candidates can(lanes, std::vector<bool>(lanes, true));
  for (std::size_t word = 0; word < got.size(); ++word)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      for (std::size_t source = 0; source < lanes; ++source)
        if (can[lane][source] && got[word][lane] != expected[word][source]) can[lane][source] = false;
  return can;
}

/// Augmenting path of the bipartite matching lane -> source.
bool match(const Candidates& can, std::size_t lane, std::vector<int>& owner, std::vector<bool>& visited) {
  for (std::size_t source = 0; source < can.size(); ++source) {
    if (!can[lane][source] || visited[source]) continue;
    visited[source] = true;
    if (owner[source] >= 0 && !match(can, static_cast<std::size_t>(owner[source]), owner, visited)) continue;
    owner[source] = static_cast<int>(lane);
    return true;
  }
  return false;
}

std::optional<LaneOrder> agreed_order(const Candidates& can) {
  std::vector<int> owner(can.size(), -1);
  // Lanes that can stay in place do: the order found then differs from the identity only where it must.
  for (std::size_t lane = 0; lane < can.size(); ++lane)
    if (can[lane][lane]) owner[lane] = static_cast<int>(lane);
  for (std::size_t lane = 0; lane < can.size(); ++lane) {
    if (can[lane][lane]) continue;
    std::vector<bool> visited(can.size(), false);
    if (!match(can, lane, owner, visited)) return std::nullopt;
  }
  LaneOrder order{std::vector<int>(can.size(), 0)};
  for (std::size_t source = 0; source < can.size(); ++source)
    order.source[static_cast<std::size_t>(owner[source])] = static_cast<int>(source);
  return order;
}

}  // namespace

std::vector<LaneOrder> candidate_orders(const std::vector<std::vector<std::int32_t>>& expected,
                                        const std::vector<std::vector<std::int32_t>>& got) {
  const std::size_t lanes = got.empty() ? 0 : got[0].size();
  if (lanes < 2) return {};
  LaneOrder reversed{std::vector<int>(lanes)};
  std::iota(reversed.source.rbegin(), reversed.source.rend(), 0);
  std::vector<LaneOrder> orders{reversed};
  if (lanes <= kLanesAnalysed)
    if (const auto order = agreed_order(agreeing_sources(expected, got)))
      if (!is_identity(*order) && order->source != reversed.source) orders.push_back(*order);
  return orders;
}

bool applies(const LaneOrder& order, const std::vector<std::int32_t>& expected, const std::vector<std::int32_t>& got) {
  for (std::size_t lane = 0; lane < got.size(); ++lane)
    if (got[lane] != expected[static_cast<std::size_t>(order.source[lane])]) return false;
  return true;
}

std::string describe(const LaneOrder& order) {
  const int lanes = static_cast<int>(order.source.size());
  std::vector<int> moved;
  bool is_reversed = true, is_rotated = true;
  for (int lane = 0; lane < lanes; ++lane) {
    const int source = order.source[static_cast<std::size_t>(lane)];
    if (source != lane) moved.push_back(lane);
    is_reversed &= source == lanes - 1 - lane;
    is_rotated &= source == (lane + order.source[0]) % lanes;
  }
  if (moved.size() == 2) return "lanes " + std::to_string(moved[0]) + " and " + std::to_string(moved[1]) + " swapped";
  if (is_reversed) return "lanes in reverse order";
  if (is_rotated) return "lanes rotated: lane 0 holds lane " + std::to_string(order.source[0]);
  std::string text = "lanes reordered: from lane";
  for (const int source : order.source) text += " " + std::to_string(source);
  return text;
}

bool possible(WordCoding coding, int bits, int lane_bits) {
  switch (coding) {
    case WordCoding::BytesReversed: return bits % 8 == 0 && bits > 8 && lane_bits != 8;
    case WordCoding::BitsReversed: return bits > 1 && lane_bits != 1;
    case WordCoding::BitsInverted: break;
  }
  return true;
}

std::vector<std::uint8_t> recode(WordCoding coding, std::span<const std::uint8_t> word, int bits) {
  std::vector<std::uint8_t> result(word.begin(), word.end());
  if (coding == WordCoding::BytesReversed) {
    std::reverse(result.begin(), result.end());
    return result;
  }
  std::fill(result.begin(), result.end(), std::uint8_t{0});
  const auto bit = [&](int i) { return (word[static_cast<std::size_t>(i / 8)] >> (i % 8)) & 1; };
  for (int i = 0; i < bits; ++i) {
    const int value = coding == WordCoding::BitsReversed ? bit(bits - 1 - i) : 1 - bit(i);
    result[static_cast<std::size_t>(i / 8)] |= static_cast<std::uint8_t>(value << (i % 8));
  }
  return result;
}

const char* describe(WordCoding coding) {
  switch (coding) {
    case WordCoding::BytesReversed: return "bytes of the word in reverse order";
    case WordCoding::BitsReversed: return "bits of the word in reverse order";
    case WordCoding::BitsInverted: break;
  }
  return "every bit inverted";
}

}  // namespace weir::rtl
