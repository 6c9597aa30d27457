/// A simulation's result as JSON (design.md "simulate") and as a table for people.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "golden/network/stage_graph.hpp"
#include "systemc/engines/simulate.hpp"

namespace weir::tools {

/// Cycles as a JSON number, without a fraction where there is none; null for 0, which stands for "not known".
nlohmann::ordered_json cycles_json(double cycles);
/// interval_cycles is the steady interval, null after a single frame; last_interval_cycles the one before the last
/// frame.
nlohmann::ordered_json simulation_json(const timing::SimulationResult& result, double clk_mhz);
/// Stages with their shares, FIFOs with their peaks, latency and interval, or the deadlock.
std::string simulation_text(const golden::StageGraph& graph, const timing::SimulationResult& result, double clk_mhz);
/// The deadlock in the shape of a compiler's error: who waits for whom on what, and where the circle closes.
std::string deadlock_text(const timing::Deadlock& deadlock);
nlohmann::ordered_json deadlock_json(const timing::Deadlock& deadlock);

}  // namespace weir::tools
