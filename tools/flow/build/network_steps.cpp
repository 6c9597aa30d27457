#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "golden/finn/cycles.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/minimize_bit_width.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/finn/python_json.hpp"
#include "golden/finn/report.hpp"
#include "golden/finn/set_folding.hpp"
#include "tools/flow/build/specialize.hpp"
#include "tools/flow/build/steps.hpp"
#include "tools/flow/build/verify.hpp"

namespace weir::tools::build {

void qonnx_to_finn(Context& context) {
  const golden::Network& network = *context.model.network;
  context.log.line(fmt::format("  {}: {} layers, {} streams, read in {:.2f} s", network.name, network.layers.size(),
                               network.streams.size(), context.plan.load_seconds));
  verify_golden(context, "finn_onnx_python", true);
}

void tidy_up(Context& context) {
  already_done(context);
  verify_golden(context, "initial_python", true);
}

void streamline(Context& context) {
  already_done(context);
  verify_golden(context, "streamlined_python", false);
}

void already_done(Context& context) {
  context.log.line("  nothing to do: a network has hardware layers and integer thresholds as soon as it is read");
}

void create_dataflow_partition(Context& context) {
  already_done(context);
  write_text_file(context.product("template_specialize_layers_config.json"),
                  golden::python_json(specialize_template(*context.model.network)));
}

void specialize_layers(Context& context) {
  const Plan& plan = context.plan;
  if (plan.specialize_file.empty()) return already_done(context);
  const golden::Network& network = *context.model.network;
  golden::Folding chosen = specialized(network, context.model.folding, plan.specialize_file);
  for (const std::string& layer : without_rtl(network, chosen, plan.fpga_part)) {
    context.log.line("  warning: " + layer + " cannot be RTL in FINN; it stays HLS");
    chosen.layers[layer].stated.erase("preferred_impl_style");
  }
  context.set_folding(std::move(chosen));
}

void target_fps_parallelization(Context& context) {
  const Plan& plan = context.plan;
  if (!plan.target_fps) return;
  golden::SetFoldingOptions options;
  options.target_fps = *plan.target_fps;
  options.clk_ns = plan.clk_ns;
  options.mvau_wwidth_max = plan.mvau_wwidth_max;
  options.two_pass_relaxation = plan.two_pass_relaxation;
  options.fpga_part = plan.fpga_part;
  options.release = plan.finn_release;
  // FINN+ makes weights of two values two bits wide before it folds, FINN afterwards.
  const bool folds_small_types = plan.minimize_bit_width && plan.finn_release == golden::kPlusRelease;
  const golden::Network& network = *context.model.network;
  golden::AutoFolding chosen = golden::set_folding(
      folds_small_types ? golden::minimize_bit_widths(network, golden::BipolarWeights::BecomeInt2) : network,
      context.model.folding, options);
  for (const auto& node : chosen.without_rule)
    context.log.line("  SetFolding has no rule for " + node + "; it stays as it was");
  for (const auto& [layer, folding] : chosen.folding.layers)
    if (const std::string stated = golden::stated_cycles(folding); !stated.empty())
      context.log.line(
          "  " + layer + " gets " + stated +
          ", timed by FINN's estimate alone: steps that measure refuse it in a profile that does not know it");
  const auto& p = chosen.performance;
  context.log.line(fmt::format("  {} cycles allowed, slowest is {} with {}{}", chosen.target_cycles,
                               p.max_cycles_node_name, p.max_cycles,
                               p.max_cycles > chosen.target_cycles ? ": the target is missed" : ""));
  context.attributes = chosen.attributes;
  context.set_folding(std::move(chosen.folding));
  write_text_file(context.product("auto_folding_config.json"),
                  golden::python_json(golden::auto_folding_json(*context.model.network, context.model.folding,
                                                                context.attributes, plan.fpga_part)));
}

void apply_folding_config(Context& context) {
  const std::string& file = context.plan.folding_file;
  if (!file.empty()) {
    const std::string text = read_text_file(file);
    const golden::Network& network = *context.model.network;
    // Lenient: what is not the network's was refused, or warned about, when the build was planned.
    const golden::NodeLayers layers = golden::layers_of_nodes(text, file, network, context.model.folding);
    context.set_folding(golden::parse_finn_folding(text, file, network, context.model.folding, true));
    for (auto& [layer, attributes] : golden::parse_node_attributes(text, file, network, layers))
      context.attributes[layer] = attributes;
  }
  verify_folded(context);
}

void minimize_bit_width(Context& context) {
  if (!context.plan.minimize_bit_width) return;
  golden::Network smaller = golden::minimize_bit_widths(*context.model.network, golden::BipolarWeights::Keep);
  if (golden::network_hash(smaller) == golden::network_hash(*context.model.network)) {
    context.log.line("  all weights and accumulators have their smallest types already");
    return;
  }
  context.model.network = std::make_shared<const golden::Network>(std::move(smaller));
  context.is_changed = true;
}

void generate_estimate_reports(Context& context) {
  if (!context.plan.makes("estimate_reports")) return;
  // FINN's weights of two values take two bits beside an input of more than one; Weir's hardware keeps them at one.
  const golden::Network as_finn =
      context.plan.minimize_bit_width
          ? golden::minimize_bit_widths(*context.model.network, golden::BipolarWeights::BecomeInt2)
          : *context.model.network;
  golden::Folding released = context.model.folding;
  golden::state_release(context.plan.finn_release, as_finn, released);
  const golden::Estimate made =
      golden::estimate_network(as_finn, released, context.attributes, context.plan.fpga_part, context.plan.clk_ns);
  create_output_folder(context.output("report"));
  golden::write_estimate_reports(made, context.output("report"));
  const nlohmann::ordered_json reports = golden::estimate_reports(made);
  for (const auto& [name, report] : reports.items()) context.products.push_back("report/" + name + ".json");
  const auto& p = made.performance;
  context.log.line(
      fmt::format("  {} with {} cycles: {:.2f} frames/s", p.max_cycles_node_name, p.max_cycles, p.throughput_fps));
}

}  // namespace weir::tools::build
