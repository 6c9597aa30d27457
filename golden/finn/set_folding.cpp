#include "golden/finn/set_folding.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "golden/base/divisors.hpp"
#include "golden/base/joined.hpp"
#include "golden/finn/cycles.hpp"
#include "golden/network/fifos.hpp"

namespace weir::golden {

namespace {

/// One pass over all layers for one target.
class Pass {
 public:
  Pass(std::vector<HardwareNode>& nodes, std::int64_t target_cycles, int mvau_wwidth_max, bool is_plus)
      : nodes_(nodes), target_cycles_(target_cycles), mvau_wwidth_max_(mvau_wwidth_max), is_plus_(is_plus) {}

  /// Names of the nodes without rule.
  std::vector<std::string> run() {
    for (HardwareNode& node : nodes_) {
      const bool has_rule = std::visit(
          [&](const auto& kind) {
            if constexpr (requires { fold(kind, node); }) {
              fold(kind, node);
              return true;
            }
            if constexpr (requires { fold_joint(kind, node); })
              if (is_plus_) {
                fold_joint(kind, node);
                return true;
              }
            return false;
          },
          node.layer->kind);
      if (!has_rule) without_rule_.push_back(node.name);
    }
    return std::move(without_rule_);
  }

 private:
  bool is_fast(const HardwareNode& node) const {
    const std::int64_t cycles = exp_cycles(node);
    return cycles < target_cycles_ || (is_plus_ && cycles == target_cycles_);
  }

  /// The first divisor that is fast enough, else the largest.
  void optimize(HardwareNode& node, int LayerFolding::*attribute, std::int64_t most) const {
    for (const int value : divisors(most)) {
      node.folding.*attribute = value;
      if (is_fast(node)) return;
    }
  }

  void fold(const Mvau& m, HardwareNode& node) const {
    node.folding.PE = node.folding.SIMD = 1;
    for (const int simd : divisors(m.MW)) {
      const int previous = node.folding.SIMD;
      node.folding.SIMD = simd;
      if (is_fast(node)) break;
      if (m.weight.bits * simd <= mvau_wwidth_max_) continue;
      node.folding.SIMD = previous;
      break;
    }
    if (is_plus_ && node.backend == Backend::Hls && node.mem_mode == "internal_decoupled") return widen(m, node);
    optimize(node, &LayerFolding::PE, m.MH);
  }

  /// FINN+ keeps a stream of weights by HLS as narrow as Vitis' widest number.
  void widen(const Mvau& m, HardwareNode& node) const {
    constexpr std::int64_t kWidest = 8191;
    const auto stream_bits = [&](int PE) { return (std::int64_t{PE} * node.folding.SIMD * m.weight.bits + 7) / 8 * 8; };
    int previous = node.folding.PE = 1;
    for (const int PE : divisors(m.MH)) {
      node.folding.PE = PE;
      if (stream_bits(PE) > kWidest) {
        node.folding.PE = previous;
        return;
      }
      if (is_fast(node)) return;
      previous = PE;
    }
  }

  void fold(const AddStreams& a, HardwareNode& node) const { optimize(node, &LayerFolding::PE, a.channels); }
  void fold(const ChannelwiseOp& c, HardwareNode& node) const { optimize(node, &LayerFolding::PE, c.channels); }
  void fold(const DuplicateStreams& d, HardwareNode& node) const { optimize(node, &LayerFolding::PE, d.channels); }
  void fold(const AccumulatePool& p, HardwareNode& node) const { optimize(node, &LayerFolding::PE, p.channels); }
  void fold(const Thresholding& t, HardwareNode& node) const { optimize(node, &LayerFolding::PE, t.channels); }
  void fold(const LabelSelect& l, HardwareNode& node) const { optimize(node, &LayerFolding::PE, l.labels); }
  void fold(const DownSampler& d, HardwareNode& node) const { optimize(node, &LayerFolding::SIMD, d.channels); }
  void fold(const FmPadding& p, HardwareNode& node) const { optimize(node, &LayerFolding::SIMD, p.channels); }
  void fold(const PixelPadding& p, HardwareNode& node) const { optimize(node, &LayerFolding::SIMD, p.channels); }

  /// A depthwise window generator follows the node behind it.
  void fold(const SlidingWindow& s, HardwareNode& node) const {
    if (s.depthwise) return;
    node.parallel_window = false;
    optimize(node, &LayerFolding::SIMD, s.channels);
    node.parallel_window = node.folding.SIMD == s.channels && exp_cycles(node) > target_cycles_;
  }

