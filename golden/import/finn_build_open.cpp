#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/json.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/finn/report.hpp"
#include "golden/finn/target.hpp"
#include "golden/import/finn_build.hpp"
#include "golden/network/bundle.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::golden {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kCycles = "estimate_layer_cycles.json";

/// The first of what went wrong.
template <class Open>
std::optional<std::string> problem_of(Open&& open) {
  try {
    open();
    return std::nullopt;
  } catch (const Error& error) {
    return error.what_text;
  } catch (const Errors& errors) {
    return errors.list().front().what_text;
  }
}

Folding with_config(const FoldedNetwork& opened, const FinnBuild& build, const OnnxOptions& options) {
  return parse_finn_folding(read_text_file(build.config), build.config.string(), *opened.network, opened.folding,
                            options.lenient, options.warnings);
}

/// Do both fold every layer alike, with FIFOs of the same depths?
bool is_same_hardware(const FoldedNetwork& network, const Folding& other) {
  const StageGraph a = build_stage_graph(network.network, network.folding),
                   b = build_stage_graph(network.network, other);
  const auto is_stage = [](const Stage& x, const Stage& y) {
    return x.name == y.name && x.folding.PE == y.folding.PE && x.folding.SIMD == y.folding.SIMD;
  };
  const auto is_stream = [](const Stream& x, const Stream& y) {
    return x.name == y.name && x.depth_words == y.depth_words;
  };
  return std::equal(a.stages.begin(), a.stages.end(), b.stages.begin(), b.stages.end(), is_stage) &&
         std::equal(a.streams.begin(), a.streams.end(), b.streams.begin(), b.streams.end(), is_stream);
}

/// A file with FIFOs states its folding too, and which FIFOs are made of several: more than the configuration can.
void fold(const FinnBuild& build, const OnnxOptions& options, OpenedBuild& opened) {
  const std::string config = build.config.filename().string();
  const bool has_fifos = opened.network.folding.fifos.has_value();
  if (build.config.empty()) {
    opened.folding = has_fifos ? "folding and FIFOs of the file" : "folding of the file, FIFOs of 2 words";
    return;
  }
  if (!has_fifos) {
    opened.network.folding = with_config(opened.network, build, options);
    opened.folding = (config == "final_hw_config.json" ? "folding and FIFOs of " : "folding of ") + config;
    return;
  }
  opened.folding = "folding and FIFOs of the file";
  if (config != "final_hw_config.json") return;
  Folding other;
  const auto problem = problem_of([&] { other = with_config(opened.network, build, options); });
  if (problem) {
    opened.skipped.push_back(config + ": " + *problem);
  } else if (!is_same_hardware(opened.network, other)) {
    opened.skipped.push_back(config + ": it says otherwise than the step's file; --folding applies it");
  } else {
    opened.folding += ", as in " + config;
  }
}

/// Nodes of a configuration beside FIFOs and converters, which come and go.
std::set<std::string> layers_of(const Json& config) {
  std::set<std::string> names;
  for (const auto& [name, attributes] : config.items())
    if (name != "Defaults" && !name.starts_with("StreamingFIFO") && !name.starts_with("StreamingDataWidthConverter"))
      names.insert(name);
  return names;
}

/// Is the build one of a network that Weir brings along? If its configuration names the layers of that one, and FINN
/// estimated the same cycles for each.
bool is_built(const Estimate& estimate, const FinnBuild& build) {
  const Json config = parse_json(read_text_file(build.config), "finn-build", build.config.string());
  const Json cycles = parse_json(read_text_file(build.reports.at(kCycles)), "finn-build", kCycles);
  std::set<std::string> layers;
  for (std::size_t i = 0; i < estimate.nodes.size(); ++i) {
    const std::string& name = estimate.nodes[i].name;
    layers.insert(name);
    if (const auto found = cycles.find(name); found == cycles.end() || *found != estimate.cycles[i]) return false;
  }
  return config.is_object() && layers == layers_of(config);
}

/// The build's part and clock; of a part that nobody knows the clock alone.
void take_target(const FinnBuild& build, FoldedNetwork& opened) {
  Target target{build.part, build.clk_mhz ? 1000 / *build.clk_mhz : 0};
  if (!target.part.empty() && problem_of([&] { dsp_block(target.part); })) target.part.clear();
  state_target(target, opened);
}

OpenedBuild open_builtin(const FinnBuild& build, const OnnxOptions& options) {
  const std::string config = build.config.filename().string();
  if (build.reports.contains(kCycles))
    for (const std::string& name : builtin_names()) {
      OpenedBuild opened;
      opened.network = make_builtin(name, 1);
      bool is_same = false;
      const auto problem = problem_of([&] {
        opened.network.folding = with_config(opened.network, build, options);
        const Estimate estimate =
            estimate_network(*opened.network.network, opened.network.folding, {}, kDefaultPart, 10.0);
        is_same = is_built(estimate, build);
        // The hardware is FINN's, as its files say.
        for (const HardwareNode& node : estimate.nodes)
          opened.network.folding.implementations[node.layer->name] = {"finn", "0.10", node.backend, {}, node.name};
        take_target(build, opened.network);
      });
      if (problem || !is_same) continue;
      opened.model = "the built-in network " + name + " (no model is in the folder; layers and estimated cycles agree)";
      opened.folding = "folding and FIFOs of " + config;
      return opened;
    }
  throw Error("finn-build",
              "\"" + build.folder.string() + "\" holds " + config + " but no model (.onnx), and " +
                  (build.reports.contains(kCycles) ? "no built-in network has its layers and estimated cycles"
                                                   : "no estimate_layer_cycles.json tells of which network"),
              "", "weir simulate NETWORK --folding " + build.config.string());
}

}  // namespace

OpenedBuild open_finn_build(const FinnBuild& build, const OnnxOptions& options) {
  if (build.steps.empty()) return open_builtin(build, options);
  std::vector<std::string> skipped, refused;
  for (const fs::path& step : build.steps) {
    OpenedBuild opened;
    std::vector<std::string> warnings;
    OnnxOptions own = options;
    own.warnings = &warnings;
    const fs::path bundle = fs::path(step).replace_extension(".h5");  // of a build of Weir's, with all that a step is
    const auto problem =
        problem_of([&] { opened.network = fs::exists(bundle) ? read_bundle(bundle) : import_onnx(step, own); });
    if (problem) {
      refused.push_back(step.filename().string());
      skipped.push_back(refused.back() + ": " + *problem);
      continue;
    }
    if (options.warnings != nullptr)
      options.warnings->insert(options.warnings->end(), warnings.begin(), warnings.end());
    opened.model = step.filename().string();
    opened.skipped = std::move(skipped);
    opened.refused_steps = std::move(refused);
    fold(build, options, opened);
    take_target(build, opened.network);
    return opened;
  }
  const std::string reasons = joined(skipped, "; ");
  throw Error("finn-build", "no step of \"" + build.folder.string() + "\" can be read: " + reasons, "",
              "name one of its .onnx files to see all of its problems");
}

}  // namespace weir::golden
