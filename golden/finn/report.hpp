/// FINN's estimate reports of a folded network, keys and order as FINN writes them.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/finn/resources.hpp"

namespace weir::golden {

struct NetworkPerformance {
  std::int64_t critical_path_cycles = 0;  ///< largest sum of cycles along a path; stages overlap, so far too much
  std::int64_t max_cycles = 0;
  std::string max_cycles_node_name;  ///< the first of the slowest
  double throughput_fps = 0;         ///< 0 for a network that takes no cycles
  double latency_ns = 0;             ///< of the critical path
};

struct Estimate {
  std::vector<HardwareNode> nodes;   ///< in graph order
  std::vector<std::int64_t> cycles;  ///< of each node
  std::vector<Resources> resources;  ///< of each node
  std::vector<PassedNode> passed;    ///< between them, without resources and counts
  NetworkPerformance performance;
  DspBlock dsp = DspBlock::Dsp48E1;  ///< of the part
};

/// `network` must outlive the result.
Estimate estimate_network(const Network& network, const Folding& folding, const AttributeTable& attributes,
                          const std::string& fpga_part, double clk_ns);

/// estimate_layer_cycles.json
nlohmann::ordered_json layer_cycles_json(const Estimate& estimate);
/// estimate_layer_resources.json; "total" sums everything but efficiencies.
nlohmann::ordered_json layer_resources_json(const Estimate& estimate);
/// estimate_layer_config_alternatives.json: each node with its multipliers in DSPs and in LUTs, each window generator
/// with its buffer in block, distributed and ultra RAM; other nodes as they are.
nlohmann::ordered_json layer_config_alternatives_json(const Estimate& estimate);
/// estimate_network_performance.json
nlohmann::ordered_json network_performance_json(const NetworkPerformance& performance);
/// op_and_param_counts.json: MACs by operand widths, weights and thresholds by width; of matrix, vector and threshold
/// nodes. A matrix or vector unit's thresholds count once per row whatever their number, as in FINN.
nlohmann::ordered_json op_and_param_counts_json(const Estimate& estimate);

/// All five by their file names without ".json", in the order of FINN's step_generate_estimate_reports.
nlohmann::ordered_json estimate_reports(const Estimate& estimate);
/// Writes each as <folder>/<name>.json in Python's number text. The folder must exist.
void write_estimate_reports(const Estimate& estimate, const std::filesystem::path& folder);

}  // namespace weir::golden
