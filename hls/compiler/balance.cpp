#include "hls/compiler/balance.hpp"

#include <algorithm>

#include "hls/compiler/components.hpp"
#include "hls/compiler/ranges.hpp"
#include "hls/compiler/rewrite.hpp"

namespace weir::hls {

namespace {

using ir::at;
using ir::Id;
using ir::Op;

bool is_sum(const ir::Node& n) { return n.op == Op::Add || n.op == Op::Sub; }

class Balancer : public Rewriter {
 public:
  explicit Balancer(const ir::Graph& g)
      : Rewriter(g),
        components_(components(g)),
        uses_(count_uses(g)),
        known_(intervals(g)),
        absorbed_(g.nodes.size(), 0) {
    for (Id x : ir::live_order(g)) {
      if (!is_sum(g[x])) continue;
      for (Id a : g[x].args) absorb(a);
    }
  }

 protected:
  struct Terms {
    std::vector<Id> plus, minus, carried_plus, carried_minus;
  };

  Id translate(Id x) override {
    if (absorbed_[at(x)]) return ir::none;  // becomes part of its user's tree
    if (!is_sum(old_[x])) return copy(x);
    Terms t;
    collect_sum(x, x, false, 0, t);
    const unsigned w = old_.width(x);
    Id sum = tree(t.plus, w);
    if (!t.minus.empty()) sum = new_.binary(Op::Sub, sum, tree(t.minus, w));
    for (Id c : t.carried_plus) sum = new_.binary(Op::Add, c, sum);
    for (Id c : t.carried_minus) sum = new_.binary(Op::Sub, sum, c);
    return sum;
  }

 private:
  static std::vector<int> count_uses(const ir::Graph& g) {
    std::vector<int> uses(g.nodes.size(), 0);
    for (Id x : ir::live_order(g)) {
      for (Id a : g[x].args) ++uses[at(a)];
    }
    for (const ir::Register& r : g.registers) {
      if (r.next != ir::none) ++uses[at(r.next)];
    }
    ++uses[at(g.last)];
    return uses;
  }

  /// x = low | (sum << width(low)), that is a Cat whose top piece is the low part of a sum; none of them used
  /// elsewhere.
  Id shifted_sum(Id x) const {
    const ir::Node& n = old_[x];
    if (n.op != Op::Cat || uses_[at(x)] != 1) return ir::none;
    const ir::Node& top = old_[n.args.back()];
    if (top.op != Op::Slice || top.aux != 0 || uses_[at(n.args.back())] != 1) return ir::none;
    const Id sum = top.args[0];
    return is_sum(old_[sum]) && uses_[at(sum)] == 1 && old_.width(sum) == n.width ? sum : ir::none;
  }

  /// The narrow sum that x is, between zeros; none unless it never wraps. None of them is used elsewhere.
  Id placed_sum(Id x) const {
    const ir::Node& n = old_[x];
    if (n.op != Op::Cat || uses_[at(x)] != 1) return ir::none;
    Id sum = ir::none;
    for (Id piece : n.args) {
      if (old_.is_const(piece) && old_[piece].value.isZero()) continue;
      if (sum != ir::none || old_[piece].op != Op::Add || uses_[at(piece)] != 1) return ir::none;
      sum = piece;
    }
    return sum != ir::none && never_wraps(sum) ? sum : ir::none;
  }

  /// An addition of unsigned numbers whose result has room, and so have the sums that become part of it.
  bool never_wraps(Id sum) const {
    const ir::Node& n = old_[sum];
    if (n.op != Op::Add || n.width > max_interval_bits || components_.recurrent(sum)) return false;
    std::int64_t most = 0;
    for (Id a : n.args) {
      const auto& range = known_[at(a)];
      if (!range || range->low < 0) return false;
      most += range->high;
      if (absorbed_[at(a)] && is_sum(old_[a]) && !never_wraps(a)) return false;
      if (absorbed_[at(a)] && !is_sum(old_[a]) && placed_sum(a) == ir::none) return false;
    }
    return most < (std::int64_t{1} << n.width);
  }

  /// Marks an argument of a sum that becomes terms of that sum.
  void absorb(Id x) {
    if (is_sum(old_[x]) && uses_[at(x)] == 1) absorbed_[at(x)] = 1;
    if (const Id sum = shifted_sum(x); sum != ir::none) {
      for (Id y : {x, old_[x].args.back(), sum}) absorbed_[at(y)] = 1;
    } else if (const Id narrow = placed_sum(x); narrow != ir::none) {
      for (Id y : {x, narrow}) absorbed_[at(y)] = 1;
    }
  }

  void collect_sum(Id x, Id root, bool negative, unsigned shift, Terms& t) {
    const ir::Node& n = old_[x];
    collect(n.args[0], root, negative, shift, t);
    collect(n.args[1], root, negative != (n.op == Op::Sub), shift, t);
  }

  void collect(Id x, Id root, bool negative, unsigned shift, Terms& t) {
    if (!absorbed_[at(x)]) return add_term(x, root, negative, shift, t);
    if (is_sum(old_[x])) return collect_sum(x, root, negative, shift, t);
    if (const Id narrow = placed_sum(x); narrow != ir::none) {
      const Id lowest = old_[x].args.front();
      return collect_sum(narrow, root, negative, shift + (lowest == narrow ? 0 : old_.width(lowest)), t);
    }
    const std::vector<Id>& pieces = old_[x].args;
    std::vector<Id> low;
    for (std::size_t k = 0; k + 1 < pieces.size(); ++k) low.push_back(mapped(pieces[k]));
    const Id rest = new_.cat(low);
    const unsigned low_bits = new_.width(rest);
    if (!new_.is_const(rest) || !new_[rest].value.isZero()) {
      (negative ? t.minus : t.plus).push_back(shifted(new_.zext(rest, old_.width(root)), shift));
    }
    collect_sum(shifted_sum(x), root, negative, shift + low_bits, t);
  }

  void add_term(Id x, Id root, bool negative, unsigned shift, Terms& t) {
    const Id term = shifted(new_.zext(mapped(x), old_.width(root)), shift);
    if (components_.recurrent(root) && components_.together(x, root)) {
      (negative ? t.carried_minus : t.carried_plus).push_back(term);
    } else {
      (negative ? t.minus : t.plus).push_back(term);
    }
  }

  Id shifted(Id x, unsigned shift) { return new_.binary(Op::Shl, x, new_.constant(new_.width(x), shift)); }

  Id tree(std::vector<Id> terms, unsigned width) {
    if (terms.empty()) return new_.constant(width, 0);
    while (terms.size() > 1) {
      std::vector<Id> half;
      for (std::size_t k = 0; k + 1 < terms.size(); k += 2)
        half.push_back(new_.binary(Op::Add, terms[k], terms[k + 1]));
      if (terms.size() % 2) half.push_back(terms.back());
      terms = std::move(half);
    }
    return terms[0];
  }

  Components components_;
  std::vector<int> uses_;
  Intervals known_;
  std::vector<char> absorbed_;
};

}  // namespace

ir::Graph balance(const ir::Graph& graph) { return Balancer(graph).run(); }

}  // namespace weir::hls
