/// The network that a request names, loaded, with what there is to warn of.
#pragma once
#include <spdlog/spdlog.h>

#include "golden/import/import.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/network/stage_graph.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

/// `with_parameters`: a built-in network has its random weights, which large ones take a while to make.
inline golden::FoldedNetwork load(const NetworkRequest& request, const Session& session, bool with_parameters = true) {
  const auto& [network, folding, fc_weights, lenient] = request;
  std::vector<std::string> unread;
  golden::OnnxOptions onnx;
  onnx.lenient = lenient;
  onnx.warnings = &unread;
  golden::FoldedNetwork loaded =
      golden::open_network(network, with_parameters ? std::optional(session.seed) : std::nullopt, onnx);
  for (const auto& warning : unread) spdlog::warn("warning: {}", warning);
  if (!fc_weights.empty()) loaded.network = golden::with_fc_weights(*loaded.network, fc_weights);
  if (!folding.empty()) {
    std::vector<std::string> warnings;
    loaded.folding = golden::read_folding(folding, *loaded.network, loaded.folding, lenient, &warnings);
    for (const auto& warning : warnings) spdlog::warn("warning: {} (skipped)", warning);
  }
  return loaded;
}

inline golden::StageGraph load_graph(const NetworkRequest& request, const Session& session,
                                     bool with_parameters = true) {
  const golden::FoldedNetwork loaded = load(request, session, with_parameters);
  return golden::build_stage_graph(loaded.network, loaded.folding);
}

}  // namespace weir::tools
