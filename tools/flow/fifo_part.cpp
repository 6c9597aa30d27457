#include "tools/flow/fifo_part.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "golden/finn/parts.hpp"
#include "golden/finn/resources.hpp"
#include "golden/network/fifos.hpp"

namespace weir::tools {

namespace {

using timing::RamStyle;
using timing::RamUse;

RamUse ram_use_of(const golden::Resources& r) {
  const auto whole = [](const golden::PythonNumber& n) { return static_cast<std::int64_t>(std::ceil(n.value)); };
  return {whole(r.lut), whole(r.bram_18k), whole(r.uram)};
}

RamUse layers_use(const golden::StageGraph& graph, const golden::AttributeTable& attributes, const std::string& part) {
  const golden::DspBlock dsp = golden::dsp_block(part);
  const auto nodes = golden::hardware_nodes(*graph.network, graph.folding, attributes, part);
  golden::require_estimates(nodes);
  RamUse use;
  for (const golden::HardwareNode& node : nodes) use += ram_use_of(golden::estimate_resources(node, dsp));
  for (const golden::Stage& stage : graph.stages)
    if (stage.layer < 0) use += ram_use_of(golden::estimate(std::get<golden::Dwc>(stage.kind), {}, dsp));
  return use;
}

std::string text_of(const RamUse& use) {
  return fmt::format("{} LUT, {} RAMB18, {} URAM", use.lut, use.bram18, use.uram);
}

nlohmann::ordered_json json_of(const RamUse& use) {
  return {{"lut", use.lut}, {"bram18", use.bram18}, {"uram", use.uram}};
}

int count_of(const FifoPlacement& placement, RamStyle style) {
  return static_cast<int>(std::count(placement.choice.styles.begin(), placement.choice.styles.end(), style));
}

}  // namespace

FifoPlacement place_fifos(const timing::FifoSizing& sizing, const timing::TimingGraph& timing,
                          const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                          const std::string& part) {
  const golden::FpgaPart& found = golden::find_fpga_part(part);
  const golden::UsableShares shares;
  const auto usable = [](double share, std::int64_t all) {
    return static_cast<std::int64_t>(share * static_cast<double>(all));
  };
  FifoPlacement placement;
  placement.part = found.name;
  placement.usable = {usable(shares.lut, found.lutram), usable(shares.bram18, found.bram18),
                      usable(shares.uram, found.uram)};
  try {
    placement.layers = layers_use(graph, attributes, found.name);
  } catch (const Errors& unsupported) {
    placement.no_estimate = unsupported.list().front().what();
  }
  placement.do_layers_exceed = placement.layers.lut > usable(shares.lut, found.lut) ||
                               placement.layers.bram18 > placement.usable.bram18 ||
                               placement.layers.uram > placement.usable.uram;
  const auto left = [](std::int64_t all, std::int64_t taken) { return std::max<std::int64_t>(0, all - taken); };
  // Layers take LUTs of any sort, FIFOs those that can be memory: neither may leave too few for the other.
  placement.budget = {std::min(placement.usable.lut, left(usable(shares.lut, found.lut), placement.layers.lut)),
                      left(placement.usable.bram18, placement.layers.bram18),
                      left(placement.usable.uram, placement.layers.uram)};
  std::vector<std::vector<timing::RamOption>> options;
  for (std::size_t s = 0; s < sizing.fifos.size(); ++s)
    options.push_back(timing::ram_options(sizing.fifos[s].depth_words, timing.streams[s], found.uram > 0));
  placement.choice = timing::choose_ram(options, placement.budget);
  return placement;
}

std::string placement_text(const FifoPlacement& placement) {
  const timing::RamChoice& choice = placement.choice;
  std::string text =
      fmt::format("part       {}: {} left for FIFOs, {}", placement.part, text_of(placement.budget),
                  placement.no_estimate.empty() ? "the layers take " + text_of(placement.layers) + " (FINN's estimates)"
                                                : "the layers not counted, since " + placement.no_estimate);
  if (placement.do_layers_exceed) text += "; they alone are too large for the part";
  text +=
      fmt::format("\nstyles     {} distributed, {} block, {} ultra: {}; ", count_of(placement, RamStyle::kDistributed),
                  count_of(placement, RamStyle::kBlock), count_of(placement, RamStyle::kUltra), text_of(choice.use));
  if (!choice.fits)
    text += choice.is_proven ? "NO choice of memories fits what is left" : "no choice that fits was FOUND";
  else if (choice.is_proven)
    text += "the least share of the part for these depths, proven";
  else
    text += fmt::format("at most {:.1f} % above the least share of the part for these depths",
                        100 * (choice.price / choice.least_price - 1));
  return text;
}

nlohmann::ordered_json placement_json(const FifoPlacement& placement) {
  const timing::RamChoice& choice = placement.choice;
  return {{"part", placement.part},
          {"usable", json_of(placement.usable)},
          {"layers", placement.no_estimate.empty() ? json_of(placement.layers) : nlohmann::ordered_json(nullptr)},
          {"layers_unknown_because", placement.no_estimate},
          {"layers_exceed_part", placement.do_layers_exceed},
          {"budget", json_of(placement.budget)},
          {"use", json_of(choice.use)},
          {"fits", choice.fits},
          {"proven", choice.is_proven},
          {"share", choice.price},
          {"least_share", choice.least_price}};
}

void set_ram_styles(nlohmann::ordered_json& config, const golden::StageGraph& graph, const timing::FifoSizing& sizing,
                    const FifoPlacement& placement) {
  constexpr const char *kPrefix = "StreamingFIFO_", *kFinnPrefix = "StreamingFIFO_rtl_";
  const std::vector<int> by_finn_number = golden::streams_by_finn_number(graph);
  std::map<std::string, RamStyle> style_of;
  for (std::size_t s = 0; s < sizing.fifos.size(); ++s)
    style_of.emplace(sizing.fifos[s].name, placement.choice.styles[s]);
  for (auto& [node, attributes] : config.items()) {
    if (!node.starts_with(kPrefix)) continue;
    const std::size_t number = std::stoul(node.substr(node.rfind('_') + 1));
    const bool is_finns = node.starts_with(kFinnPrefix);
    const std::size_t stream = is_finns ? static_cast<std::size_t>(by_finn_number[number]) : number;
    const auto style = style_of.find(graph.streams[stream].name);
    if (style == style_of.end()) continue;
    attributes["ram_style"] = name_of(style->second);
    attributes["impl_style"] = style->second == RamStyle::kDistributed ? "rtl" : "vivado";
  }
}

}  // namespace weir::tools
