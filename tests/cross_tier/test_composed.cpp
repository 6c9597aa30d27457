/// Is a network composed of separately Verilated kernels the same as its stitched top, in every word and every cycle?
#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/hls_codegen/random_layers.hpp"

namespace {

using namespace weir;
using tools::Assembly;

rtl::CosimResult run(const golden::StageGraph& graph, int frames, const timing::Stalls& stalls, Assembly assembly) {
  tools::CosimRequest request;
  request.frames = golden::random_frames(*graph.network, frames, stalls.seed);
  request.stalls = stalls;
  request.assembly = assembly;
  const tools::CosimOutcome outcome = tools::cosimulate(graph, request);
  CHECK(outcome.composed == (assembly == Assembly::kComposed));
  return outcome.result;
}

/// Every transfer of both is compared with SystemC's cycle, and every word with golden's: what agrees there is the
/// same.
void require_same(const golden::StageGraph& graph, int frames, const timing::Stalls& stalls) {
  INFO(graph.name << ", stalls " << stalls.probability);
  const auto stitched = run(graph, frames, stalls, Assembly::kStitched);
  const auto composed = run(graph, frames, stalls, Assembly::kComposed);
  for (const auto* result : {&stitched, &composed}) {
    CHECK(result->equal());
    CHECK(result->streams_compared == static_cast<int>(graph.streams.size()));
  }
  CHECK(composed.words_compared == stitched.words_compared);
  CHECK(composed.transfers_compared == stitched.transfers_compared);
  CHECK(composed.simulated_cycles == stitched.simulated_cycles);
  CHECK(composed.latency_cycles == stitched.latency_cycles);
  CHECK(composed.interval_cycles == stitched.interval_cycles);
}

}  // namespace

TEST_CASE("lfc-w1a1 is the same stitched and composed, free and with stalls") {
  const auto graph = test::graph_of(golden::make_builtin("lfc-w1a1"));
  require_same(graph, 6, {0.0, 1});
  require_same(graph, 6, {0.4, 2});
}

TEST_CASE("cnv-w1a1 is the same stitched and composed, free and with stalls") {
  const auto graph = test::graph_of(golden::make_builtin("cnv-w1a1"));
  require_same(graph, 2, {0.0, 1});
  require_same(graph, 1, {0.3, 2});
}

TEST_CASE("a residual network with forks and joins is the same stitched and composed, free and with stalls") {
  const auto graph = test::random_residual_graph(199);
  for (const double stalls : {0.0, 0.2, 0.7}) require_same(graph, 4, {stalls, 199});
}
