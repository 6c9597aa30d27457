#include "hls/compiler/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "golden/base/error.hpp"
#include "hls/compiler/components.hpp"
#include "hls/kernels/latency.hpp"

namespace weir::hls {

namespace {

using ir::at;
using ir::Graph;
using ir::Id;
using ir::Node;
using ir::Op;

/// Widening costs registers if it is carried along, nothing if it is repeated where it is used.
bool is_cheap_to_repeat(const Graph& g, Id x) {
  const Node& n = g[x];
  if (n.op == Op::Sext) return true;
  return n.op == Op::Cat && std::any_of(n.args.begin(), n.args.end(), [&](Id a) { return g.is_const(a); });
}

/// How many elements look at a bit of each node, wiring seen through; on the average.
std::vector<double> loads_per_bit(const Graph& g) {
  std::vector<double> loads(g.nodes.size(), 0);  // of all bits together
  const auto add = [&](Id x, double more) { loads[at(x)] += more; };
  for (const ir::Register& r : g.registers)
    if (r.next != ir::none) add(r.next, g.width(r.next));
  const std::vector<Id> order = ir::live_order(g);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const Node& n = g[*it];
    for (std::size_t k = 0; k < n.args.size(); ++k) {
      const Id a = n.args[k];
      const double own = g.width(a);
      if (n.op == Op::Slice || n.op == Op::Sext)
        add(a, loads[at(*it)]);
      else if (n.op == Op::Cat)
        add(a, loads[at(*it)] * own / n.width);
      else
        add(a, n.op == Op::Mux && k == 0 ? n.width : own);
    }
  }
  for (std::size_t x = 0; x < loads.size(); ++x) loads[x] /= std::max(1u, g.nodes[x].width);
  return loads;
}

class Scheduler {
 public:
  Scheduler(const Graph& g, double budget, const Delays* fpga)
      : g_(g), fpga_(fpga), components_(components(g)), needs_(dependencies(g)) {
    s_.budget = budget;
    find_control();
    if (fpga_) loads_ = loads_per_bit(g);
    s_.registered.assign(g.nodes.size(), 0);
    s_.last_use.assign(g.nodes.size(), -1);
    for (std::size_t x = 0; x < g.nodes.size(); ++x) {
      const Node& n = g.nodes[x];
      const bool rom = n.op == Op::Load && g.memories[at(n.aux)].rom && g.memories[at(n.aux)].depth > 1;
      if (components_.of[x] < 0 || components_.recurrent(static_cast<Id>(x))) continue;
      if (rom) s_.registered[x] = fpga_ ? kTableRegisters : 1;
    }
  }

  Schedule run() {
    place_all(-1);
    int gate = 0;
    for_accesses([&](Id access) {
      const Id p = g_[access].args[g_[access].op == Op::Read ? 0 : 1];
      if (!g_.is_const(p)) gate = std::max(gate, s_.available(p));
    });
    if (fpga_ && is_late_for_handshake(gate)) ++gate;
    s_.gate = gate;
    place_all(gate);
    require_predicates(gate);
    for_accesses([&](Id access) {
      if (g_[access].op == Op::Read && s_.stage[at(access)] != gate) {
        throw Error("read-after-gate", "a read depends on data that is known only after other reads", g_[access].where,
                    "split the kernel");
      }
    });
    place_writes();
    note_uses();
    if (fpga_) trace_longest_path();
    if (fpga_) note_slow_memories();
    return std::move(s_);
  }

 private:
  /// A block RAM's output, between its own register and that of the fabric, is a stage of its own.
  void note_slow_memories() {
    for (std::size_t x = 0; x < g_.nodes.size(); ++x) {
      if (s_.registered[x] == 0 || s_.max_delay >= fpga_->block_memory_ns) continue;
      s_.max_delay = fpga_->block_memory_ns;
      s_.longest_path = {static_cast<Id>(x)};
    }
  }

  /// Back from where it ends: always to the argument that came last.
  void trace_longest_path() {
    for (Id x = latest_; x != ir::none;) {
      s_.longest_path.insert(s_.longest_path.begin(), x);
      Id before = ir::none;
      for (Id a : g_[x].op == Op::Reg ? std::vector<Id>{} : g_[x].args) {
        const bool in_stage = !g_.is_const(a) && s_.available(a) == s_.stage[at(x)] && !s_.registered[at(a)];
        if (in_stage && (before == ir::none || ready_[at(a)] > ready_[at(before)])) before = a;
      }
      x = before;
    }
  }

