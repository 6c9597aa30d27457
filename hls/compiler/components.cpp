#include "hls/compiler/components.hpp"

#include <algorithm>
#include <map>

namespace weir::hls {

namespace {

using ir::at;
using ir::Graph;
using ir::Id;
using ir::Op;

/// Each access needs its neighbours, both ways: one component, one stage. (Not called "tie": std::tie would be the
/// better match for a list that is not const.)
void bind_together(std::vector<std::vector<Id>>& needs, const std::vector<Id>& accesses) {
  for (std::size_t k = 0; k + 1 < accesses.size(); ++k) {
    needs[at(accesses[k])].push_back(accesses[k + 1]);
    needs[at(accesses[k + 1])].push_back(accesses[k]);
  }
}

/// Tarjan's algorithm without recursion: kernels have chains of many thousand nodes.
class Tarjan {
 public:
  Tarjan(const std::vector<std::vector<Id>>& needs, Components& result)
      : needs_(needs), result_(result), index_(needs.size(), -1), low_(needs.size(), 0), on_stack_(needs.size(), 0) {}

  void visit(Id root) {
    if (index_[at(root)] >= 0) return;
    open(root);
    while (!frames_.empty()) {
      auto& [x, edge] = frames_.back();
      if (edge < needs_[at(x)].size()) {
        const Id y = needs_[at(x)][edge++];
        if (index_[at(y)] < 0) {
          open(y);
        } else if (on_stack_[at(y)]) {
          low_[at(x)] = std::min(low_[at(x)], index_[at(y)]);
        }
      } else {
        close();
      }
    }
  }

 private:
  void open(Id x) {
    index_[at(x)] = low_[at(x)] = counter_++;
    stack_.push_back(x);
    on_stack_[at(x)] = 1;
    frames_.push_back({x, 0});
  }

  void close() {
    const Id x = frames_.back().first;
    frames_.pop_back();
    if (!frames_.empty()) {
      int& outer = low_[at(frames_.back().first)];
      outer = std::min(outer, low_[at(x)]);
    }
    if (low_[at(x)] != index_[at(x)]) return;
    std::vector<Id> members;
    Id y;
    do {
      y = stack_.back();
      stack_.pop_back();
      on_stack_[at(y)] = 0;
      result_.of[at(y)] = static_cast<int>(result_.members.size());
      members.push_back(y);
    } while (y != x);
    std::sort(members.begin(), members.end(),
              [&](Id a, Id b) { return result_.position[at(a)] < result_.position[at(b)]; });
    result_.members.push_back(std::move(members));
  }

  const std::vector<std::vector<Id>>& needs_;
  Components& result_;
  std::vector<int> index_, low_;
  std::vector<char> on_stack_;
  std::vector<Id> stack_;
  std::vector<std::pair<Id, std::size_t>> frames_;
  int counter_ = 0;
};

}  // namespace

std::vector<std::vector<Id>> dependencies(const Graph& g) {
  std::vector<std::vector<Id>> needs(g.nodes.size());
  std::map<int, std::vector<Id>> accesses;
  std::map<int, bool> stored;
  const auto add = [&](Id x, Id y) {
    if (!g.is_const(y)) needs[at(x)].push_back(y);
  };
  for (Id x : ir::live_order(g)) {
    const ir::Node& n = g[x];
    for (Id a : n.args) add(x, a);
    if (n.op == Op::Reg) {
      const ir::Register& r = g.registers[at(n.aux)];
      if (r.next != x) add(x, r.next);
      if (r.init != ir::none) add(x, g.last);
    }
    if (ir::is_memory(n.op)) {
      accesses[n.aux].push_back(x);
      stored[n.aux] |= n.op == Op::Store;
    }
  }
  for (auto& [memory, list] : accesses) {
    if (stored[memory]) bind_together(needs, list);
  }
  for (const ir::Stream& s : g.streams) bind_together(needs, s.accesses);
  return needs;
}

Components components(const Graph& g) {
  const std::vector<Id> order = ir::live_order(g);
  Components result;
  result.of.assign(g.nodes.size(), -1);
  result.position.assign(g.nodes.size(), -1);
  for (std::size_t k = 0; k < order.size(); ++k) result.position[at(order[k])] = static_cast<int>(k);
  const auto needs = dependencies(g);
  Tarjan tarjan(needs, result);
  for (Id x : order) {
    if (!g.is_const(x)) tarjan.visit(x);
  }
  return result;
}

}  // namespace weir::hls
