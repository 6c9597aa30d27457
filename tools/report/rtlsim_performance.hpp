/// rtlsim_performance.json in FINN's keys: what a run of the RTL, or of its cycle-accurate model, measured.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>

#include "systemc/engines/simulate.hpp"

namespace weir::tools {

struct PerformanceRun {
  std::int64_t frames = 0;
  std::int64_t input_words = 0, output_words = 0;  ///< of all frames
  std::int64_t unfinished_inputs = 0, unfinished_outputs = 0;
  std::int64_t cycles = 0, latency_cycles = 0, interval_cycles = 0;
  std::int64_t first_frame_done_cycle = 0, last_frame_done_cycle = 0;
  double clk_ns = 10.0;
  double runtime_s = 0.0;  ///< wall time of the simulation
  bool timed_out = false;
};

/// Cycles, words and frames of a simulation; cycles count from the first after reset.
PerformanceRun performance_of(const timing::TimingGraph& graph, const timing::SimulationResult& result, int frames,
                              double runtime_s);

/// V010: the nine keys of FINN v0.10, with its stable_throughput: N frames over the cycles after the first frame, which
/// is N/(N-1) too much, and for one frame the plain throughput, which the latency decides. Dev: FINN dev's further
/// keys, and stable_throughput as dev corrected it (its pull request 1632): N-1 frames between the first and the last
/// frame's completion; with one frame there is no such time, and the key is left out.
enum class FinnSchema { V010, Dev };

/// "v0.10" or "dev".
FinnSchema finn_schema(const std::string& name);

/// Computed as FINN computes them, so that python_json() writes the same digits.
nlohmann::ordered_json rtlsim_performance(const PerformanceRun& run, FinnSchema schema);

}  // namespace weir::tools
