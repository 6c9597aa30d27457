/// Networks whose kernels are compiled for a clock: other latencies, the same words, and every cycle still as SystemC
/// says, which takes the latencies from the kernels' reports.
#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/cross_tier/kind_instances.hpp"
#include "tests/hls_codegen/graphs.hpp"

namespace {

using namespace weir;

constexpr const char* kPart = "lfe5u-85f-8";

rtl::CosimResult run(const golden::StageGraph& graph, double clk_mhz, const timing::Stalls& stalls) {
  tools::CosimRequest request;
  request.frames = golden::random_frames(*graph.network, 3, 1);
  request.stalls = stalls;
  if (clk_mhz > 0) request.clock = hls::TargetClock{clk_mhz, kPart};
  const rtl::CosimResult result = tools::cosimulate(graph, request).result;
  INFO(graph.name << " at " << clk_mhz << " MHz, stalls " << stalls.probability);
  CHECK(result.mismatches == 0);
  CHECK(result.cycle_differences == 0);
  CHECK(result.equal());
  CHECK(result.streams_compared == static_cast<int>(graph.streams.size()));
  CHECK(result.transfers_compared > 0);
  return result;
}

}  // namespace

TEST_CASE("chains of matrix units agree in every word and cycle at 50, 100 and 150 MHz, free and stalled") {
  for (const std::uint64_t seed : {3, 8})
    for (const double clk_mhz : {50.0, 100.0, 150.0}) {
      const golden::StageGraph graph = test::random_graph(seed);
      run(graph, clk_mhz, {0.0, 1});
      run(graph, clk_mhz, {0.3, 2});
    }
}

TEST_CASE("a network of windows, pools and matrix units agrees in every word and cycle at 100 and 150 MHz") {
  for (const double clk_mhz : {100.0, 150.0}) {
    const golden::StageGraph graph = test::random_picture_graph(4);
    run(graph, clk_mhz, {0.0, 1});
    run(graph, clk_mhz, {0.3, 2});
  }
}

TEST_CASE("every kind of layer agrees in every word and cycle at 100 MHz, free and stalled") {
  for (const std::string& kind : golden::op_types()) {
    if (test::has_gap(kind, "HLS, RTL")) continue;
    const golden::StageGraph graph = test::random_layer_graph(kind, 2);
    run(graph, 100, {0.0, 1});
    run(graph, 100, {0.3, 2});
  }
}

TEST_CASE("a faster clock makes LFC's frames take more cycles, not fewer words") {
  const golden::StageGraph graph = test::graph_of(golden::make_builtin("lfc-w1a1"));
  const rtl::CosimResult without = run(graph, 0, {0.0, 1}), fast = run(graph, 100, {0.0, 1});
  CHECK(fast.latency_cycles > without.latency_cycles);
  CHECK(fast.words_compared == without.words_compared);
  run(graph, 100, {0.3, 2});
}
