#include "hls/compiler/trace.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "golden/base/error.hpp"

namespace weir::hls {

namespace {

using ir::Graph;
using ir::Id;
using ir::Node;
using ir::Op;

std::uint64_t mask(unsigned width) { return width >= 64 ? ~0ull : (1ull << width) - 1; }

std::int64_t as_signed(std::uint64_t v, unsigned width) {
  const unsigned spare = 64 - width;
  return static_cast<std::int64_t>(v << spare) >> spare;
}

/// The control cone, flattened to a list that runs in order.
class ControlProgram {
 public:
  ControlProgram(const Graph& graph, const std::vector<Id>& watch) : graph_(graph), slot_(graph.nodes.size(), -1) {
    const std::vector<Id> live = ir::live_order(graph);
    for (const ir::Stream& s : graph.streams) {
      for (Id access : s.accesses)
        add_root(predicate(access), graph[access].where, "an access to the stream \"" + s.name + "\"");
    }
    add_root(graph.last, {}, "the end of the loop");
    for (std::size_t k = 0; k < registers_.size(); ++k) {  // grows while it runs
      add_root(graph.registers[registers_[k]].next, {}, "a loop counter");
    }
    // Data behind a wide value matter more than its width: told first, above.
    if (too_wide_) throw Error(*too_wide_);
    add_other_counters(live);
    for (Id x : watch) add_cone(x);
    for (Id x : live) {
      if (slot_[static_cast<std::size_t>(x)] < 0) continue;
      slot_[static_cast<std::size_t>(x)] = static_cast<int>(values_.size());
      values_.push_back(graph[x].op == Op::Const ? graph[x].value.getZExtValue() : 0);
      if (graph[x].op != Op::Const && graph[x].op != Op::Reg) order_.push_back(x);
    }
    for (std::size_t r : registers_) {
      const ir::Register& reg = graph.registers[r];
      set(reg.node, reg.init == ir::none ? 0 : graph[reg.init].value.getZExtValue());
    }
  }

  Id predicate(Id access) const { return graph_[access].args[graph_[access].op == Op::Read ? 0 : 1]; }
  std::uint64_t get(Id x) const { return values_[static_cast<std::size_t>(slot_[static_cast<std::size_t>(x)])]; }
  bool knows(Id x) const { return slot_[static_cast<std::size_t>(x)] >= 0; }
  const std::vector<std::size_t>& registers() const { return registers_; }

  void evaluate() {
    for (Id x : order_) set(x, value_of(graph_[x]));
  }

  void advance() {
    next_.clear();
    for (std::size_t r : registers_) next_.push_back(get(graph_.registers[r].next));
    for (std::size_t k = 0; k < registers_.size(); ++k) set(graph_.registers[registers_[k]].node, next_[k]);
  }

 private:
  void set(Id x, std::uint64_t v) { values_[static_cast<std::size_t>(slot_[static_cast<std::size_t>(x)])] = v; }

  void add_root(Id root, const std::string& where, const std::string& what) {
    std::vector<Id> work{root};
    while (!work.empty()) {
      const Id x = work.back();
      work.pop_back();
      int& slot = slot_[static_cast<std::size_t>(x)];
      if (slot >= 0) continue;
      slot = 0;
      const Node& n = graph_[x];
      if (n.op == Op::Read || n.op == Op::Load) {
        throw Error("data-dependent", what + " depends on data", where.empty() ? n.where : where,
                    "reads, writes and loop bounds must follow from counters alone (data comes from " + n.where + ")");
      }
      if (n.width > 64 && !too_wide_)
        too_wide_.emplace("control-width", what + " depends on a value of " + std::to_string(n.width) + " bits", where,
                          "64 bits at most");
      if (n.op == Op::Reg) registers_.push_back(static_cast<std::size_t>(n.aux));
      work.insert(work.end(), n.args.begin(), n.args.end());
    }
  }

  /// Registers that follow from counters alone but steer no stream (addresses, for example): their range is worth
  /// knowing too. Dead registers stay out: they have no slot of their own.
  void add_other_counters(const std::vector<Id>& live) {
    for (Id node : live) {
      if (graph_[node].op != Op::Reg || slot_[static_cast<std::size_t>(node)] >= 0) continue;
      const ir::Register& r = graph_.registers[static_cast<std::size_t>(graph_[node].aux)];
      if (r.init != ir::none) add_cone(r.node);
    }
  }

  /// What `root` follows from, if that is no data.
  void add_cone(Id root) {
    std::vector<Id> cone;
    if (!is_control(root, cone)) return;
    for (Id x : cone) {
      slot_[static_cast<std::size_t>(x)] = 0;
      if (graph_[x].op == Op::Reg) registers_.push_back(static_cast<std::size_t>(graph_[x].aux));
    }
  }

  /// The nodes behind `root` that are not in the program yet, unless one of them is data.
  bool is_control(Id root, std::vector<Id>& cone) const {
    std::set<Id> seen;
    std::vector<Id> work{root};
    while (!work.empty()) {
      const Id x = work.back();
      work.pop_back();
      if (slot_[static_cast<std::size_t>(x)] >= 0 || !seen.insert(x).second) continue;
      const Node& n = graph_[x];
      if (n.op == Op::Read || n.op == Op::Load || n.width > 64) return false;
      if (n.op == Op::Reg) {
        const ir::Register& r = graph_.registers[static_cast<std::size_t>(n.aux)];
        if (r.init == ir::none) return false;
        work.push_back(r.next);
      }
      work.insert(work.end(), n.args.begin(), n.args.end());
    }
    cone.assign(seen.begin(), seen.end());
    return true;
  }