  /// A block RAM's own and one of the fabric, which is fast.
  static constexpr int kTableRegisters = 2;

  double delay(Id x) const { return fpga_ ? delay_of(g_, x, *fpga_) + fanout(x) : delay_of(g_, x); }

  /// Of a net with many loads, beyond a usual one.
  double fanout(Id x) const { return fpga_ ? fpga_->fanout_ns * std::log2(std::max(1.0, loads_[at(x)])) : 0; }

  /// Does a predicate come too late in the gate's stage to get through the handshakes as well? What depends on data
  /// cannot come earlier.
  bool is_late_for_handshake(int gate) const {
    bool late = false;
    for_accesses([&](Id access) {
      const Id p = g_[access].args[g_[access].op == Op::Read ? 0 : 1];
      if (!g_.is_const(p) && dependent_[at(p)] == 0 && s_.available(p) == gate)
        late |= ready_[at(p)] + fpga_->handshake_ns > s_.budget;
    });
    return late;
  }

  /// What the predicates of reads and writes, and the end of the frame, follow from.
  void find_control() {
    control_.assign(g_.nodes.size(), 0);
    std::vector<Id> work{g_.last};
    for_accesses([&](Id access) { work.push_back(g_[access].args[g_[access].op == Op::Read ? 0 : 1]); });
    while (!work.empty()) {
      const Id x = work.back();
      work.pop_back();
      if (std::exchange(control_[at(x)], 1) != 0) continue;
      work.insert(work.end(), g_[x].args.begin(), g_[x].args.end());
      if (g_[x].op == Op::Reg) work.push_back(g_.registers[at(g_[x].aux)].next);
    }
    find_dependent();
  }

  /// Control that depends on data: it is decided in the gate's own stage, however long that takes.
  void find_dependent() {
    dependent_.assign(g_.nodes.size(), 0);
    const std::vector<Id> order = ir::live_order(g_);
    for (bool changed = true; changed;) {
      changed = false;
      for (Id x : order) {
        if (control_[at(x)] == 0 || dependent_[at(x)] != 0) continue;
        const Node& n = g_[x];
        bool depends = n.op == Op::Read || n.op == Op::Load;
        for (Id a : n.args) depends |= dependent_[at(a)] != 0;
        if (n.op == Op::Reg) depends |= dependent_[at(g_.registers[at(n.aux)].next)] != 0;
        if (!depends) continue;
        dependent_[at(x)] = 1;
        changed = true;
      }
    }
  }

  void require_predicates(int gate) const {
    for_accesses([&](Id access) {
      const Id p = g_[access].args[g_[access].op == Op::Read ? 0 : 1];
      if (!g_.is_const(p) && s_.available(p) > gate)
        throw Error("data-dependent",
                    "whether a stream is accessed depends on what a table holds at a place that data chooses",
                    g_[access].where, "read the table an iteration before");
    });
  }

  template <class F>
  void for_accesses(F f) const {
    for (const ir::Stream& s : g_.streams) {
      for (Id access : s.accesses) f(access);
    }
  }

  void place_all(int gate) {
    s_.stage.assign(g_.nodes.size(), -1);
    ready_.assign(g_.nodes.size(), 0);
    s_.max_delay = 0;
    for (const std::vector<Id>& members : components_.members) place(members, gate);
  }

  /// What another process writes between two calls is not known before the call has begun.
  bool is_late(Id x) const { return g_[x].op == Op::Load && !g_.memories[at(g_[x].aux)].table.empty(); }

  bool outside(Id x, Id needed) const { return !components_.together(x, needed); }

  void place(const std::vector<Id>& members, int gate) {
    int stage = 0;
    for (Id x : members) {
      if (g_[x].op == Op::Read || g_[x].op == Op::Write || is_late(x)) stage = std::max(stage, gate);
      for (Id y : needs_[at(x)]) {
        if (outside(x, y)) stage = std::max(stage, s_.available(y));
      }
    }
    const int span = span_of(members, stage, gate);
    double late = 0;
    double end = settle(members, stage, span, late);
    // A fresh stage helps only against what arrives late; a loop-carried chain that is too long stays too long.
    const bool in_gate = std::any_of(members.begin(), members.end(), [&](Id x) { return dependent_[at(x)] != 0; });
    if (end > s_.budget && late > 0 && !in_gate) end = settle(members, stage + 1, span, late);
    for (Id x : members)
      if (end > s_.max_delay && ready_[at(x)] == end) latest_ = x;
    s_.max_delay = std::max(s_.max_delay, end);
  }

