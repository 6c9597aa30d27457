#include "tools/flow/fold_search.hpp"

#include <algorithm>
#include <cmath>

#include "golden/base/divisors.hpp"
#include "golden/finn/cycles.hpp"
#include "golden/finn/resources.hpp"
#include "golden/network/fifos.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/timetable/steady.hpp"

namespace weir::tools {

namespace {

using golden::HardwareNode;
using golden::LayerFolding;

PartUse use_of(const golden::Resources& r) { return {r.lut.value, r.bram_18k.value, r.uram.value, r.dsp.value}; }

/// One way to fold a layer.
struct Candidate {
  HardwareNode node;
  PartUse use;
  std::int64_t in_elements = 1, out_elements = 1;  ///< per word, of every input and output
};

std::int64_t last_extent(const std::vector<golden::PortSpec>& ports) { return ports.front().shape.back(); }

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

class Search {
 public:
  Search(std::shared_ptr<const golden::Network> network, const golden::Folding& base, const FoldSearchOptions& options)
      : network_(std::move(network)),
        options_(options),
        profile_(timing::find_profile(
            options.profile.empty() ? timing::profile_of(golden::build_stage_graph(network_, base)) : options.profile)),
        part_(golden::find_fpga_part(options.fpga_part)),
        dsp_(golden::dsp_block(part_.name)) {
    const golden::UsableShares shares;
    budget_ = {shares.lut * static_cast<double>(part_.lut), shares.bram18 * static_cast<double>(part_.bram18),
               shares.uram * static_cast<double>(part_.uram), shares.dsp * static_cast<double>(part_.dsp)};
    base_.boundary_elements = base.boundary_elements;
    nodes_ = golden::hardware_nodes(*network_, base_, {}, part_.name);
    golden::require_estimates(nodes_);
    connect();
  }

  FoldSearchResult run() {
    constexpr int kMostRounds = 6;
    std::int64_t allowed = options_.target_cycles;
    FoldSearchResult result;
    for (int round = 0; round < kMostRounds; ++round) {
      find_candidates(allowed);
      weigh_until_it_fits();
      result = simulated();
      if (result.meets_target) break;
      const double ratio = static_cast<double>(options_.target_cycles) / result.interval_cycles;
      allowed = std::min(allowed - 1, static_cast<std::int64_t>(static_cast<double>(allowed) * ratio));
      if (allowed < 1) break;
    }
    return result;
  }

 private:
  /// Where a stream's two ends are, as layers; kOutside at the boundary.
  struct Wire {
    DataType type;
    int producer = golden::kOutside, consumer = golden::kOutside;
    std::int64_t boundary_elements = 0;  ///< at the end without a layer; 0 = as the layer has it
  };

  void connect() {
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

  /// Cycles per frame of the layer by itself.
  std::int64_t cycles_of(const HardwareNode& node) const {
    if (profile_.pipeline != timing::Pipeline::Elastic) return golden::exp_cycles(node);
    golden::Stage stage;
    stage.name = node.layer->name;
    stage.kind = node.layer->kind;
    stage.folding = node.folding;
    stage.latency_cycles = 1;
    return timing::make_schedule(stage).iterations;
  }

  bool is_legal(const HardwareNode& node) const {
    Errors errors;
    std::visit([&](const auto& kind) { validate_folding(kind, node.folding, node.layer->name, errors); },
               node.layer->kind);
    // FINN's HLS matrix unit takes no fewer lanes.
    const auto* mvau = std::get_if<golden::Mvau>(&node.layer->kind);
    constexpr std::int64_t kMostFolds = 1024;
    return errors.empty() && (mvau == nullptr || node.folding.SIMD * kMostFolds >= mvau->MW);
  }

  /// A depthwise window generator has the width of the layer that takes its windows.
  bool follows_consumer(std::size_t layer) const {
    const auto* window = std::get_if<golden::SlidingWindow>(&nodes_[layer].layer->kind);
    return window != nullptr && window->depthwise;
  }

  void find_candidates(std::int64_t allowed) {
    candidates_.assign(nodes_.size(), {});
    chosen_.assign(nodes_.size(), 0);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      std::int64_t fastest = 0;
      add_candidates(i, allowed, fastest);
      if (candidates_[i].empty())
        throw Error("fold-target",
                    nodes_[i].layer->name + " takes " + std::to_string(fastest) + " cycles per frame at best, " +
                        std::to_string(allowed) + " are allowed",
                    "", "lower the frames per second or the clock period");
    }
  }

