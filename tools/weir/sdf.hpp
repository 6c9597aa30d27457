/// What weir import, simulate and fifo do when NETWORK is a graph of SDF3 (.xml).
#pragma once
#include "systemc/sdf/graph.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

struct SdfFifoOptions {
  std::int64_t target_interval = 0;  ///< 0: none
  std::string target_period;         ///< "N" or "N/D"; empty: none
  std::string front;                 ///< CSV file of --pareto-all
  std::string output;                ///< SDF3's XML with the rooms as channels
};

bool is_sdf3(const std::string& network);

/// Refuses what was given to the chosen command and means nothing for a graph of SDF3. `allowed`: names without dashes,
/// beside NETWORK, json, quiet and seed. Throws Error usage.
void require_sdf3_options(const Session& session, const Words& allowed);

int import_sdf3(const std::string& file, const std::string& output, const Session& session);
int simulate_sdf3(const std::string& file, const std::string& output, const Session& session);
int fifo_sdf3(const std::string& file, const SdfFifoOptions& options, const Session& session);

/// Computes and writes the complete front of `graph`, tells about it, and says whether it is complete.
bool write_front(const sdf::Graph& graph, const SdfFifoOptions& options, const Session& session);

}  // namespace weir::tools
