/// Do all tiers agree on random legal networks under random stalls? golden = SystemC values = RTL words, and
/// max-plus = SystemC = RTL cycles; the closed form of every schedule = the compiler's trace.
#include <catch2/catch.hpp>

#include "golden/model/model.hpp"
#include "tests/cross_tier/traced.hpp"
#include "tests/hls_codegen/graphs.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace {

using namespace weir;

constexpr std::uint64_t kCosimulatedGraphs = 4;  ///< each costs a Verilator build
constexpr std::uint64_t kTracedGraphs = 25;      ///< each costs one compilation per distinct kernel

rtl::CosimResult run(const golden::StageGraph& graph, double stalls, std::uint64_t seed) {
  tools::CosimRequest request;
  request.frames = golden::random_frames(*graph.network, 5, seed);
  request.stalls = {stalls, seed};
  return tools::cosimulate(graph, request).result;
}

void require_agreement(const golden::StageGraph& graph, std::uint64_t seed) {
  INFO("graph " << graph.name);
  const auto free = run(graph, 0.0, seed);
  CHECK(free.equal());
  CHECK(free.words_compared > 0);
  for (const double stalls : {0.1, 0.5, 0.8}) {
    const auto stalled = run(graph, stalls, seed);
    CHECK(stalled.mismatches == 0);
    CHECK(stalled.cycle_differences == 0);
    CHECK(stalled.equal());
  }
}

}  // namespace

TEST_CASE("random networks agree in RTL, SystemC and golden, free and with three seeds of stalls") {
  for (std::uint64_t seed = 1; seed <= kCosimulatedGraphs; ++seed) require_agreement(test::random_graph(seed), seed);
}

TEST_CASE("random convolutions agree in RTL, SystemC and golden, free and with three seeds of stalls") {
  for (std::uint64_t seed = 1; seed <= kCosimulatedGraphs; ++seed)
    require_agreement(test::random_picture_graph(seed), seed);
}

TEST_CASE("the closed form of every stage's schedule is the trace that the compiler emits") {
  for (std::uint64_t seed = 100; seed < 100 + kTracedGraphs; ++seed) {
    test::require_traced_schedules(test::random_graph(seed));
    test::require_traced_schedules(test::random_picture_graph(seed));
  }
}
