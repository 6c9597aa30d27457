#include "tools/report/rtlsim_performance.hpp"

#include "golden/base/error.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

/// In FINN's order of operations.
double seconds(std::int64_t cycles, double clk_ns) { return static_cast<double>(cycles) * clk_ns * 1e-9; }

double per_second(std::int64_t frames, std::int64_t cycles, double clk_ns) {
  return static_cast<double>(frames) / seconds(cycles, clk_ns);
}

}  // namespace

PerformanceRun performance_of(const timing::TimingGraph& graph, const timing::SimulationResult& result, int frames,
                              double runtime_s) {
  PerformanceRun run;
  run.frames = frames;
  for (const timing::TimingStream& stream : graph.streams) {
    if (stream.producer == timing::kOutside) run.input_words += stream.words_per_frame * frames;
    if (stream.consumer == timing::kOutside) run.output_words += stream.words_per_frame * frames;
  }
  run.cycles = run.last_frame_done_cycle = result.cycles;
  run.latency_cycles = run.first_frame_done_cycle = result.latency_cycles;
  run.interval_cycles = result.interval_cycles;
  run.runtime_s = runtime_s;
  run.timed_out = result.deadlock.has_value();
  return run;
}

FinnSchema finn_schema(const std::string& name) {
  if (name == "v0.10") return FinnSchema::V010;
  if (name == "dev") return FinnSchema::Dev;
  throw Error("usage", "no schema of FINN is called \"" + name + "\"", "", "legal: v0.10, dev");
}

Json rtlsim_performance(const PerformanceRun& run, FinnSchema schema) {
  const double throughput = per_second(run.frames, run.cycles, run.clk_ns);
  Json json{{"N_IN_TXNS", run.input_words},
            {"N_OUT_TXNS", run.output_words},
            {"cycles", run.cycles},
            {"N", run.frames},
            {"latency_cycles", run.latency_cycles},
            {"runtime[ms]", seconds(run.cycles, run.clk_ns) * 1000},
            {"throughput[images/s]", throughput},
            {"fclk[mhz]", 1 / (run.clk_ns * 0.001)}};
  const char* stable = "stable_throughput[images/s]";
  if (schema == FinnSchema::V010) {
    const std::int64_t after_first = run.cycles - run.latency_cycles;
    json[stable] = run.frames > 1 && after_first > 0 ? per_second(run.frames, after_first, run.clk_ns) : throughput;
    return json;
  }
  const std::int64_t between = run.last_frame_done_cycle - run.first_frame_done_cycle;
  if (run.frames > 1 && between > 0) json[stable] = per_second(run.frames - 1, between, run.clk_ns);
  json["interval_cycles"] = run.interval_cycles;
  json["TIMEOUT"] = run.timed_out ? 1 : 0;
  json["UNFINISHED_INS"] = run.unfinished_inputs;
  json["UNFINISHED_OUTS"] = run.unfinished_outputs;
  json["RUNTIME_S"] = run.runtime_s;
  return json;
}

}  // namespace weir::tools
