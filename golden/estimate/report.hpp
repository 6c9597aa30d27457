/// FINN's estimate reports of a folded network, keys and order as FINN writes them.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/estimate/resources.hpp"

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
  NetworkPerformance performance;
};

/// `network` must outlive the result.
Estimate estimate_network(const Network& network, const Folding& folding, const AttributeTable& attributes,
                          const std::string& fpga_part, double clk_ns);

/// estimate_layer_cycles.json
nlohmann::ordered_json layer_cycles_json(const Estimate& estimate);
/// estimate_layer_resources.json; "total" sums everything but efficiencies.
nlohmann::ordered_json layer_resources_json(const Estimate& estimate);
/// estimate_network_performance.json
nlohmann::ordered_json network_performance_json(const NetworkPerformance& performance);
/// op_and_param_counts.json: MACs by operand widths, weights and thresholds by width; of matrix, vector and threshold
/// nodes. A matrix or vector unit's thresholds count once per row whatever their number, as in FINN.
nlohmann::ordered_json op_and_param_counts_json(const Estimate& estimate);

}  // namespace weir::golden
