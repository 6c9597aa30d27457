/// What the tests of whole networks ask of a graph: the same words and cycles in every tier, free and with stalls.
#pragma once
#include <catch2/catch.hpp>

#include "golden/network/builtin.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::test {

inline golden::StageGraph graph_of(const golden::BuiltIn& built_in) {
  return golden::build_stage_graph(built_in.network, built_in.folding);
}

/// Free, then once per seed with each source and sink pausing in three of ten cycles.
inline void require_agreement(const golden::StageGraph& graph, const std::vector<Tensor>& frames,
                              const std::vector<std::uint64_t>& stall_seeds) {
  tools::CosimRequest request;
  request.frames = frames;
  const auto check = [&] {
    const auto result = tools::cosimulate(graph, request).result;
    INFO(graph.name << ", stalls " << request.stalls.probability << ", seed " << request.stalls.seed);
    CHECK(result.mismatches == 0);
    CHECK(result.cycle_differences == 0);
    CHECK(result.equal());
    CHECK(result.streams_compared == static_cast<int>(graph.streams.size()));
  };
  check();
  for (const auto seed : stall_seeds) {
    request.stalls = {0.3, seed};
    check();
  }
}

}  // namespace weir::test