  /// Stages that a loop-carried chain may take: iterations are `ii` cycles apart from the gate on. What decides about
  /// the gate itself is known at once.
  int span_of(const std::vector<Id>& members, int stage, int gate) const {
    if (g_.ii == 1 || gate < 0 || stage < gate || members.size() == 1) return 1;
    return std::any_of(members.begin(), members.end(), [&](Id x) { return control_[at(x)]; }) ? 1 : g_.ii;
  }

  /// Times of the members in `stage`, or in `span` stages from it on; returns the latest, and how late the latest input
  /// from outside arrives.
  double settle(const std::vector<Id>& members, int first, int span, double& late) {
    return span > 1 ? spread(members, first, span, late) : settle_in(members, first, late);
  }

  double spread(const std::vector<Id>& members, int first, int span, double& late) {
    double end = 0;
    late = 0;
    for (Id x : members) {
      int stage = first;
      double start = 0;
      for (Id a : g_[x].op == Op::Reg ? std::vector<Id>{} : g_[x].args) {
        if (g_.is_const(a) || s_.available(a) < stage) continue;
        if (s_.available(a) > stage) start = 0;
        stage = s_.available(a);
        start = std::max(start, s_.registered[at(a)] ? fanout(a) : ready_[at(a)]);
        if (outside(x, a)) late = std::max(late, ready_[at(a)]);
      }
      if (start > 0 && start + delay(x) > s_.budget && stage + 1 < first + span) {
        ++stage;
        start = 0;
      }
      ready_[at(x)] = start + delay(x);
      s_.stage[at(x)] = stage;
      end = std::max(end, ready_[at(x)]);
    }
    join_accesses(members);
    return end;
  }

  /// Stores of a memory, and writes of a stream, happen in one stage; no store comes before a load of its iteration.
  void join_accesses(const std::vector<Id>& members) {
    std::map<std::pair<bool, int>, int> last;
    const auto key = [&](Id x) { return std::pair{ir::is_memory(g_[x].op), g_[x].aux}; };
    const auto is_access = [&](Id x) { return ir::is_memory(g_[x].op) || g_[x].op == Op::Write; };
    for (Id x : members)
      if (is_access(x)) last[key(x)] = std::max(last[key(x)], s_.stage[at(x)]);
    for (Id x : members)
      if (is_access(x) && g_[x].op != Op::Load) s_.stage[at(x)] = last[key(x)];
  }

  double settle_in(const std::vector<Id>& members, int stage, double& late) {
    double end = 0;
    late = 0;
    for (Id x : members) {
      double start = 0;
      if (g_[x].op != Op::Reg) {
        for (Id a : g_[x].args) {
          if (g_.is_const(a)) continue;
          const bool same_stage = outside(x, a) ? s_.available(a) == stage && !s_.registered[at(a)] : true;
          start = std::max(start, same_stage ? ready_[at(a)] : fanout(a));
          if (!same_stage) continue;
          if (outside(x, a)) late = std::max(late, ready_[at(a)]);
        }
      }
      ready_[at(x)] = start + delay(x);
      s_.stage[at(x)] = stage;
      end = std::max(end, ready_[at(x)]);
    }
    return end;
  }

  void place_writes() {
    int natural = s_.gate;
    for_accesses([&](Id access) {
      if (g_[access].op == Op::Write) natural = std::max(natural, s_.stage[at(access)]);
    });
    if (g_.latency.max < 0) return;
    const int needed = natural - s_.gate;
    if (!fpga_ && needed > g_.latency.max) {
      throw Error("latency", "LATENCY max=" + std::to_string(g_.latency.max) + " cannot be met", g_.latency.where,
                  "at least " + std::to_string(needed) + " with the delay budget of " + std::to_string(s_.budget) +
                      " per stage");
    }
    const int target = s_.gate + std::max(needed, g_.latency.min);
    for_accesses([&](Id access) {
      if (g_[access].op == Op::Write) s_.stage[at(access)] = target;
    });
  }

  void use(Id x, int stage) {
    if (g_.is_const(x)) return;
    if (stage > s_.available(x) && is_cheap_to_repeat(g_, x)) {
      if (!s_.copies.insert({x, stage}).second) return;
      for (Id a : g_[x].args) use(a, stage);
      return;
    }
    s_.last_use[at(x)] = std::max(s_.last_use[at(x)], stage);
  }

