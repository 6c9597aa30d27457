/// Every way to fold every layer of a network, with what each costs by FINN's formulas (golden/finn), and the width
/// converters between layers so folded. What `weir fold --method cheapest` and `weir explore` search in.
#pragma once
#include <functional>
#include <memory>

#include "golden/finn/hardware_node.hpp"
#include "golden/finn/parts.hpp"
#include "golden/finn/resources.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::tools {

struct PartUse {
  double lut = 0, bram18 = 0, uram = 0, dsp = 0;
  PartUse& operator+=(const PartUse& more);
  bool is_within(const PartUse& budget) const;
};
PartUse use_of(const golden::Resources& resources);
/// Of a part what the vendor advises to use at most.
PartUse usable(const golden::FpgaPart& part);
/// Layers and width converters of a folded network. Throws Errors estimate-unsupported.
PartUse layers_use(const golden::StageGraph& graph, const golden::AttributeTable& attributes, const std::string& part);

/// One way to fold a layer.
struct FoldCandidate {
  golden::HardwareNode node;
  PartUse use;
  std::int64_t cycles = 0;  ///< per frame of the layer by itself: of an elastic profile exactly, else FINN's estimate
  /// No hardware so folded takes fewer: a window generator passes its words on, the fill of its buffer overlaps.
  std::int64_t least_cycles = 0;
  std::int64_t in_elements = 1, out_elements = 1;  ///< per word, of every input and output
  std::int64_t words = 0;                          ///< per frame, through the first input and output
};

/// A candidate for each layer, by their numbers.
using Chosen = std::vector<std::size_t>;

class FoldChoices {
 public:
  /// `base` says what is no fold, widths at the network's boundary for one; it is kept. `with_parallel_windows`: also
  /// window generators that emit whole windows. Throws Error unknown-part, or Errors estimate-unsupported.
  FoldChoices(std::shared_ptr<const golden::Network> network, golden::Folding base, const timing::Profile& profile,
              const std::string& fpga_part, bool with_parallel_windows = false);

  const golden::Network& network() const { return *network_; }
  const golden::FpgaPart& part() const { return part_; }
  std::size_t layers() const { return candidates_.size(); }
  const std::vector<FoldCandidate>& of(std::size_t layer) const { return candidates_[layer]; }
  const FoldCandidate& at(const Chosen& chosen, std::size_t layer) const { return candidates_[layer][chosen[layer]]; }
  const golden::HardwareNode& base_node(std::size_t layer) const { return nodes_[layer]; }
  /// Leaves those of which `is_wanted` says so.
  void keep(std::size_t layer, const std::function<bool(const FoldCandidate&)>& is_wanted);
  /// How `base` is folded. A fold that is no candidate becomes one.
  Chosen own();
  /// The candidate of `layer` that is folded as `fold`.
  std::optional<std::size_t> find(std::size_t layer, const golden::HardwareNode& fold) const;

  PartUse total(const Chosen& chosen) const;
  /// Of the layer, with the converters at its ports.
  PartUse around(const Chosen& chosen, std::size_t layer) const;
  std::int64_t least_interval(const Chosen& chosen) const;

  /// A depthwise window generator has the width of the layer that takes its windows.
  bool follows_consumer(std::size_t layer) const;
  bool fits_consumer(const Chosen& chosen, std::size_t layer) const;
  /// Gives every depthwise window generator its consumer's width, if one of at most `allowed_cycles` has it.
  void follow_consumers(Chosen& chosen, std::int64_t allowed_cycles) const;

  golden::Folding folding(const Chosen& chosen) const;
  golden::AttributeTable attributes(const Chosen& chosen) const;

 private:
  /// Where a stream's two ends are, as layers; kOutside at the boundary.
  struct Wire {
    DataType type;
    int producer = golden::kOutside, consumer = golden::kOutside;
    std::int64_t boundary_elements = 0;  ///< at the end without a layer; 0: as the layer has it
  };

  void connect();
  void add_candidates(std::size_t layer, bool with_parallel_windows);
  void add_candidate(std::size_t layer, const golden::HardwareNode& node);
  std::int64_t cycles_of(const golden::HardwareNode& node) const;
  bool is_legal(const golden::HardwareNode& node) const;
  PartUse converter(const Wire& wire, const Chosen& chosen) const;

  std::shared_ptr<const golden::Network> network_;
  golden::Folding base_;
  const golden::FpgaPart& part_;
  golden::DspBlock dsp_;
  bool is_elastic_;
  std::vector<golden::HardwareNode> nodes_;
  std::vector<Wire> wires_;
  std::vector<std::vector<std::size_t>> touching_;  ///< wires of each layer
  std::vector<std::vector<FoldCandidate>> candidates_;
};

/// The cheapest choice found of which every layer takes at most `allowed_cycles`: a resource's share of `budget` counts
/// `weight` times. With `until_it_fits` what does not suffice counts for more until it does. Throws Error fold-target
/// if a layer is too slow with any folding, naming the fastest.
Chosen cheapest_choice(const FoldChoices& choices, std::int64_t allowed_cycles, const PartUse& budget, PartUse weight,
                       bool until_it_fits);

}  // namespace weir::tools
