#include "hls/compiler/narrow.hpp"

#include <algorithm>

#include "hls/compiler/accumulators.hpp"
#include "hls/compiler/ranges.hpp"
#include "hls/compiler/rewrite.hpp"

namespace weir::hls {

namespace {

using ir::at;
using ir::Graph;
using ir::Id;
using ir::Node;
using ir::Op;

/// How many low bits of each node anybody looks at.
std::vector<unsigned> demanded_bits(const Graph& g) {
  std::vector<unsigned> demand(g.nodes.size(), 0);
  const auto ask = [&](Id x, unsigned bits) { demand[at(x)] = std::max(demand[at(x)], std::min(bits, g.width(x))); };
  ask(g.last, 1);
  for (const ir::Register& r : g.registers) {
    if (r.next != ir::none) ask(r.next, g.width(r.next));
  }
  const std::vector<Id> order = ir::live_order(g);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const Node& n = g[*it];
    switch (n.op) {
      case Op::Slice: ask(n.args[0], static_cast<unsigned>(n.aux) + n.width); break;
      case Op::Add:
      case Op::Sub:
      case Op::Mul:
      case Op::And:
      case Op::Or:
      case Op::Xor:
        for (Id a : n.args) ask(a, demand[at(*it)]);
        break;
      case Op::Mux:
        ask(n.args[0], 1);
        for (std::size_t k : {1, 2}) ask(n.args[k], demand[at(*it)]);
        break;
      default:
        for (Id a : n.args) ask(a, g.width(a));
    }
  }
  return demand;
}

Intervals from_trace(const Trace& trace) {
  Intervals list;
  for (const auto& range : trace.registers) {
    const bool small = range && range->high < (1ull << max_interval_bits);
    list.push_back(
        small ? std::optional(Interval{static_cast<std::int64_t>(range->low), static_cast<std::int64_t>(range->high)})
              : std::nullopt);
  }
  return list;
}

class Narrower : public Rewriter {
 public:
  Narrower(const Graph& g, const Trace& trace)
      : Rewriter(g), demand_(demanded_bits(g)), known_(intervals(g, with_sums(g, trace, from_trace(trace)))) {
    ram_bits_.assign(g.memories.size(), 1);
    for (Id x : g.stores) ram_bits_[at(g[x].aux)] = std::max(ram_bits_[at(g[x].aux)], significant_bits(g[x].args[1]));
    for (std::size_t m = 0; m < g.memories.size(); ++m)
      for (const llvm::APInt& word : g.memories[m].init) ram_bits_[m] = std::max(ram_bits_[m], word.getActiveBits());
  }

 protected:
  unsigned register_width(std::size_t index) const override {
    const auto& range = known_[at(old_.registers[index].node)];
    const unsigned full = Rewriter::register_width(index);
    return range ? std::min(full, bits_of(*range)) : full;
  }
  bool register_signed(std::size_t index) const override {
    const auto& range = known_[at(old_.registers[index].node)];
    return range && range->low < 0;
  }
  unsigned ram_width(std::size_t index) const override {
    return std::min(ram_bits_[index], old_.memories[index].width);
  }

  Id translate(Id x) override {
    switch (old_[x].op) {
      case Op::Add:
      case Op::Sub:
      case Op::Mul:
      case Op::And:
      case Op::Or:
      case Op::Xor:
      case Op::Mux: return narrowed(x);
      case Op::Eq:
      case Op::Ult:
      case Op::Ule:
      case Op::Slt:
      case Op::Sle: return compared(x);
      default: return copy(x);
    }
  }

 private:
  /// Zeros on top of what is stored need no memory.
  unsigned significant_bits(Id x) const {
    const Node& n = old_[x];
    if (const auto& i = known_[at(x)]; i && i->low >= 0) return bits_of(*i);
    if (n.op != Op::Cat || !old_.is_const(n.args.back())) return n.width;
    const llvm::APInt& top = old_[n.args.back()].value;
    return std::max(1u, n.width - top.getBitWidth() + top.getActiveBits());
  }

