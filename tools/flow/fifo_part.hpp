/// FIFOs on a part: what its layers leave, and which memory each FIFO takes of it.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/finn/hardware_node.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/sizing/cost/ram_style.hpp"
#include "systemc/sizing/sizing.hpp"

namespace weir::tools {

struct FifoPlacement {
  std::string part;               ///< as golden/finn/parts.hpp calls it
  timing::RamUse usable;          ///< of the part; LUTs: those that can be memory
  timing::RamUse layers;          ///< by FINN's estimates, width converters included
  std::string no_estimate;        ///< why the layers count as nothing; "" if they do not
  bool do_layers_exceed = false;  ///< the usable part, before any FIFO
  timing::RamUse budget;          ///< what is left for FIFOs
  timing::RamChoice choice;
};

/// Usable is what the vendor advises to use at most (parts.hpp). `attributes`: of FINN's layers (memory styles).
/// Throws Error unknown-part.
FifoPlacement place_fifos(const timing::FifoSizing& sizing, const timing::TimingGraph& timing,
                          const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                          const std::string& part);

std::string placement_text(const FifoPlacement& placement);
nlohmann::ordered_json placement_json(const FifoPlacement& placement);

/// Writes the choice into a final_hw_config.json of `graph`: ram_style of its FIFOs, and FINN's impl_style that can
/// hold it. FIFOs that were not sized stay as they are.
void set_ram_styles(nlohmann::ordered_json& config, const golden::StageGraph& graph, const timing::FifoSizing& sizing,
                    const FifoPlacement& placement);

}  // namespace weir::tools
