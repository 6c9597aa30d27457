#include "tools/flow/fold_choices.hpp"

#include <algorithm>

#include "golden/base/divisors.hpp"
#include "golden/finn/cycles.hpp"
#include "golden/network/fifos.hpp"
#include "systemc/generators/weir/schedules.hpp"

namespace weir::tools {

namespace {

using golden::HardwareNode;

std::int64_t last_extent(const std::vector<golden::PortSpec>& ports) { return ports.front().shape.back(); }

std::int64_t words(const golden::PortSpec& port) {
  std::int64_t elements = 1;
  for (const auto extent : port.shape) elements *= extent;
  return elements / std::max<std::int64_t>(1, port.elements_per_word);
}

/// Values of the attributes that trade one resource for another, the default first.
std::vector<HardwareNode> styles(const HardwareNode& node, bool has_uram) {
  const golden::LayerKind& kind = node.layer->kind;
  std::vector<HardwareNode> list;
  const auto add = [&](const std::string& res_type, const std::string& ram_style) {
    list.push_back(node);
    list.back().res_type = res_type;
    list.back().ram_style = ram_style;
  };
  if (std::holds_alternative<golden::Mvau>(kind) || std::holds_alternative<golden::Vvau>(kind)) {
    for (const char* res_type : {"auto", "dsp"})
      for (const char* ram_style : {"auto", "distributed"}) add(res_type, ram_style);
    if (has_uram) add("auto", "ultra");
  } else if (std::holds_alternative<golden::SlidingWindow>(kind)) {
    for (const char* ram_style : {"distributed", "block"}) add(node.res_type, ram_style);
    if (has_uram) add(node.res_type, "ultra");
  } else {
    list.push_back(node);
  }
  return list;
}

void set_parallel_window(HardwareNode& node, bool is_parallel) {
  node.parallel_window = is_parallel;
  node.folding.stated.erase("parallel_window");
  if (is_parallel) node.folding.stated["parallel_window"] = "1";
}

bool is_same_fold(const HardwareNode& a, const HardwareNode& b) {
  return a.folding.PE == b.folding.PE && a.folding.SIMD == b.folding.SIMD && a.folding.MMV == b.folding.MMV &&
         a.ram_style == b.ram_style && a.res_type == b.res_type && a.parallel_window == b.parallel_window;
}

}  // namespace

PartUse& PartUse::operator+=(const PartUse& more) {
  lut += more.lut;
  bram18 += more.bram18;
  uram += more.uram;
  dsp += more.dsp;
  return *this;
}

bool PartUse::is_within(const PartUse& budget) const {
  return lut <= budget.lut && bram18 <= budget.bram18 && uram <= budget.uram && dsp <= budget.dsp;
}

PartUse use_of(const golden::Resources& r) { return {r.lut.value, r.bram_18k.value, r.uram.value, r.dsp.value}; }

PartUse usable(const golden::FpgaPart& part) {
  const golden::UsableShares shares;
  return {shares.lut * static_cast<double>(part.lut), shares.bram18 * static_cast<double>(part.bram18),
          shares.uram * static_cast<double>(part.uram), shares.dsp * static_cast<double>(part.dsp)};
}

PartUse layers_use(const golden::StageGraph& graph, const golden::AttributeTable& attributes, const std::string& part) {
  const golden::DspBlock dsp = golden::dsp_block(part);
  const auto nodes = golden::hardware_nodes(*graph.network, graph.folding, attributes, part);
  golden::require_estimates(nodes);
  PartUse use;
  for (const HardwareNode& node : nodes) use += use_of(golden::estimate_resources(node, dsp));
  for (const golden::Stage& stage : graph.stages)
    if (stage.layer < 0) use += use_of(golden::estimate(std::get<golden::Dwc>(stage.kind), {}, dsp));
  return use;
}

FoldChoices::FoldChoices(std::shared_ptr<const golden::Network> network, golden::Folding base,
                         const timing::Profile& profile, const std::string& fpga_part, bool with_parallel_windows)
    : network_(std::move(network)),
      base_(std::move(base)),
      part_(golden::find_fpga_part(fpga_part)),
      dsp_(golden::dsp_block(part_.name)),
      is_elastic_(profile.pipeline == timing::Pipeline::Elastic) {
  forget_fifos(base_);
  base_.depths_words.clear();  // of streams that other widths do not have
  nodes_ = golden::hardware_nodes(*network_, base_, {}, part_.name);
  golden::require_estimates(nodes_);
  connect();
  candidates_.resize(nodes_.size());
  for (std::size_t layer = 0; layer < nodes_.size(); ++layer) add_candidates(layer, with_parallel_windows);
}

void FoldChoices::connect() {
  const auto layer_with = [&](const std::string& stream, std::vector<std::string> golden::Layer::*ports) {
    for (std::size_t i = 0; i < network_->layers.size(); ++i) {
      const auto& names = network_->layers[i].*ports;
      if (std::find(names.begin(), names.end(), stream) != names.end()) return static_cast<int>(i);
    }
    return golden::kOutside;
  };
  for (const auto& stream : network_->streams) {
    const auto boundary = base_.boundary_elements.find(stream.name);
    wires_.push_back({stream.type, layer_with(stream.name, &golden::Layer::outputs),
                      layer_with(stream.name, &golden::Layer::inputs),
                      boundary == base_.boundary_elements.end() ? 0 : boundary->second});
  }
  touching_.resize(nodes_.size());
  for (std::size_t w = 0; w < wires_.size(); ++w)
    for (const int end : {wires_[w].producer, wires_[w].consumer})
      if (end != golden::kOutside) touching_[static_cast<std::size_t>(end)].push_back(w);
}

std::int64_t FoldChoices::cycles_of(const HardwareNode& node) const {
  if (!is_elastic_ || node.parallel_window) return golden::exp_cycles(node);
  golden::Stage stage;
  stage.name = node.layer->name;
  stage.kind = node.layer->kind;
  stage.folding = node.folding;
  stage.latency_cycles = 1;
  return timing::make_schedule(stage).iterations;
}

bool FoldChoices::is_legal(const HardwareNode& node) const {
  Errors errors;
  std::visit([&](const auto& kind) { validate_folding(kind, node.folding, node.layer->name, errors); },
             node.layer->kind);
  // FINN's HLS matrix unit takes no fewer lanes.
  const auto* mvau = std::get_if<golden::Mvau>(&node.layer->kind);
  constexpr std::int64_t kMostFolds = 1024;
  return errors.empty() && (mvau == nullptr || node.folding.SIMD * kMostFolds >= mvau->MW);
}

void FoldChoices::add_candidate(std::size_t layer, const HardwareNode& node) {
  FoldCandidate candidate;
  candidate.node = node;
  candidate.use = use_of(golden::estimate_resources(node, dsp_));
  candidate.cycles = cycles_of(node);
  const auto [in, out] = std::visit(
      [&](const auto& k) {
        return std::pair(input_ports(k, node.folding).front(), output_ports(k, node.folding).front());
      },
      node.layer->kind);
  candidate.in_elements = in.elements_per_word;
  candidate.out_elements = out.elements_per_word;
  candidate.words = words(in) + words(out);
  const bool is_window = std::holds_alternative<golden::SlidingWindow>(node.layer->kind);
  candidate.least_cycles =
      is_window ? std::max(words(in), words(out)) : std::min(candidate.cycles, golden::exp_cycles(node));
  candidates_[layer].push_back(std::move(candidate));
}

void FoldChoices::add_candidates(std::size_t layer, bool with_parallel_windows) {
  HardwareNode node = nodes_[layer];
  const auto ports = [&](auto get) { return std::visit([&](const auto& k) { return get(k); }, node.layer->kind); };
  const std::int64_t in = ports([](const auto& k) { return last_extent(input_ports(k, {})); });
  const std::int64_t out = ports([](const auto& k) { return last_extent(output_ports(k, {})); });
  const auto* window = std::get_if<golden::SlidingWindow>(&node.layer->kind);
  node.folding.MMV = 1;
  for (const int PE : divisors(out))
    for (const int SIMD : divisors(in))
      for (const bool is_parallel : {false, true}) {
        node.folding.PE = PE;
        node.folding.SIMD = SIMD;
        if (is_parallel && (!with_parallel_windows || window == nullptr || SIMD != window->channels)) continue;
        set_parallel_window(node, is_parallel);
        if (!is_legal(node)) continue;
        for (HardwareNode& styled : styles(node, part_.uram > 0)) {
          styled.folding.ram_style = styled.ram_style;
          add_candidate(layer, styled);
        }
      }
}

void FoldChoices::keep(std::size_t layer, const std::function<bool(const FoldCandidate&)>& is_wanted) {
  std::erase_if(candidates_[layer], [&](const FoldCandidate& candidate) { return !is_wanted(candidate); });
}

std::optional<std::size_t> FoldChoices::find(std::size_t layer, const HardwareNode& fold) const {
  for (std::size_t c = 0; c < candidates_[layer].size(); ++c)
    if (is_same_fold(candidates_[layer][c].node, fold)) return c;
  return std::nullopt;
}

Chosen FoldChoices::own() {
  Chosen chosen;
  for (std::size_t layer = 0; layer < nodes_.size(); ++layer) {
    const auto found = find(layer, nodes_[layer]);
    if (!found) add_candidate(layer, nodes_[layer]);
    chosen.push_back(found.value_or(candidates_[layer].size() - 1));
  }
  return chosen;
}

PartUse FoldChoices::converter(const Wire& wire, const Chosen& chosen) const {
  const auto end = [&](int layer) -> const FoldCandidate& { return at(chosen, static_cast<std::size_t>(layer)); };
  const std::int64_t from =
      wire.producer != golden::kOutside ? end(wire.producer).out_elements : wire.boundary_elements;
  const std::int64_t to = wire.consumer != golden::kOutside ? end(wire.consumer).in_elements : wire.boundary_elements;
  if (from == 0 || to == 0 || from == to) return {};
  golden::Dwc dwc;
  dwc.type = wire.type;
  dwc.in_elements = from;
  dwc.out_elements = to;
  return use_of(golden::estimate(dwc, HardwareNode{}, dsp_));
}

PartUse FoldChoices::total(const Chosen& chosen) const {
  PartUse use;
  for (std::size_t layer = 0; layer < layers(); ++layer) use += at(chosen, layer).use;
  for (const Wire& wire : wires_) use += converter(wire, chosen);
  return use;
}

PartUse FoldChoices::around(const Chosen& chosen, std::size_t layer) const {
  PartUse use = at(chosen, layer).use;
  for (const std::size_t w : touching_[layer]) use += converter(wires_[w], chosen);
  return use;
}

std::int64_t FoldChoices::least_interval(const Chosen& chosen) const {
  std::int64_t most = 0;
  for (std::size_t layer = 0; layer < layers(); ++layer) most = std::max(most, at(chosen, layer).least_cycles);
  return most;
}

bool FoldChoices::follows_consumer(std::size_t layer) const {
  const auto* window = std::get_if<golden::SlidingWindow>(&nodes_[layer].layer->kind);
  return window != nullptr && window->depthwise;
}

bool FoldChoices::fits_consumer(const Chosen& chosen, std::size_t layer) const {
  if (!follows_consumer(layer)) return true;
  for (const std::size_t w : touching_[layer])
    if (wires_[w].producer == static_cast<int>(layer) && wires_[w].consumer != golden::kOutside)
      return at(chosen, static_cast<std::size_t>(wires_[w].consumer)).node.folding.PE ==
             at(chosen, layer).node.folding.SIMD;
  return true;
}

void FoldChoices::follow_consumers(Chosen& chosen, std::int64_t allowed_cycles) const {
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    if (fits_consumer(chosen, layer)) continue;
    const std::size_t before = chosen[layer];
    for (std::size_t c = 0; c < candidates_[layer].size(); ++c) {
      chosen[layer] = c;
      if (candidates_[layer][c].cycles <= allowed_cycles && fits_consumer(chosen, layer)) break;
      chosen[layer] = before;
    }
  }
}

golden::Folding FoldChoices::folding(const Chosen& chosen) const {
  golden::Folding folding = base_;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const HardwareNode& node = at(chosen, layer).node;
    folding.layers[node.layer->name] = node.folding;
    folding.layers[node.layer->name].ram_style = node.ram_style;
  }
  return folding;
}

golden::AttributeTable FoldChoices::attributes(const Chosen& chosen) const {
  golden::AttributeTable table;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const HardwareNode& node = at(chosen, layer).node;
    golden::NodeAttributes& attributes = table[node.layer->name];
    attributes.res_type = node.res_type;
    attributes.ram_style = node.ram_style;
    attributes.parallel_window = node.parallel_window;
  }
  return table;
}

}  // namespace weir::tools