  void note_uses() {
    for (std::size_t x = 0; x < g_.nodes.size(); ++x) {
      const Node& n = g_.nodes[x];
      const int stage = s_.stage[x];
      if (stage < 0) continue;
      s_.stages = std::max(s_.stages, s_.available(static_cast<Id>(x)) + 1);
      for (Id a : n.args) use(a, stage);
      if (n.op == Op::Write) use(n.args[1], s_.gate);
      if (n.op != Op::Reg) continue;
      const ir::Register& r = g_.registers[at(n.aux)];
      const int update = s_.update_stage(g_, r);
      use(r.next, update);
      if (r.init != ir::none) use(g_.last, update);
    }
  }

  const Graph& g_;
  const Delays* fpga_;
  Components components_;
  std::vector<std::vector<Id>> needs_;
  std::vector<double> loads_;
  Schedule s_;
  std::vector<double> ready_;
  Id latest_ = ir::none;
  std::vector<char> control_, dependent_;
};

}  // namespace

double delay_of(const Graph& g, Id x) {
  const Node& n = g[x];
  const int w = static_cast<int>(n.width), first = n.args.empty() ? 0 : static_cast<int>(g.width(n.args[0]));
  const auto units = [](double d) { return d / delay::unit; };
  switch (n.op) {
    case Op::Add:
    case Op::Sub: return units(delay::add(w));
    case Op::Mul: return units(delay::product);
    case Op::Xor: return g.is_const(n.args[1]) ? 0 : units(delay::logic);  // inverters vanish into the next table
    case Op::And:
    case Op::Or: return units(delay::logic);
    case Op::Mux: return units(delay::choice);
    case Op::Shl:
    case Op::Lshr:
    case Op::Ashr: return units(delay::shift_per_doubling * std::log2(std::max(2, w)));
    case Op::Eq: return units(delay::logic + delay::equal_per_doubling * std::log2(1 + first));
    case Op::Ult:
    case Op::Ule:
    case Op::Slt:
    case Op::Sle: return units(delay::compare(first));
    case Op::Pop: return units(delay::count_per_doubling * std::log2(1 + first));
    case Op::Load: return units(delay::load);
    default: return 0;
  }
}

double delay_of(const Graph& g, Id x, const Delays& fpga) {
  const Node& n = g[x];
  const double w = n.width, first = n.args.empty() ? 0 : g.width(n.args[0]);
  const auto levels = [&](double inputs) {
    return fpga.lut_ns * std::ceil(std::log2(std::max(2.0, inputs)) / std::log2(fpga.lut_inputs));
  };
  const auto chain = [&](double bits) { return fpga.carry_ns + bits * fpga.carry_bit_ns; };
  switch (n.op) {
    case Op::Add:
    case Op::Sub: return chain(w);
    case Op::Mul: return fpga.product_ns;
    case Op::Xor:
    case Op::And:
    case Op::Or: return g.is_const(n.args[1]) ? 0 : fpga.lut_ns / 2;  // two of them in a row fit one LUT
    case Op::Mux: return fpga.lut_ns;
    case Op::Shl:
    case Op::Lshr:
    case Op::Ashr: return fpga.lut_ns * std::ceil(std::log2(std::max(2.0, w)));
    case Op::Eq: return levels(g.is_const(n.args[0]) || g.is_const(n.args[1]) ? first : 2 * first);
    case Op::Ult:
    case Op::Ule:
    case Op::Slt:
    case Op::Sle: return chain(first);
    case Op::Pop: return 2 * fpga.lut_ns;
    case Op::Load: {
      const ir::Memory& memory = g.memories[at(n.aux)];
      return memory.rom ? 0 : fpga.lut_memory_ns + (memory.depth > 16 ? levels(memory.depth / 16.0) : 0);
    }
    case Op::Read: return fpga.lut_memory_ns;
    default: return 0;
  }
}

int Schedule::update_stage(const ir::Graph& g, const ir::Register& r) const {
  int update = stage[at(r.node)];
  for (Id x : {r.next, r.init == ir::none ? ir::none : g.last})
    if (x != ir::none && !g.is_const(x)) update = std::max(update, available(x));
  return update;
}

Schedule schedule(const Graph& g, double budget, const Delays* fpga) { return Scheduler(g, budget, fpga).run(); }

}  // namespace weir::hls
