/// Graphs and files that the test-vector tests share.
#pragma once
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/model/model.hpp"
#include "golden/network/stage_graph.hpp"
#include "tests/data.hpp"
#include "testvectors/generator/generate.hpp"

namespace weir::test {

inline golden::StageGraph graph_of(const std::string& network) {
  const golden::FoldedNetwork builtin = golden::make_builtin(network);
  return golden::build_stage_graph(builtin.network, builtin.folding);
}

inline vectors::VectorOrigin origin_of(const golden::StageGraph& graph) {
  return {graph.name, golden::network_hash(*graph.network), golden::folding_hash(*graph.network, graph.folding), "test",
          7};
}

/// Every network stream of `frames`, by the plain reference.
inline std::vector<golden::FrameResult> reference_taps(const golden::StageGraph& graph,
                                                       const std::vector<Tensor>& frames) {
  return golden::Model(graph.network).run(frames, {.threads = 1, .reference = true, .taps = {"*"}});
}

inline void write_frames(const std::filesystem::path& path, const golden::StageGraph& graph,
                         const std::vector<golden::FrameResult>& frames) {
  vectors::VectorWriter writer(path, graph, origin_of(graph));
  for (const auto& frame : frames) writer.append(frame.taps);
  writer.finish();
}

/// The code of the Error that `action` throws, or "".
template <class Action>
std::string error_code(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code;
  }
  return "";
}

}  // namespace weir::test
