/// The arguments that most commands share: NETWORK and --folding; and --fc-weights of those that compute values.
#pragma once
#include <spdlog/spdlog.h>

#include "golden/base/file.hpp"
#include "golden/base/sha256.hpp"
#include "golden/import/import.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/network/stage_graph.hpp"
#include "tools/report/build_report.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

struct NetworkOptions {
  std::string network;
  std::string folding;
  std::string fc_weights;
  bool lenient = false;

  void add_to(CLI::App& command) {
    command
        .add_option(
            "NETWORK", network,
            "a built-in name (`weir info` lists them), a bundle (.h5), the folder of a build of FINN or FINN+, or "
            "what else `weir import` reads")
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
    const std::optional<golden::FinnBuild> build = find_build();
    golden::FoldedNetwork loaded =
        build ? open(*build, onnx, session)
              : golden::open_network(network, with_parameters ? std::optional(session.seed) : std::nullopt, onnx);
    for (const auto& warning : unread) spdlog::warn("warning: {}", warning);
    if (!fc_weights.empty()) loaded.network = golden::with_fc_weights(*loaded.network, fc_weights);
    if (!folding.empty()) {
      std::vector<std::string> warnings;
      loaded.folding = golden::read_folding(folding, *loaded.network, loaded.folding, lenient, &warnings);
      for (const auto& warning : warnings) spdlog::warn("warning: {} (skipped)", warning);
    }
    if (session.json || session.tells_origin) note_origin(loaded, build, session);
    return loaded;
  }

  /// The build whose folder NETWORK is; nothing if it is something else.
  std::optional<golden::FinnBuild> find_build() const { return golden::finn_build_of(network); }

  /// The clock of that build where none was asked for; 0 where nobody says.
  double choose_clk_mhz(double asked) const {
    const std::optional<golden::FinnBuild> build = asked == 0 ? find_build() : std::nullopt;
    return build ? build->clk_mhz.value_or(0) : asked;
  }

  /// NETWORK and --folding as a shell takes them.
  std::string arguments() const {
    return shell_quoted(network) + (folding.empty() ? "" : " --folding " + shell_quoted(folding));
  }

  golden::StageGraph stage_graph(const Session& session, bool with_parameters = true) const {
    const golden::FoldedNetwork loaded = load(session, with_parameters);
    return golden::build_stage_graph(loaded.network, loaded.folding);
  }

 private:
  static golden::FoldedNetwork open(const golden::FinnBuild& build, const golden::OnnxOptions& onnx,
                                    const Session& session) {
    golden::OpenedBuild opened = golden::open_finn_build(build, onnx);
    session.print(build_text(build, opened));
    for (const std::string& reason : opened.skipped) spdlog::warn("warning: not used: {}", reason);
    session.note("step", opened.model);
    return std::move(opened.network);
  }

  void note_origin(const golden::FoldedNetwork& loaded, const std::optional<golden::FinnBuild>& build,
                   const Session& session) const {
    session.note("network", loaded.network->name);
    session.note("network_hash", golden::network_hash(*loaded.network));
    session.note("folding_hash", golden::folding_hash(*loaded.network, loaded.folding));
    nlohmann::ordered_json files = nlohmann::ordered_json::object();
    const auto add = [&](const std::filesystem::path& file) {
      std::error_code status;
      if (std::filesystem::is_regular_file(file, status)) files[file.string()] = sha256_hex(read_binary_file(file));
    };
    add(network);
    add(folding);
    if (build)
      for (const auto& file : build->steps) add(file);
    if (build) add(build->config);
    session.note("input_sha256", files);
  }
};

}  // namespace weir::tools
