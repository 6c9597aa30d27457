#include "tools/flow/layers_flow.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "golden/network/blocks.hpp"
#include "rtl_wrap/foreign/layer_modules.hpp"

namespace weir::tools {

namespace {

LayerOutcome cosimulate_layer(const golden::StageGraph& graph, const CosimRequest& whole,
                              const rtl::StageModule& stage) {
  LayerOutcome outcome{stage.stage, stage.module, "", std::nullopt};
  if (stage.module.empty()) {
    outcome.problem = "no instance of the design is called so";
    return outcome;
  }
  CosimRequest request = whole;
  request.foreign_top = stage.module;
  request.waves.reset();
  request.register_writes.clear();  // they are of the whole's ports
  request.progress = [&](const std::string& text) { whole.progress(stage.stage + ": " + text); };
  try {
    outcome.result = cosimulate(golden::part_named(graph, stage.stage), request).result;
  } catch (const Errors& errors) {
    outcome.problem = errors.list().front().what_text;
  } catch (const Error& error) {
    if (error.code == "stopped") throw;
    outcome.problem = error.what_text;
  }
  return outcome;
}

std::string values_of(const rtl::CosimResult& result) {
  if (result.is_compiler_fault()) return "compiler fault";
  if (result.equal()) return "equal";
  return fmt::format("FAIL {}/{}", result.frames_equal, result.frames);
}

std::string line_of(const std::string& stage, const std::string& module, const rtl::CosimResult& result) {
  return fmt::format("{:<34} {:<44} {:<14} {:>10} {:>12.10g}\n", stage, module, values_of(result),
                     result.latency_cycles, result.steady_interval_cycles);
}

}  // namespace

const LayerOutcome* LayersOutcome::culprit() const {
  const auto found = std::find_if(layers.begin(), layers.end(),
                                  [](const LayerOutcome& layer) { return layer.result && !layer.result->equal(); });
  return found == layers.end() ? nullptr : &*found;
}

LayersOutcome cosimulate_layers(const golden::StageGraph& graph, const CosimRequest& request) {
  if (!request.rtl || request.foreign_top.empty())
    throw Error("usage", "--all-layers goes with --rtl DIR and --top T of a stitched design");
  LayersOutcome outcome;
  for (const rtl::StageModule& stage : rtl::stage_modules(graph, *request.rtl, request.foreign_top))
    outcome.layers.push_back(cosimulate_layer(graph, request, stage));
  outcome.whole = cosimulate(graph, request);
  return outcome;
}

std::string layers_text(const LayersOutcome& outcome) {
  std::string text =
      fmt::format("{:<34} {:<44} {:<14} {:>10} {:>12}\n", "layer", "module", "values", "latency", "interval");
  int compared = 0;
  for (const LayerOutcome& layer : outcome.layers) {
    if (layer.result)
      text += line_of(layer.stage, layer.module, *layer.result);
    else
      text += fmt::format("{:<34} {:<44} not compared: {}\n", layer.stage, layer.module, layer.problem);
    compared += layer.result.has_value();
  }
  text += line_of("the whole", "", outcome.whole.result);
  text += fmt::format("{} of {} layers compared", compared, outcome.layers.size());
  if (const LayerOutcome* culprit = outcome.culprit())
    text += fmt::format("; the fault is in {}, module {}: it gets golden's words and makes others\n", culprit->stage,
                        culprit->module);
  else if (!outcome.whole.result.equal())
    text += compared == static_cast<int>(outcome.layers.size())
                ? "; each alone is right: the fault is between them (FIFOs, connections, reset)\n"
                : "; those alone are right: the fault is in a layer that was not compared, or between layers\n";
  else
    text += "\n";
  return text;
}

}  // namespace weir::tools
