#include "hls/compiler/accumulators.hpp"

#include <algorithm>

#include "hls/compiler/components.hpp"

namespace weir::hls {

namespace {

using ir::at;
using ir::Graph;
using ir::Id;
using ir::Node;
using ir::Op;

/// next = (condition ? start : register) + addend, between widenings and cuts that change no value of `bits` bits.
struct Sum {
  std::size_t index = 0;  ///< of the register
  Id condition = ir::none;
  Id addend = ir::none;
  std::int64_t start = 0;
  bool begins_when = true;  ///< the value of the condition at which it begins anew
  bool subtracts = false;
  unsigned bits = 0;              ///< the narrowest place on the way round
  bool is_never_below_0 = false;  ///< a zero extension is on the way: only what is positive passes
};

/// What is behind cuts of high bits and extensions; the narrowest of them is noted.
Id without_width(const Graph& g, Id x, Sum& sum) {
  for (;;) {
    const Node& n = g[x];
    sum.bits = std::min(sum.bits, n.width);
    const bool cuts = n.op == Op::Slice && n.aux == 0;
    const bool widens = n.op == Op::Cat && n.args.size() == 2 && g.is_const(n.args[1]) && g[n.args[1]].value.isZero();
    sum.is_never_below_0 |= widens;
    if (!cuts && !widens && n.op != Op::Sext) return x;
    x = n.args[0];
  }
}

/// A choice between a constant and `node`.
bool read_choice(const Graph& g, Id x, Id node, Sum& sum) {
  const Node& n = g[without_width(g, x, sum)];
  if (n.op != Op::Mux) return false;
  for (const bool begins_when : {true, false}) {
    const Id start = n.args[begins_when ? 1 : 2], kept = n.args[begins_when ? 2 : 1];
    if (!g.is_const(start) || g.width(start) > max_interval_bits || without_width(g, kept, sum) != node) continue;
    sum.condition = n.args[0];
    sum.start = g[start].value.getSExtValue();
    sum.begins_when = begins_when;
    return true;
  }
  return false;
}

std::vector<Sum> sums_of(const Graph& g) {
  std::vector<Sum> sums;
  const Components components = hls::components(g);
  for (Id x : ir::live_order(g)) {
    if (g[x].op != Op::Reg || g.width(x) > max_interval_bits) continue;
    const ir::Register& r = g.registers[at(g[x].aux)];
    Sum way;
    way.index = at(g[x].aux);
    way.bits = g.width(x);
    const Node& next = g[without_width(g, r.next, way)];
    if (next.op != Op::Add && next.op != Op::Sub) continue;
    way.subtracts = next.op == Op::Sub;
    for (std::size_t k = 0; k < (way.subtracts ? 1u : 2u); ++k) {
      Sum sum = way;
      sum.addend = next.args[1 - k];
      if (!components.together(sum.addend, x) && read_choice(g, next.args[k], x, sum)) {
        sums.push_back(sum);
        break;
      }
    }
  }
  return sums;
}

/// Does every value pass the way round unchanged?
bool passes(const Interval& i, const Sum& sum) {
  const std::int64_t half = std::int64_t{1} << (sum.bits - 1);
  return i.high < half && i.low >= (sum.is_never_below_0 ? 0 : -half);
}

/// Of the register: where it begins, and all that is added until it begins anew. Nothing if it might not fit.
std::optional<Interval> interval_of(const Graph& g, const Sum& sum, const Interval& addend, std::int64_t terms) {
  constexpr std::int64_t kMostTerms = std::int64_t{1} << 30, kMostAddend = std::int64_t{1} << 30;
  if (terms > kMostTerms || addend.low < -kMostAddend || addend.high > kMostAddend) return {};
  const std::int64_t low = sum.subtracts ? -addend.high : addend.low, high = sum.subtracts ? -addend.low : addend.high;
  const Id init = g.registers[sum.index].init;
  const std::int64_t first = init == ir::none ? sum.start : g[init].value.getSExtValue();
  const Interval interval{std::min(sum.start, first) + std::min<std::int64_t>(0, low) * terms,
                          std::max(sum.start, first) + std::max<std::int64_t>(0, high) * terms};
  return passes(interval, sum) ? std::optional(interval) : std::nullopt;
}

}  // namespace

std::vector<Id> conditions_of_sums(const Graph& g) {
  std::vector<Id> conditions;
  for (const Sum& sum : sums_of(g))
    if (std::find(conditions.begin(), conditions.end(), sum.condition) == conditions.end())
      conditions.push_back(sum.condition);
  return conditions;
}

Intervals with_sums(const Graph& g, const Trace& trace, Intervals registers) {
  if (trace.watched.empty()) return registers;
  registers.resize(g.registers.size());
  const Intervals known = intervals(g, registers);
  for (const Sum& sum : sums_of(g)) {
    const auto watched = trace.watched.find(sum.condition);
    const auto& addend = known[at(sum.addend)];
    if (watched == trace.watched.end() || !addend || registers[sum.index]) continue;
    std::int64_t between = sum.begins_when ? watched->second.longest_zero : watched->second.longest_one;
    if (between < 0 && g.registers[sum.index].init != ir::none) between = trace.iterations;
    if (between >= 0) registers[sum.index] = interval_of(g, sum, *addend, between + 1);
  }
  return registers;
}

}  // namespace weir::hls
