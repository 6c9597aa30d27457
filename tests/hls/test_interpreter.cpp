// The interpreter of the compiler's IR: does it compute what a program says, and does it name the pass that breaks it?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "hls/compiler/interpret.hpp"
#include "tests/data.hpp"
#include "tests/hls/bench.hpp"

using namespace weir::test;
using namespace weir::hls;
using llvm::APInt;

namespace {

std::vector<APInt> words(unsigned bits, const std::vector<std::uint64_t>& values) {
  std::vector<APInt> list;
  for (const std::uint64_t value : values) list.push_back(APInt(bits, value));
  return list;
}

/// Frames of three iterations: out = sum of the words so far, where `count` is 0, 1, 2.
ir::Graph running_sum() {
  ir::Graph g;
  g.streams = {{"in", 8, true, {}}, {"out", 8, false, {}}};
  const ir::Id always = g.constant(1, 1), sum = g.reg(8, "sum"), count = g.reg(2, "count");
  const ir::Id next = g.binary(ir::Op::Add, sum, g.read(0, always, "here:1"));
  g.write(1, next, always, "here:2");
  g.registers[0].next = next;
  g.registers[0].init = g.constant(8, 100);
  g.registers[1].next = g.binary(ir::Op::Add, count, g.constant(2, 1));
  g.registers[1].init = g.constant(2, 0);
  g.last = g.binary(ir::Op::Eq, count, g.constant(2, 2));
  return g;
}

/// As a pass that is wrong on purpose would leave it: the lowest bit of every word written is flipped.
ir::Graph miscompiled(ir::Graph g) {
  for (const ir::Stream& s : g.streams)
    for (const ir::Id access : s.accesses) {
      if (s.input) continue;
      const ir::Id word = g[access].args[0], flipped = g.binary(ir::Op::Xor, word, g.constant(g.width(word), 1));
      g[access].args[0] = flipped;
    }
  return g;
}

}  // namespace

TEST_CASE("registers start anew with every frame and change all at once", "[hls][interpreter]") {
  const auto out = interpret(running_sum(), {{"in", words(8, {1, 2, 3, 10, 20, 200})}}, 2);
  CHECK(out.at("out") == words(8, {101, 103, 106, 110, 130, 74}));
}

TEST_CASE("an input that ends early and a table that is missing are errors", "[hls][interpreter]") {
  CHECK_THROWS_AS(interpret(running_sum(), {{"in", words(8, {1, 2})}}, 1), weir::Error);
  ir::Graph g = running_sum();
  ir::Memory table;
  table.name = "weights", table.where = "here:3";
  table.width = 4, table.depth = 16;
  table.rom = table.external = true;
  g.memories.push_back(table);
  CHECK_THROWS_AS(interpret(g, {{"in", words(8, {1, 2, 3})}}, 1), weir::Error);
}

TEST_CASE("every pass keeps every word of kernels with tables, memories and nests, and a pass that does not is named",
          "[hls][interpreter]") {
  RandomBits random(5);
  std::vector<KernelCase> cases;
  MvauShape shape = random_mvau(random, 200);
  cases.push_back(mvau_case("m0", shape, 2, random));
  cases.push_back(file_case("state", {{"value", 8, 12}}, {{"sum", 32, 12}}, 3, random));
  cases.push_back(file_case("histogram", {{"value", 3, 40}}, {{"count", 9, 8}}, 2, random));
  cases.push_back(file_case("nest", {{"a", 20, 30}}, {{"sums", 24, 6}}, 2, random));
  const ScratchFolder folder;
  const auto native = simulate_natively(cases, folder.path());
  for (const KernelCase& k : cases) {
    INFO(k.name);
    PassOracle kept(k, native), broken(k, native);
    compile_case(k, folder.path(), [&](const ir::Graph& graph, const std::string& pass) {
      kept.check(graph, pass);
      broken.check(pass == "narrow" ? miscompiled(graph) : graph, pass);
    });
    CHECK(kept.passes() == 4);
    CHECK(kept.finding().empty());
    CHECK_THAT(broken.finding(), Catch::StartsWith("after narrow: "));
  }
}
