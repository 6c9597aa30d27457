/// Do the builders of the compiler's IR keep the values of what they fold?
#include <catch2/catch.hpp>

#include "hls/compiler/ir.hpp"

namespace {

using llvm::APInt;
using namespace weir::hls::ir;

constexpr unsigned kBits = 255;

/// Of `x`, when the register `condition` holds `holds`.
APInt value_of(const Graph& graph, Id x, Id condition, bool holds) {
  if (x == condition) return {1, holds};
  const Node& node = graph[x];
  if (node.op == Op::Const) return node.value;
  std::vector<APInt> arguments;
  for (const Id argument : node.args) arguments.push_back(value_of(graph, argument, condition, holds));
  return evaluate(node, arguments);
}

}  // namespace

TEST_CASE("A choice between wide constants keeps every bit, however many nodes come with it", "[hls][folding]") {
  Graph graph;
  // Every choice adds nodes; in some of them the nodes move to a larger place while its bits are still being made.
  for (unsigned k = 0; k < 4 * kBits; ++k) {
    const APInt chosen = APInt::getOneBitSet(kBits, k % kBits), otherwise(kBits, k);
    const Id condition = graph.reg(1, "c" + std::to_string(k));
    const Id choice = graph.mux(condition, graph.constant(chosen), graph.constant(otherwise));
    INFO("choice " << k);
    CHECK(value_of(graph, choice, condition, true) == chosen);
    CHECK(value_of(graph, choice, condition, false) == otherwise);
  }
}
