#include "hls/compiler/counters.hpp"

#include <algorithm>

#include "hls/compiler/rewrite.hpp"

namespace weir::hls {

namespace {

using ir::Id;
using ir::Op;

class Splitter : public Rewriter {
 public:
  Splitter(const ir::Graph& g, unsigned leaf_bits) : Rewriter(g), leaf_bits_(leaf_bits) {}

 protected:
  Id translate(Id x) override {
    if (old_[x].op != Op::Pop || old_.width(old_[x].args[0]) <= leaf_bits_) return copy(x);
    return new_.zext(sum(leaves(arg(x, 0))).value, old_.width(x));
  }

 private:
  struct Count {
    Id value = ir::none;
    unsigned most = 0;
  };

  std::vector<Count> leaves(Id word) {
    std::vector<Count> counts;
    const unsigned bits = new_.width(word);
    for (unsigned low = 0; low < bits; low += leaf_bits_) {
      const unsigned own = std::min(leaf_bits_, bits - low);
      counts.push_back({new_.pop(new_.slice(word, low, own)), own});
    }
    return counts;
  }

  Count sum(std::vector<Count> counts) {
    while (counts.size() > 1) {
      std::vector<Count> half;
      for (std::size_t k = 0; k + 1 < counts.size(); k += 2) half.push_back(added(counts[k], counts[k + 1]));
      if (counts.size() % 2) half.push_back(counts.back());
      counts = std::move(half);
    }
    return counts.front();
  }

  Count added(const Count& a, const Count& b) {
    const unsigned most = a.most + b.most, bits = llvm::APInt(32, most).getActiveBits();
    const auto fitted = [&](const Count& c) {
      return new_.width(c.value) > bits ? new_.slice(c.value, 0, bits) : new_.zext(c.value, bits);
    };
    return {new_.binary(Op::Add, fitted(a), fitted(b)), most};
  }

  unsigned leaf_bits_;
};

}  // namespace

ir::Graph split_counts(const ir::Graph& graph, unsigned leaf_bits) { return Splitter(graph, leaf_bits).run(); }

}  // namespace weir::hls