  std::uint64_t value_of(const Node& n) const {
    const auto a = [&](std::size_t k) { return get(n.args[k]); };
    const auto s = [&](std::size_t k) { return as_signed(get(n.args[k]), graph_.width(n.args[k])); };
    const std::uint64_t m = mask(n.width);
    switch (n.op) {
      case Op::Add: return (a(0) + a(1)) & m;
      case Op::Sub: return (a(0) - a(1)) & m;
      case Op::Mul: return (a(0) * a(1)) & m;
      case Op::And: return a(0) & a(1);
      case Op::Or: return a(0) | a(1);
      case Op::Xor: return a(0) ^ a(1);
      case Op::Shl: return a(1) >= n.width ? 0 : (a(0) << a(1)) & m;
      case Op::Lshr: return a(1) >= n.width ? 0 : a(0) >> a(1);
      case Op::Ashr: return static_cast<std::uint64_t>(s(0) >> std::min<std::uint64_t>(a(1), 63)) & m;
      case Op::Eq: return a(0) == a(1);
      case Op::Ult: return a(0) < a(1);
      case Op::Ule: return a(0) <= a(1);
      case Op::Slt: return s(0) < s(1);
      case Op::Sle: return s(0) <= s(1);
      case Op::Mux: return a(0) ? a(1) : a(2);
      case Op::Sext: return static_cast<std::uint64_t>(s(0)) & m;
      case Op::Slice: return (a(0) >> n.aux) & m;
      case Op::Pop: return static_cast<std::uint64_t>(__builtin_popcountll(a(0)));
      case Op::Cat: {
        std::uint64_t v = 0;
        unsigned at = 0;
        for (std::size_t k = 0; k < n.args.size(); ++k) {
          v |= a(k) << at;
          at += graph_.width(n.args[k]);
        }
        return v;
      }
      default: throw std::logic_error(std::string("trace: unexpected node ") + ir::name(n.op));
    }
  }

  const Graph& graph_;
  std::vector<int> slot_;
  std::vector<std::uint64_t> values_, next_;
  std::vector<std::size_t> registers_;
  std::optional<Error> too_wide_;  ///< the first control value that no 64 bits hold
  std::vector<Id> order_;
};

class Tracer {
 public:
  Tracer(const Graph& graph, const std::vector<Id>& watch) : graph_(graph), program_(graph, watch) {
    for (Id x : watch)
      if (program_.knows(x)) rows_[x] = {};
  }

  Trace run(std::int64_t limit) {
    trace_.registers.resize(graph_.registers.size());
    for (std::int64_t i = 0;; ++i) {
      if (i >= limit)
        throw Error("endless", "the loop does not end within " + std::to_string(limit) + " iterations", {},
                    "give it constant bounds");
      note_registers();
      program_.evaluate();
      note_event(i);
      for (auto& [x, row] : rows_) row.add(program_.get(x) != 0);
      if (program_.get(graph_.last)) {
        trace_.iterations = i + 1;
        for (const auto& [x, row] : rows_) trace_.watched[x] = row.runs(trace_.iterations);
        return std::move(trace_);
      }
      program_.advance();
    }
  }

 private:
  void note_registers() {
    for (std::size_t r : program_.registers()) {
      const std::uint64_t v = program_.get(graph_.registers[r].node);
      auto& range = trace_.registers[r];
      if (!range) range = ControlRange{v, v};
      range->low = std::min(range->low, v);
      range->high = std::max(range->high, v);
    }
  }

  void note_event(std::int64_t iteration) {
    KernelEvent event{iteration, 0, 0};
    std::uint32_t input_bit = 1, output_bit = 1;
    for (const ir::Stream& s : graph_.streams) {
      int accesses = 0;
      for (Id access : s.accesses) {
        if (!program_.get(program_.predicate(access))) continue;
        if (++accesses > 1) {
          throw Error("stream-twice", "the stream \"" + s.name + "\" is accessed twice in one iteration",
                      graph_[access].where, "one word per stream and iteration");
        }
      }
      std::uint32_t& bit = s.input ? input_bit : output_bit;
      if (accesses) (s.input ? event.reads : event.writes) |= bit;
      bit <<= 1;
    }
    if (event.reads || event.writes) trace_.events.push_back(event);
  }

  /// Runs of equal values of one node: the longest of each, the first and the one at hand, which meet between frames.
  struct Row {
    bool value = false, first_value = false, in_first = true;
    std::int64_t length = 0, first = 0, longest[2] = {0, 0};
    void add(bool next) {
      if (length == 0) first_value = value = next;
      if (next != value) in_first = false, length = 0, value = next;
      ++length;
      if (in_first) first = length;
      longest[next] = std::max(longest[next], length);
    }
    WatchedRuns runs(std::int64_t iterations) const {
      std::int64_t most[2] = {longest[0], longest[1]};
      if (value == first_value && !in_first) most[value] = std::max(most[value], first + length);
      for (std::int64_t& run : most)
        if (run >= iterations) run = -1;
      return {most[0], most[1]};
    }
  };

  const Graph& graph_;
  ControlProgram program_;
  std::map<Id, Row> rows_;
  Trace trace_;
};

}  // namespace

Trace trace_frame(const ir::Graph& graph, const std::vector<Id>& watch, std::int64_t limit) {
  return Tracer(graph, watch).run(limit);
}

Trace unknown_trace(const ir::Graph& graph) {
  Trace trace;
  trace.registers.resize(graph.registers.size());
  trace.is_static = false;
  return trace;
}

}  // namespace weir::hls
