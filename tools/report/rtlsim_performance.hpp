/// rtlsim_performance.json, in FINN's keys (facts of FINN v0.10 and dev): what a run of the RTL measured.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>

namespace weir::tools {

struct PerformanceRun {
  std::int64_t frames = 0;
  std::int64_t input_words = 0, output_words = 0;  ///< of all frames
  std::int64_t unfinished_inputs = 0, unfinished_outputs = 0;
  std::int64_t cycles = 0, latency_cycles = 0, interval_cycles = 0;
  std::int64_t first_frame_done_cycle = 0, last_frame_done_cycle = 0;
  double clk_mhz = 100.0;
  double runtime_s = 0.0;  ///< wall time of the simulation
  bool timed_out = false;
};

/// The keys of FINN v0.10 followed by those that FINN dev adds. stable_throughput is (N-1) frames over the time between
/// the first and the last frame's completion; with one frame there is none, and FINN's plain throughput stands in.
nlohmann::ordered_json rtlsim_performance(const PerformanceRun& run);

}  // namespace weir::tools
