#include "hls/compiler/balance.hpp"

#include "hls/compiler/components.hpp"
#include "hls/compiler/rewrite.hpp"

namespace weir::hls {

namespace {

using ir::Id;
using ir::Op;

bool is_sum(const ir::Node& n) { return n.op == Op::Add || n.op == Op::Sub; }

class Balancer : public Rewriter {
 public:
  explicit Balancer(const ir::Graph& g) : Rewriter(g), components_(components(g)), inner_(g.nodes.size(), 0) {
    std::vector<int> uses(g.nodes.size(), 0), sums(g.nodes.size(), 0);
    for (Id x : ir::live_order(g)) {
      for (Id a : g[x].args) {
        ++uses[static_cast<std::size_t>(a)];
        if (is_sum(g[x])) ++sums[static_cast<std::size_t>(a)];
      }
    }
    for (const ir::Register& r : g.registers) {
      if (r.next != ir::none) ++uses[static_cast<std::size_t>(r.next)];
    }
    ++uses[static_cast<std::size_t>(g.last)];
    for (std::size_t x = 0; x < g.nodes.size(); ++x) inner_[x] = is_sum(g.nodes[x]) && uses[x] == 1 && sums[x] == 1;
  }

 protected:
  struct Terms {
    std::vector<Id> plus, minus, carried_plus, carried_minus;
  };

  Id translate(Id x) override {
    if (!is_sum(old_[x])) return copy(x);
    if (inner_[static_cast<std::size_t>(x)]) return ir::none;  // becomes part of its user's tree
    Terms t;
    collect(x, x, false, t);
    const unsigned w = old_.width(x);
    Id sum = tree(t.plus, w);
    if (!t.minus.empty()) sum = new_.binary(Op::Sub, sum, tree(t.minus, w));
    for (Id c : t.carried_plus) sum = new_.binary(Op::Add, c, sum);
    for (Id c : t.carried_minus) sum = new_.binary(Op::Sub, sum, c);
    return sum;
  }

 private:
  void collect(Id x, Id root, bool negative, Terms& t) {
    const ir::Node& n = old_[x];
    if (is_sum(n) && (x == root || inner_[static_cast<std::size_t>(x)])) {
      collect(n.args[0], root, negative, t);
      collect(n.args[1], root, negative != (n.op == Op::Sub), t);
    } else if (components_.recurrent(root) && components_.together(x, root)) {
      (negative ? t.carried_minus : t.carried_plus).push_back(mapped(x));
    } else {
      (negative ? t.minus : t.plus).push_back(mapped(x));
    }
  }

  Id tree(std::vector<Id> terms, unsigned width) {
    if (terms.empty()) return new_.constant(width, 0);
    while (terms.size() > 1) {
      std::vector<Id> half;
      for (std::size_t k = 0; k + 1 < terms.size(); k += 2) half.push_back(new_.binary(Op::Add, terms[k], terms[k + 1]));
      if (terms.size() % 2) half.push_back(terms.back());
      terms = std::move(half);
    }
    return terms[0];
  }

  Components components_;
  std::vector<char> inner_;
};

}  // namespace

ir::Graph balance(const ir::Graph& graph) { return Balancer(graph).run(); }

}  // namespace weir::hls