  void fold(const Vvau& m, HardwareNode& node) const {
    node.folding.SIMD = 1;
    optimize(node, &LayerFolding::PE, m.channels);
    const std::int64_t kernel = m.kernel[0] * m.kernel[1];
    if (node.folding.PE == m.channels && exp_cycles(node) > target_cycles_) optimize(node, &LayerFolding::SIMD, kernel);
    fold_producer(node, kernel);
  }

  void fold(const Pool& p, HardwareNode& node) const {
    optimize(node, &LayerFolding::PE, p.channels);
    fold_producer(node, p.kernel[0] * p.kernel[1]);
  }

  /// Of streams of other widths: what divides all of them; here FINN+, too, wants fewer cycles than the target.
  void fold_joint(const Concat& c, HardwareNode& node) const { fold_common(c.channels, node); }
  void fold_joint(const Split& s, HardwareNode& node) const { fold_common(s.channels, node); }
  void fold_common(const std::vector<std::int64_t>& channels, HardwareNode& node) const {
    std::int64_t common = 0;
    for (const std::int64_t width : channels) common = std::gcd(common, width);
    for (const int SIMD : divisors(common)) {
      node.folding.SIMD = SIMD;
      if (exp_cycles(node) < target_cycles_) return;
    }
  }

  void fold_producer(const HardwareNode& node, std::int64_t kernel) const {
    const std::string& stream = node.layer->inputs.front();
    for (HardwareNode& other : nodes_) {
      const auto& outputs = other.layer->outputs;
      if (std::find(outputs.begin(), outputs.end(), stream) == outputs.end()) continue;
      if (!std::holds_alternative<SlidingWindow>(other.layer->kind)) break;
      other.folding.SIMD = node.folding.PE;
      other.parallel_window = node.folding.SIMD > 1;
      return;
    }
    if (kernel != 1)
      throw Error("folding-depthwise", node.layer->name + " has windows, but no window generator in front of it");
  }

  std::vector<HardwareNode>& nodes_;
  std::int64_t target_cycles_;
  int mvau_wwidth_max_;
  bool is_plus_;
  std::vector<std::string> without_rule_;
};

void take_over(const std::vector<HardwareNode>& nodes, AutoFolding& chosen) {
  for (const HardwareNode& node : nodes) {
    LayerFolding& folding = chosen.folding.layers[node.layer->name] = node.folding;
    folding.stated.erase(kStatedRelease);
    // Stated too, so that nothing is built or timed without it.
    folding.stated.erase("parallel_window");
    if (node.parallel_window) folding.stated["parallel_window"] = "1";
    chosen.attributes[node.layer->name].parallel_window = node.parallel_window;
  }
}

}  // namespace

std::span<const std::string> folding_releases() {
  static const std::string kReleases[] = {"0.10", kPlusRelease};
  return kReleases;
}

AutoFolding set_folding(const Network& network, const Folding& base, const SetFoldingOptions& options) {
  const auto releases = folding_releases();
  if (std::find(releases.begin(), releases.end(), options.release) == releases.end())
    throw Error("folding-release", "no rules of folding are known of release \"" + options.release + "\"", "",
                "legal: " + joined(releases, " "));
  Errors errors;
  validate(network, base, errors);  // what it does not choose stays
  errors.throw_if_any();
  AutoFolding chosen;
  chosen.target_cycles = static_cast<std::int64_t>(1e9 / options.clk_ns / options.target_fps);
  if (chosen.target_cycles < 1)
    throw Error("folding-target", "the target allows less than one cycle per frame", "",
                "lower the frames per second or the clock period");
  chosen.folding = base;
  // Depths and widths of streams belong to the folding that goes.
  chosen.folding.depths_words.clear();
  chosen.folding.stream_elements.clear();
  forget_fifos(chosen.folding);
  Folding released = base;
  state_release(options.release, network, released);
  std::vector<HardwareNode> nodes = hardware_nodes(network, released, {}, options.fpga_part);
  require_estimates(nodes);
  const auto fold = [&](std::int64_t target) {
    chosen.without_rule = Pass(nodes, target, options.mvau_wwidth_max, options.release == kPlusRelease).run();
    take_over(nodes, chosen);
    released = chosen.folding;
    state_release(options.release, network, released);
    chosen.performance =
        estimate_network(network, released, chosen.attributes, options.fpga_part, options.clk_ns).performance;
  };
  fold(chosen.target_cycles);
  if (options.two_pass_relaxation && chosen.performance.max_cycles > chosen.target_cycles)
    fold(chosen.performance.max_cycles);
  return chosen;
}

}  // namespace weir::golden
