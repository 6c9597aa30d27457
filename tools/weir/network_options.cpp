#include "tools/weir/network_options.hpp"

#include <spdlog/spdlog.h>

#include "golden/base/file.hpp"
#include "golden/base/sha256.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/import/resnet50.hpp"

namespace weir::tools {

namespace {

/// What of a build's steps serves, told.
golden::FoldedNetwork open_build(const golden::FinnBuild& build, const golden::OnnxOptions& onnx,
                                 const Session& session) {
  golden::OpenedBuild opened = golden::open_finn_build(build, onnx);
  session.print(build_text(build, opened));
  for (const std::string& reason : opened.skipped) spdlog::warn("warning: not used: {}", reason);
  session.note("step", opened.model);
  return std::move(opened.network);
}

/// Names and hashes of what was read.
void note_origin(const NetworkRequest& request, const golden::FoldedNetwork& loaded,
                 const std::optional<golden::FinnBuild>& build, const Session& session) {
  session.note("network", loaded.network->name);
  session.note("network_hash", golden::network_hash(*loaded.network));
  session.note("folding_hash", golden::folding_hash(*loaded.network, loaded.folding));
  nlohmann::ordered_json files = nlohmann::ordered_json::object();
  const auto add = [&](const std::filesystem::path& file) {
    std::error_code status;
    if (std::filesystem::is_regular_file(file, status)) files[file.string()] = sha256_hex(read_binary_file(file));
  };
  add(request.network);
  add(request.folding);
  if (build)
    for (const auto& file : build->steps) add(file);
  if (build) add(build->config);
  session.note("input_sha256", files);
}

}  // namespace

std::optional<golden::FinnBuild> find_build(const NetworkRequest& request) {
  return golden::finn_build_of(request.network);
}

double choose_clk_mhz(const NetworkRequest& request, double asked) {
  const std::optional<golden::FinnBuild> build = asked == 0 ? find_build(request) : std::nullopt;
  return build ? build->clk_mhz.value_or(0) : asked;
}

void complete(PartAndClock& target, const NetworkRequest& request) {
  const std::optional<golden::FinnBuild> build = find_build(request);
  complete(target, build ? build->part : "", build ? build->clk_mhz.value_or(0) : 0);
}

std::string arguments_of(const NetworkRequest& request) {
  return shell_quoted(request.network) + (request.folding.empty() ? "" : " --folding " + shell_quoted(request.folding));
}

golden::FoldedNetwork load(const NetworkRequest& request, const Session& session, bool with_parameters) {
  const auto& [network, folding, fc_weights, lenient] = request;
  std::vector<std::string> unread;
  golden::OnnxOptions onnx;
  onnx.lenient = lenient;
  onnx.warnings = &unread;
  const std::optional<golden::FinnBuild> build = find_build(request);
  golden::FoldedNetwork loaded =
      build ? open_build(*build, onnx, session)
            : golden::open_network(network, with_parameters ? std::optional(session.seed) : std::nullopt, onnx);
  for (const auto& warning : unread) spdlog::warn("warning: {}", warning);
  if (!fc_weights.empty()) loaded.network = golden::with_fc_weights(*loaded.network, fc_weights);
  if (!folding.empty()) {
    std::vector<std::string> warnings;
    loaded.folding = golden::parse_finn_folding(read_text_file(folding), folding, *loaded.network, loaded.folding,
                                                lenient, &warnings);
    for (const auto& warning : warnings) spdlog::warn("warning: {} (skipped)", warning);
  }
  if (session.json || session.tells_origin) note_origin(request, loaded, build, session);
  return loaded;
}

golden::StageGraph load_graph(const NetworkRequest& request, const Session& session, bool with_parameters) {
  const golden::FoldedNetwork loaded = load(request, session, with_parameters);
  return golden::build_stage_graph(loaded.network, loaded.folding);
}

}  // namespace weir::tools
