/// A simulation's result as JSON.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "golden/network/stage_graph.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/explain/steady_shares.hpp"

namespace weir::tools {

/// Cycles as a JSON number, without a fraction where there is none; null for 0, which stands for "not known".
nlohmann::ordered_json cycles_json(double cycles);
/// interval_cycles is the steady interval, null after a single frame; last_interval_cycles the one before the last
/// frame. busy, starved and backpressured are shares of one steady interval where `steady` has them ("shares_of":
/// "steady interval"), which sum to 1; else of the whole run, filling and draining included ("run").
nlohmann::ordered_json simulation_json(const timing::SimulationResult& result, double clk_mhz,
                                       const std::optional<timing::SteadyShares>& steady = std::nullopt);
nlohmann::ordered_json deadlock_json(const timing::Deadlock& deadlock);

}  // namespace weir::tools
