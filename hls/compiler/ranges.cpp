#include "hls/compiler/ranges.hpp"

#include <algorithm>

namespace weir::hls {

namespace {

using ir::Graph;
using ir::Id;
using ir::Node;
using ir::Op;

std::int64_t power(unsigned bits) { return std::int64_t{1} << bits; }

/// The interval itself if its values are distinct patterns of `width` bits in one of the two readings, else every
/// pattern.
Interval or_everything(Interval i, unsigned width) {
  const bool fits_signed = i.low >= -power(width - 1) && i.high < power(width - 1);
  const bool fits_unsigned = i.low >= 0 && i.high < power(width);
  return fits_signed || fits_unsigned ? i : unsigned_interval(width);
}

Interval of_constant(const llvm::APInt& v) {
  const std::int64_t value = v.getBitWidth() > 1 ? v.getSExtValue() : static_cast<std::int64_t>(v.getZExtValue());
  return {value, value};
}

Interval product(const Interval& a, const Interval& b, unsigned width) {
  const unsigned bits = bits_of(a) + bits_of(b);
  if (bits > max_interval_bits) return unsigned_interval(width);
  const auto [low, high] = std::minmax({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
  return or_everything({low, high}, width);
}

Interval of_bitwise(Op op, const Interval& a, const Interval& b, unsigned width) {
  if (op == Op::And) {
    const Interval ua = as_unsigned(a, width), ub = as_unsigned(b, width);
    return {0, std::min(ua.high, ub.high)};
  }
  if (a.low < 0 || b.low < 0) return unsigned_interval(width);
  return {0, power(std::max(bits_of(a), bits_of(b))) - 1};
}

Interval of_cat(const Graph& g, const Node& n, const Intervals& known) {
  Interval sum;
  unsigned at = 0;
  for (Id piece : n.args) {
    const unsigned w = g.width(piece);
    const auto& own = known[static_cast<std::size_t>(piece)];
    const Interval i = own ? as_unsigned(*own, w) : unsigned_interval(w);
    sum.low += i.low << at;
    sum.high += i.high << at;
    at += w;
  }
  return sum;
}

}  // namespace

Interval unsigned_interval(unsigned width) { return {0, power(width) - 1}; }

Interval as_unsigned(const Interval& i, unsigned width) {
  if (i.low >= 0) return i;
  if (i.high < 0) return {i.low + power(width), i.high + power(width)};
  return unsigned_interval(width);
}

Interval as_signed(const Interval& i, unsigned width) {
  if (i.high < power(width - 1)) return i;
  if (i.low >= power(width - 1)) return {i.low - power(width), i.high - power(width)};
  return {-power(width - 1), power(width - 1) - 1};
}

unsigned bits_of(const Interval& i) {
  unsigned bits = 1;
  if (i.low < 0) {
    while (i.low < -power(bits - 1) || i.high >= power(bits - 1)) ++bits;
  } else {
    while (i.high >= power(bits)) ++bits;
  }
  return bits;
}

namespace {

/// From the intervals of the arguments.
std::optional<Interval> interval_of(const Graph& g, Id x, const Intervals& known) {
  const Node& n = g[x];
  const unsigned w = n.width;
  if (w == 0 || w > max_interval_bits) return {};
  const auto arg = [&](std::size_t k) { return known[static_cast<std::size_t>(n.args[k])]; };
  switch (n.op) {
    case Op::Const: return of_constant(n.value);
    case Op::Add: return or_everything({arg(0)->low + arg(1)->low, arg(0)->high + arg(1)->high}, w);
    case Op::Sub: return or_everything({arg(0)->low - arg(1)->high, arg(0)->high - arg(1)->low}, w);
    case Op::Mul: return product(*arg(0), *arg(1), w);
    case Op::And:
    case Op::Or:
    case Op::Xor: return of_bitwise(n.op, *arg(0), *arg(1), w);
    case Op::Mux: return or_everything({std::min(arg(1)->low, arg(2)->low), std::max(arg(1)->high, arg(2)->high)}, w);
    case Op::Sext: return as_signed(*arg(0), g.width(n.args[0]));
    case Op::Slice:
      if (n.aux == 0 && arg(0)) return or_everything(*arg(0), w);
      return unsigned_interval(w);
    case Op::Pop: return Interval{0, static_cast<std::int64_t>(g.width(n.args[0]))};
    case Op::Cat: return of_cat(g, n, known);
    default: return unsigned_interval(w);
  }
}

void sweep(const Graph& g, const std::vector<Id>& order, const Intervals& registers, Intervals& known) {
  for (Id x : order) {
    const std::size_t k = static_cast<std::size_t>(x), r = static_cast<std::size_t>(g[x].aux);
    known[k] = g[x].op == Op::Reg && r < registers.size() && registers[r] ? registers[r] : interval_of(g, x, known);
  }
}

}  // namespace

Intervals intervals(const Graph& g, const Intervals& registers) {
  const std::vector<Id> order = ir::live_order(g);
  Intervals known(g.nodes.size()), seeds = registers;
  seeds.resize(g.registers.size());
  sweep(g, order, seeds, known);
  // Whatever a register held before, it now holds its initial or its next value.
  for (std::size_t r = 0; r < g.registers.size(); ++r) {
    const ir::Register& reg = g.registers[r];
    if (seeds[r] || reg.next == ir::none || !known[static_cast<std::size_t>(reg.next)]) continue;
    Interval i = *known[static_cast<std::size_t>(reg.next)];
    if (reg.init != ir::none) {
      const Interval start = of_constant(g[reg.init].value);
      i = {std::min(i.low, start.low), std::max(i.high, start.high)};
    }
    seeds[r] = or_everything(i, g.width(reg.node));
  }
  sweep(g, order, seeds, known);
  return known;
}

}  // namespace weir::hls