  void add_candidates(std::size_t i, std::int64_t allowed, std::int64_t& fastest) {
    HardwareNode node = nodes_[i];
    const auto ports = [&](auto get) { return std::visit([&](const auto& k) { return get(k); }, node.layer->kind); };
    const std::int64_t in = ports([](const auto& k) { return last_extent(input_ports(k, {})); });
    const std::int64_t out = ports([](const auto& k) { return last_extent(output_ports(k, {})); });
    for (const int PE : divisors(out))
      for (const int SIMD : divisors(in)) {
        node.folding = LayerFolding{PE, SIMD, 1, "auto"};
        if (!is_legal(node)) continue;
        const std::int64_t cycles = cycles_of(node);
        fastest = fastest == 0 ? cycles : std::min(fastest, cycles);
        if (cycles > allowed) continue;
        Candidate candidate{node, {}, 1, 1};
        candidate.in_elements =
            ports([&](const auto& k) { return input_ports(k, node.folding).front().elements_per_word; });
        candidate.out_elements =
            ports([&](const auto& k) { return output_ports(k, node.folding).front().elements_per_word; });
        for (HardwareNode& styled : styles(node, part_.uram > 0)) {
          candidate.use = use_of(golden::estimate_resources(styled, dsp_));
          candidate.node = std::move(styled);
          candidates_[i].push_back(candidate);
        }
      }
  }

  const Candidate& choice(int layer) const {
    const auto i = static_cast<std::size_t>(layer);
    return candidates_[i][chosen_[i]];
  }

  PartUse converter(const Wire& wire) const {
    const std::int64_t from =
        wire.producer != golden::kOutside ? choice(wire.producer).out_elements : wire.boundary_elements;
    const std::int64_t to =
        wire.consumer != golden::kOutside ? choice(wire.consumer).in_elements : wire.boundary_elements;
    if (from == 0 || to == 0 || from == to) return {};
    golden::Dwc dwc;
    dwc.type = wire.type;
    dwc.in_elements = from;
    dwc.out_elements = to;
    return use_of(golden::estimate(dwc, HardwareNode{}, dsp_));
  }

  double cost(const PartUse& use) const {
    const auto share = [](double count, double of, double weight) {
      // A resource the part does not have cannot be used at any price.
      return of > 0 ? weight * count / of : count > 0 ? 1e9 : 0.0;
    };
    return share(use.lut, budget_.lut, weight_.lut) + share(use.bram18, budget_.bram18, weight_.bram18) +
           share(use.uram, budget_.uram, weight_.uram) + share(use.dsp, budget_.dsp, weight_.dsp);
  }

  /// Of the layer as chosen, with the converters at its ports.
  double cost_around(std::size_t layer) const {
    PartUse use = candidates_[layer][chosen_[layer]].use;
    for (const std::size_t w : touching_[layer]) use += converter(wires_[w]);
    return cost(use);
  }

  /// True if a better candidate was found.
  bool improve(std::size_t layer) {
    const std::size_t before = chosen_[layer];
    std::size_t best = before;
    double least = cost_around(layer);
    for (chosen_[layer] = 0; chosen_[layer] < candidates_[layer].size(); ++chosen_[layer]) {
      if (!fits_consumer(layer)) continue;
      const double now = cost_around(layer);
      if (now < least - 1e-12) {
        least = now;
        best = chosen_[layer];
      }
    }
    chosen_[layer] = best;
    return best != before;
  }

  bool fits_consumer(std::size_t layer) const {
    if (!follows_consumer(layer)) return true;
    for (const std::size_t w : touching_[layer])
      if (wires_[w].producer == static_cast<int>(layer) && wires_[w].consumer != golden::kOutside)
        return choice(wires_[w].consumer).node.folding.PE == choice(static_cast<int>(layer)).node.folding.SIMD;
    return true;
  }

  /// Gives every depthwise window generator its consumer's width.
  void follow_consumers() {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      while (!fits_consumer(i) && chosen_[i] + 1 < candidates_[i].size()) ++chosen_[i];
  }

