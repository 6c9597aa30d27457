#include "golden/finn/target.hpp"

#include <algorithm>
#include <charconv>

#include "golden/finn/hardware_node.hpp"

namespace weir::golden {

namespace {

constexpr const char* kCoreStages = "core_stages";
constexpr double kDefaultClk_ns = 10;

/// Cycles of an RTL unit's chain of DSP58, cut into segments that the clock lets pass in one: FINN 0.10's
/// _resolve_segment_len, and two more of its ends.
std::int64_t dsp58_stages(int SIMD, double clk_ns) {
  constexpr double kFirst_ns = 0.741, kNext_ns = 0.605;
  const std::int64_t chain = (SIMD + 2) / 3;
  const auto reach = static_cast<std::int64_t>((clk_ns - kFirst_ns) / kNext_ns + 1);
  const std::int64_t segment = std::clamp<std::int64_t>(reach, 1, chain);
  return 2 + (chain + segment - 1) / segment;
}

std::string decimal_of(double number) {
  char text[32];
  const auto [end, error] = std::to_chars(std::begin(text), std::end(text), number);
  return {text, end};
}

bool is_unit(const LayerKind& kind) { return std::holds_alternative<Mvau>(kind) || std::holds_alternative<Vvau>(kind); }

void state_clk(const Target& target, Implementation& made) {
  if (target.clk_ns > 0) made.attributes.emplace(kTargetClk, decimal_of(target.clk_ns));
}

void state_dsps(const Target& target, const LayerKind& kind, int SIMD, Implementation& made) {
  if (target.part.empty() || !is_unit(kind) || made.backend == Backend::Hls) return;
  if (dsp_block(target.part) != DspBlock::Dsp58) return;
  const double clk_ns = stated_clk_ns(made);
  made.attributes.emplace(kCoreStages, std::to_string(dsp58_stages(SIMD, clk_ns > 0 ? clk_ns : kDefaultClk_ns)));
}

}  // namespace

void state_target(const Target& target, FoldedNetwork& network) {
  for (auto& [name, made] : network.folding.implementations) {
    if (made.generator.empty()) continue;
    state_clk(target, made);
    if (const Layer* layer = network.network->find_layer(name))
      state_dsps(target, layer->kind, network.folding.of(name).SIMD, made);
  }
}

void state_target(const Target& target, StageGraph& graph) {
  for (Stage& stage : graph.stages) {
    state_clk(target, stage.implementation);
    if (!target.part.empty()) stage.implementation.attributes.erase(kCoreStages);
    state_dsps(target, stage.kind, stage.folding.SIMD, stage.implementation);
  }
}

double stated_clk_ns(const Implementation& implementation) {
  const std::string text = implementation.attribute(kTargetClk);
  double clk_ns = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), clk_ns);
  return error == std::errc() && end == text.data() + text.size() ? clk_ns : 0;
}

}  // namespace weir::golden
