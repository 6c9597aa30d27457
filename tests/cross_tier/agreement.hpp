/// What the tests of whole networks ask of a graph: the same words and cycles in every tier, free and with stalls.
#pragma once
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/network/stage_graph.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::test {

inline golden::StageGraph graph_of(const golden::FoldedNetwork& built_in) {
  return golden::build_stage_graph(built_in.network, built_in.folding);
}

/// Free, then once per seed with each source and sink pausing in three of ten cycles. What differs is checked; says
/// whether nothing does.
inline bool require_agreement(const golden::StageGraph& graph, const std::vector<Tensor>& frames,
                              const std::vector<std::uint64_t>& stall_seeds) {
  tools::CosimRequest request;
  request.frames = frames;
  bool is_equal = true;
  const auto check = [&] {
    const auto result = tools::cosimulate(graph, request).result;
    INFO(graph.name << ", stalls " << request.stalls.probability << ", seed " << request.stalls.seed);
    CHECK(result.mismatches == 0);
    CHECK(result.cycle_differences == 0);
    CHECK(result.equal());
    CHECK(result.streams_compared == static_cast<int>(graph.streams.size()));
    is_equal = is_equal && result.equal();
  };
  check();
  for (const auto seed : stall_seeds) {
    request.stalls = {0.3, seed};
    check();
  }
  return is_equal;
}

/// The words of every stream in SystemC are golden's, and the max-plus engine has the same cycle for each of them.
inline void require_equal_engines(const golden::StageGraph& graph, const std::vector<Tensor>& frames,
                                  timing::Stalls stalls) {
  const auto words = tools::golden_words(graph, frames);
  timing::SimulationOptions options;
  options.frames = static_cast<int>(frames.size());
  options.stalls = stalls;
  options.record_transfers = true;
  const auto times = simulate_maxplus(graph, options);
  options.inputs = &words;
  const auto values = simulate_systemc(graph, options);
  INFO("graph " << graph.name << ", stalls " << stalls.probability << ", seed " << stalls.seed);
  CHECK_FALSE(values.deadlock);
  CHECK(times.cycles == values.cycles);
  for (const auto& stream : graph.streams) {
    INFO("stream " << stream.name);
    const auto& record = values.streams.at(stream.name);
    CHECK(record.words == words.at(stream.name));
    CHECK(times.streams.at(stream.name).written_cycles == record.written_cycles);
    CHECK(times.streams.at(stream.name).read_cycles == record.read_cycles);
  }
}

}  // namespace weir::test
