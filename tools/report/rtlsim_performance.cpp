#include "tools/report/rtlsim_performance.hpp"

namespace weir::tools {

nlohmann::ordered_json rtlsim_performance(const PerformanceRun& run) {
  const double hz = run.clk_mhz * 1e6;
  const double runtime_s = static_cast<double>(run.cycles) / hz;
  const double throughput = static_cast<double>(run.frames) / runtime_s;
  const std::int64_t steady_cycles = run.last_frame_done_cycle - run.first_frame_done_cycle;
  const double stable =
      steady_cycles > 0 ? static_cast<double>(run.frames - 1) * hz / static_cast<double>(steady_cycles) : throughput;
  return {{"N_IN_TXNS", run.input_words},
          {"N_OUT_TXNS", run.output_words},
          {"cycles", run.cycles},
          {"N", run.frames},
          {"latency_cycles", run.latency_cycles},
          {"runtime[ms]", runtime_s * 1e3},
          {"throughput[images/s]", throughput},
          {"fclk[mhz]", run.clk_mhz},
          {"stable_throughput[images/s]", stable},
          {"interval_cycles", run.interval_cycles},
          {"TIMEOUT", run.timed_out ? 1 : 0},
          {"UNFINISHED_INS", run.unfinished_inputs},
          {"UNFINISHED_OUTS", run.unfinished_outputs},
          {"RUNTIME_S", run.runtime_s}};
}

}  // namespace weir::tools
