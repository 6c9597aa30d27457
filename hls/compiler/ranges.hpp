/// Which integers a node can stand for: the w-bit pattern of a node is v mod 2^w for some v in its interval [low,
/// high]. An interval spans fewer than 2^w values, so it also says whether the pattern is best read as signed or
/// unsigned.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "hls/compiler/ir.hpp"

namespace weir::hls {

struct Interval {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool operator==(const Interval&) const = default;
};

/// Nodes wider than this have no interval.
constexpr unsigned max_interval_bits = 62;

Interval unsigned_interval(unsigned width);
Interval as_unsigned(const Interval& i, unsigned width);
Interval as_signed(const Interval& i, unsigned width);
/// Bits that hold every value of the interval: two's complement if it has negative values, else unsigned (at least 1).
unsigned bits_of(const Interval& i);

using Intervals = std::vector<std::optional<Interval>>;

/// Of all live nodes, by id; nullopt when wider than max_interval_bits. A register holds its initial or its next value,
/// or what `registers` (by index) already knows.
Intervals intervals(const ir::Graph& g, const Intervals& registers = {});

}  // namespace weir::hls
