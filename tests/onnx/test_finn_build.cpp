// A real FINN build, from its last ONNX file to times: does profile finn-v0.10, whose numbers were chosen on other
// networks, meet the latency that FINN's RTL simulation reported and the FIFO depths that FINN chose?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/data.hpp"

using namespace weir;

TEST_CASE("a real FINN build has the published latency and FIFO depths", "[onnx][finn][data]") {
  const auto data = test::data_folder("finn_build_64x64");
  if (!data) return;
  const golden::FoldedNetwork build = golden::import_onnx(*data / "step_set_fifo_depths.onnx");
  const golden::StageGraph graph = golden::build_stage_graph(build.network, build.folding);
  const timing::TimingGraph timing = make_timing_graph(graph, timing::load_profile("finn-v0.10"));
  const auto published = nlohmann::json::parse(read_text_file(*data / "rtlsim_performance.json"));
  const double latency = published.at("latency_cycles");
  const auto result = simulate_maxplus(timing, {});
  CHECK(std::abs(static_cast<double>(result.latency_cycles) - latency) < 0.0001 * latency);

  const auto config = nlohmann::json::parse(read_text_file(*data / "final_hw_config.json"));
  std::vector<std::int64_t> depths;
  for (int k = 0; config.contains("StreamingFIFO_rtl_" + std::to_string(k)); ++k)
    depths.push_back(config.at("StreamingFIFO_rtl_" + std::to_string(k)).at("depth"));
  REQUIRE(depths.size() == 15);
  CHECK(timing::finn_largefifo_depths(timing) == depths);
}
