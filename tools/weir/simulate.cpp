/// weir simulate: latency, interval, stalls and FIFO peaks, from SystemC and - where the stages have RTL - from the
/// Verilated RTL as well.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "golden/network/file.hpp"
#include "golden/network/model.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/report/rtlsim_performance.hpp"
#include "tools/report/simulation_report.hpp"
#include "tools/weir/network_options.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct SimulateOptions {
  NetworkOptions network;
  std::string profile = "weir";
  std::string engine;
  int frames = 3;
  double clk_mhz = 100.0;
  double stalls = 0.0;
  std::string output;
};

struct RtlMeasurement {
  std::int64_t cycles = 0, latency_cycles = 0, interval_cycles = 0;
  std::int64_t cycle_differences = 0;
  PerformanceRun performance;
};

timing::SimulationResult run_engine(const golden::StageGraph& graph, const SimulateOptions& options,
                                    const Session& session) {
  timing::SimulationOptions simulation;
  simulation.frames = options.frames;
  simulation.stalls = {options.stalls, session.seed};
  return options.engine == "maxplus" ? simulate_maxplus(graph, simulation) : simulate_systemc(graph, simulation);
}

std::optional<RtlMeasurement> run_rtl(const golden::StageGraph& graph, const SimulateOptions& options,
                                      const Session& session) {
  CosimRequest request;
  request.frames = golden::random_frames(*graph.network, options.frames, session.seed);
  request.stalls = {options.stalls, session.seed};
  request.progress = [&session](const std::string& text) { session.progress(text); };
  const CosimOutcome outcome = cosimulate(graph, request);
  session.progress_done();
  RtlMeasurement measured;
  measured.cycles = outcome.result.cycles_rtl;
  measured.latency_cycles = outcome.result.latency_cycles;
  measured.interval_cycles = outcome.result.interval_cycles;
  measured.cycle_differences = outcome.result.cycle_differences;
  measured.performance = outcome.performance;
  measured.performance.clk_mhz = options.clk_mhz;
  return measured;
}

Json rtl_json(const RtlMeasurement& rtl) {
  return {{"cycles", rtl.cycles},
          {"latency_cycles", rtl.latency_cycles},
          {"interval_cycles", rtl.interval_cycles},
          {"cycle_differences", rtl.cycle_differences}};
}

void write_reports(const SimulateOptions& options, const Json& json, const std::optional<RtlMeasurement>& rtl) {
  create_output_folder(options.output);
  const std::filesystem::path folder = options.output;
  write_text_file(folder / "simulation.json", json.dump(2) + "\n");
  if (rtl) write_text_file(folder / "rtlsim_performance.json", rtlsim_performance(rtl->performance).dump(2) + "\n");
}

void check(const SimulateOptions& options) {
  Errors errors;
  if (options.profile != "weir")
    errors.add("unknown-profile", "there is no timing profile \"" + options.profile + "\"", "", "legal: weir");
  if (options.frames < 1) errors.add("usage", fmt::format("--frames is {}", options.frames), "", "legal: 1 or more");
  if (options.clk_mhz <= 0) errors.add("usage", fmt::format("--clk-mhz is {}", options.clk_mhz), "", "legal: above 0");
  errors.throw_if_any();
}

int simulate(const SimulateOptions& options, const Session& session) {
  check(options);
  const golden::StageGraph graph = options.network.stage_graph(session);
  const timing::SimulationResult result = run_engine(graph, options, session);
  Json json = simulation_json(result, options.clk_mhz);
  std::optional<RtlMeasurement> rtl;
  if (options.engine.empty() && !result.deadlock) {
    if (const std::string missing = stage_without_rtl(graph); missing.empty())
      rtl = run_rtl(graph, options, session);
    else
      spdlog::info("note: no RTL run, because stage {} has no HLS kernel", missing);
  }
  json["engine"] = options.engine.empty() ? "systemc" : options.engine;
  json["profile"] = options.profile;
  json["rtl"] = rtl ? rtl_json(*rtl) : Json(nullptr);
  if (!options.output.empty()) write_reports(options, json, rtl);
  if (session.json) session.print_json(json);
  session.print(simulation_text(graph, result, options.clk_mhz));
  if (rtl)
    session.print(fmt::format("RTL        latency {}, interval {} cycles (Verilated; {} cycle differences to SystemC)",
                              rtl->latency_cycles, rtl->interval_cycles, rtl->cycle_differences));
  session.print("again:     " + session.command_line);
  return result.deadlock || (rtl && rtl->cycle_differences != 0) ? kFinding : kFine;
}

}  // namespace

void add_simulate(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("simulate", "latency, interval, stalls and FIFO peaks of the whole network");
  auto options = std::make_shared<SimulateOptions>();
  options->network.add_to(*command);
  command->add_option("--profile", options->profile, "hardware generator whose timing is meant")->capture_default_str();
  command->add_option("--engine", options->engine, "only this engine; without it SystemC and the Verilated RTL")
      ->check(CLI::IsMember({"systemc", "maxplus"}));
  command->add_option("--frames", options->frames, "frames, back to back")->capture_default_str();
  command->add_option("--clk-mhz", options->clk_mhz, "clock")->capture_default_str();
  command->add_option("--stalls", options->stalls, "probability per cycle that a source or sink pauses")
      ->check(CLI::Range(0.0, 0.99));
  command->add_option("-o,--output", options->output, "folder for simulation.json and rtlsim_performance.json");
  command->callback(
      [&session, options] { session.action = [&session, options] { return simulate(*options, session); }; });
}

}  // namespace weir::tools