  void descend() {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      chosen_[i] = static_cast<std::size_t>(
          std::min_element(candidates_[i].begin(), candidates_[i].end(),
                           [&](const auto& a, const auto& b) { return cost(a.use) < cost(b.use); }) -
          candidates_[i].begin());
    constexpr int kMostSweeps = 50;
    for (int sweep = 0, changes = 1; changes > 0 && sweep < kMostSweeps; ++sweep) {
      changes = 0;
      for (std::size_t i = nodes_.size(); i-- > 0;) {
        if (follows_consumer(i)) chosen_[i] = 0;
        follow_consumers();
        changes += improve(i) && !follows_consumer(i) ? 1 : 0;
      }
    }
    follow_consumers();
  }

  PartUse total() const {
    PartUse use;
    for (std::size_t i = 0; i < nodes_.size(); ++i) use += candidates_[i][chosen_[i]].use;
    for (const Wire& wire : wires_) use += converter(wire);
    return use;
  }

  static bool is_within(const PartUse& use, const PartUse& budget) {
    return use.lut <= budget.lut && use.bram18 <= budget.bram18 && use.uram <= budget.uram && use.dsp <= budget.dsp;
  }

  void weigh_until_it_fits() {
    constexpr int kMostRounds = 40;
    constexpr double kGrowth = 1.3;
    weight_ = {1, 1, 1, 1};
    for (int round = 0; round < kMostRounds; ++round) {
      descend();
      const PartUse use = total();
      if (is_within(use, budget_)) return;
      if (use.lut > budget_.lut) weight_.lut *= kGrowth;
      if (use.bram18 > budget_.bram18) weight_.bram18 *= kGrowth;
      if (use.uram > budget_.uram) weight_.uram *= kGrowth;
      if (use.dsp > budget_.dsp) weight_.dsp *= kGrowth;
    }
  }

  FoldSearchResult simulated() const {
    FoldSearchResult result;
    result.folding = base_;
    forget_fifos(result.folding);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const HardwareNode& node = candidates_[i][chosen_[i]].node;
      result.folding.layers[node.layer->name] = node.folding;
      result.folding.layers[node.layer->name].ram_style = node.ram_style;
      golden::NodeAttributes& attributes = result.attributes[node.layer->name];
      attributes.res_type = node.res_type;
      attributes.ram_style = node.ram_style;
    }
    result.part = part_.name;
    result.use = total();
    result.budget = budget_;
    result.fits = is_within(result.use, budget_);
    simulate(result);
    result.meets_target = result.interval_cycles <= static_cast<double>(options_.target_cycles);
    return result;
  }

  void simulate(FoldSearchResult& result) const {
    timing::TimingGraph graph = make_timing_graph(golden::build_stage_graph(network_, result.folding), profile_);
    // FIFOs of a frame never hold anything up for long.
    for (auto& stream : graph.streams)
      stream.depth_words = static_cast<int>(std::max<std::int64_t>(2, 2 * stream.words_per_frame));
    timing::SimulationOptions simulation;
    simulation.frames = 6;
    const timing::SimulationResult run = simulate_maxplus(graph, simulation);
    if (run.deadlock) throw Error("internal", "the folded network deadlocks with FIFOs of two frames");
    result.interval_cycles = run.steady_interval_cycles;
    result.slowest = std::max_element(run.stages.begin(), run.stages.end(), [](const auto& a, const auto& b) {
                       return a.work_cycles < b.work_cycles;
                     })->name;
  }

  std::shared_ptr<const golden::Network> network_;
  const FoldSearchOptions& options_;
  const timing::Profile profile_;
  const golden::FpgaPart& part_;
  golden::DspBlock dsp_;
  golden::Folding base_;
  PartUse budget_, weight_{1, 1, 1, 1};
  std::vector<HardwareNode> nodes_;
  std::vector<Wire> wires_;
  std::vector<std::vector<std::size_t>> touching_;  ///< wires of each layer
  std::vector<std::vector<Candidate>> candidates_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

PartUse& PartUse::operator+=(const PartUse& more) {
  lut += more.lut;
  bram18 += more.bram18;
  uram += more.uram;
  dsp += more.dsp;
  return *this;
}

FoldSearchResult search_folding(std::shared_ptr<const golden::Network> network, const golden::Folding& base,
                                const FoldSearchOptions& options) {
  return Search(std::move(network), base, options).run();
}

}  // namespace weir::tools
