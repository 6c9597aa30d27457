// Is what the timing of an old build leaves out told with its figures?
#include <catch2/catch.hpp>

#include "golden/finn/hardware_node.hpp"
#include "golden/import/import.hpp"
#include "tools/report/guidance.hpp"

using namespace weir;
using namespace weir::tools;

namespace {

bool tells_frozen_loops(const char* op_type) {
  const golden::FoldedNetwork made = golden::open_network("mlp-unsw-nb15-w2a2", std::nullopt);
  golden::Folding folding = made.folding;
  if (*op_type != '\0') folding.implementations["MVAU_0"].attributes[golden::kOpType] = op_type;
  const golden::StageGraph graph = golden::build_stage_graph(made.network, folding);
  SimulateRequest request;
  request.engine = "maxplus";
  request.frames = 2;
  for (const Finding& finding : find_guidance(graph, simulate_network(graph, request), std::nullopt, graph.name))
    if (finding.finding.find("FINN up to 0.7") != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("loops of FINN up to 0.7 may stop as a whole, and a finding says so for its files alone") {
  CHECK(tells_frozen_loops("StreamingFCLayer_Batch"));
  CHECK_FALSE(tells_frozen_loops(""));
}