  Id cut(Id x, unsigned bits) { return new_.slice(x, 0, bits); }

  /// Zeros that a constant or a concatenation surely has at its low end.
  unsigned low_zeros(Id x) const {
    const Id lowest = new_[x].op == Op::Cat ? new_[x].args.front() : x;
    return new_.is_const(lowest) ? std::min(new_[lowest].value.countr_zero(), new_.width(lowest)) : 0;
  }

  /// What is added to zeros at the low end stays as it is.
  Id computed(Op op, Id a, Id b) {
    if (op == Op::Add && low_zeros(a) > low_zeros(b)) std::swap(a, b);
    const unsigned w = new_.width(a), zeros = op == Op::Add || op == Op::Sub ? low_zeros(b) : 0;
    if (zeros == 0 || zeros >= w) return new_.binary(op, a, b);
    const Id high = new_.binary(op, new_.slice(a, zeros, w - zeros), new_.slice(b, zeros, w - zeros));
    return new_.cat({new_.slice(a, 0, zeros), high});
  }

  Id narrowed(Id x) {
    const Node& n = old_[x];
    const auto& interval = known_[at(x)];
    const unsigned by_value = interval ? std::min(bits_of(*interval), n.width) : n.width;
    const unsigned bits = std::max(1u, std::min(by_value, demand_[at(x)]));
    if (interval && interval->low == interval->high)
      return new_.constant(llvm::APInt(n.width, static_cast<std::uint64_t>(interval->low), true));
    if (bits == n.width) return n.op == Op::Mux ? copy(x) : computed(n.op, arg(x, 0), arg(x, 1));
    const Id small = n.op == Op::Mux ? new_.mux(arg(x, 0), cut(arg(x, 1), bits), cut(arg(x, 2), bits))
                                     : computed(n.op, cut(arg(x, 0), bits), cut(arg(x, 1), bits));
    return interval && interval->low < 0 ? new_.sext(small, n.width) : new_.zext(small, n.width);
  }

  Id compared(Id x) {
    const Node& n = old_[x];
    const unsigned w = old_.width(n.args[0]);
    const auto &ka = known_[at(n.args[0])], &kb = known_[at(n.args[1])];
    if (!ka || !kb) return copy(x);
    const bool is_signed = n.op == Op::Slt || n.op == Op::Sle;
    // Equality may be read either way; take the reading in which both are narrow.
    const bool negative = ka->low < 0 || kb->low < 0;
    const bool read_signed = is_signed || (n.op == Op::Eq && negative);
    const Interval a = read_signed ? as_signed(*ka, w) : as_unsigned(*ka, w),
                   b = read_signed ? as_signed(*kb, w) : as_unsigned(*kb, w);
    if (a.high < b.low) return new_.constant(1, n.op != Op::Eq);
    if (b.high < a.low) return new_.constant(1, 0);
    if (b.high == a.low && (n.op == Op::Ult || n.op == Op::Slt)) return new_.constant(1, 0);
    if (a.high == b.low && (n.op == Op::Ule || n.op == Op::Sle)) return new_.constant(1, 1);
    const Interval both{std::min(a.low, b.low), std::max(a.high, b.high)};
    const unsigned bits = std::min(w, bits_of(both));
    Op op = n.op;
    if (is_signed && both.low >= 0) op = n.op == Op::Slt ? Op::Ult : Op::Ule;
    return new_.binary(op, cut(arg(x, 0), bits), cut(arg(x, 1), bits));
  }

  std::vector<unsigned> demand_;
  Intervals known_;
  std::vector<unsigned> ram_bits_;
};

}  // namespace

ir::Graph narrow(const ir::Graph& graph, const Trace& trace) { return Narrower(graph, trace).run(); }

}  // namespace weir::hls
