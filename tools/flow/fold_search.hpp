/// The cheapest folding found that reaches a rate on a part: every layer, window generators and pools included, is as
/// slow as the rate allows, and what it costs counts in the part's scarcest resource.
///
/// Cost: LUT, RAMB18, URAM and DSP by FINN's formulas (golden/finn), width converters included, each as a share of
/// what the part can use (parts.hpp), summed. A resource that does not suffice counts for more until it does; layers
/// then trade LUTs for DSPs and block RAM. Layers are chosen one by one and then against their neighbours' widths until
/// no single layer can do better: least found, not proven. The chosen folding is simulated; where its interval exceeds
/// the target, all layers get less time and the search begins again.
#pragma once
#include "tools/flow/fold_choices.hpp"

namespace weir::tools {

struct FoldSearchOptions {
  std::int64_t target_cycles = 0;  ///< most cycles per frame
  std::string profile;             ///< whose simulation judges; empty: that of the network's own hardware
  std::string fpga_part = golden::kDefaultPart;
};

struct FoldSearchResult {
  golden::Folding folding;
  golden::AttributeTable attributes;  ///< resType and ram_style
  std::string part;                   ///< as parts.hpp calls it
  PartUse use, budget;                ///< budget: what the part can use
  double interval_cycles = 0;         ///< simulated, with FIFOs deep enough
  std::string slowest;                ///< stage with most work
  bool meets_target = false;          ///< in simulation
  bool fits = false;                  ///< within the budget
};

/// Keeps of `base` what is no fold: widths at the network's boundary.
/// Throws Error fold-target if a layer is too slow with any folding (naming the fastest), unknown-part, or Errors
/// estimate-unsupported.
FoldSearchResult search_folding(std::shared_ptr<const golden::Network> network, const golden::Folding& base,
                                const FoldSearchOptions& options);

}  // namespace weir::tools
