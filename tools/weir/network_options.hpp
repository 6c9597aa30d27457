/// The arguments that most commands share: NETWORK and --folding; and --fc-weights of those that compute values.
#pragma once
#include <spdlog/spdlog.h>

#include "golden/import/import.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/network/stage_graph.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

struct NetworkOptions {
  std::string network;
  std::string folding;
  std::string fc_weights;
  bool lenient = false;

  void add_to(CLI::App& command) {
    command
        .add_option("NETWORK", network,
                    "a built-in name (`weir info` lists them), a bundle (.h5), or what `weir import` reads")
        ->required();
    command.add_option("--folding", folding, "FINN folding or final_hw_config JSON, applied over the default folding");
    command.add_flag("--lenient", lenient,
                     "warn about what no rule reads, in --folding and in an .onnx file, instead of refusing it");
  }

  void add_weights_to(CLI::App& command) {
    command.add_option("--fc-weights", fc_weights, "weights of the layer that streams them: CSV, raw int8 or NPY");
  }

  /// `with_parameters`: a built-in network has its random weights, which large ones take a while to make.
  golden::FoldedNetwork load(const Session& session, bool with_parameters = true) const {
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

  golden::StageGraph stage_graph(const Session& session, bool with_parameters = true) const {
    const golden::FoldedNetwork loaded = load(session, with_parameters);
    return golden::build_stage_graph(loaded.network, loaded.folding);
  }
};

}  // namespace weir::tools
