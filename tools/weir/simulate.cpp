/// weir simulate: latency, interval, stalls and FIFO peaks, from SystemC and - where the stages have RTL - from the
/// Verilated RTL as well.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "golden/network/file.hpp"
#include "golden/network/model.hpp"
#include "systemc/profile/held_words.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/report/explanation_report.hpp"
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
  int frames = 0;  ///< 0: as many as the profile's pipelines need to show their steady state
  double clk_mhz = 100.0;
  double stalls = 0.0;
  std::string output;
};

struct RtlMeasurement {
  std::int64_t cycles = 0, latency_cycles = 0, interval_cycles = 0;
  std::int64_t cycle_differences = 0;
  PerformanceRun performance;
};

constexpr const char* kOwnProfile = "weir";
constexpr int kFramesElastic = 3, kFramesRigid = 30;
constexpr std::int64_t kMostExplainedWords = 5000000;

/// A name of systemc/profile, or a file of the same shape.
timing::Profile find_profile(const std::string& name) {
  if (!name.ends_with(".json")) return timing::load_profile(name);
  return timing::parse_profile(read_text_file(name), name);
}

timing::SimulationOptions simulation_options(const SimulateOptions& options, const Session& session) {
  timing::SimulationOptions simulation;
  simulation.frames = options.frames;
  simulation.stalls = {options.stalls, session.seed};
  return simulation;
}

timing::SimulationResult run_engine(const timing::TimingGraph& graph, const SimulateOptions& options,
                                    const Session& session) {
  const timing::SimulationOptions simulation = simulation_options(options, session);
  return options.engine == "maxplus" ? simulate_maxplus(graph, simulation) : simulate_systemc(graph, simulation);
}

struct Cause {
  int frames = 0;
  std::vector<timing::HeldWords> held;
};

/// From a run of its own that keeps its transfers, no longer than memory allows.
Cause find_cause(const timing::TimingGraph& graph, const SimulateOptions& options, const Session& session) {
  std::int64_t words_per_frame = 0;
  for (const timing::TimingStream& stream : graph.streams) words_per_frame += stream.words_per_frame;
  timing::SimulationOptions simulation = simulation_options(options, session);
  simulation.frames = static_cast<int>(std::min<std::int64_t>(
      {options.frames, kFramesRigid, std::max<std::int64_t>(1, kMostExplainedWords / words_per_frame)}));
  simulation.record_transfers = true;
  return {simulation.frames, find_held_words(graph, simulation.frames, simulate_maxplus(graph, simulation))};
}

Json cause_json(const Cause& cause) {
  Json json = Json::array();
  for (const timing::HeldWords& held : cause.held)
    json.push_back({{"holder", held.holder},
                    {"stream", held.stream},
                    {"starved", held.starved},
                    {"released_by", held.released_by},
                    {"frames", cause.frames},
                    {"words", held.words},
                    {"starved_cycles", held.starved_cycles},
                    {"frame", held.frame},
                    {"word_in_frame", held.word_in_frame},
                    {"due_cycle", held.due_cycle},
                    {"written_cycle", held.written_cycle},
                    {"text", explain(held, cause.frames)}});
  return json;
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
  if (options.frames < 1) errors.add("usage", fmt::format("--frames is {}", options.frames), "", "legal: 1 or more");
  if (options.clk_mhz <= 0) errors.add("usage", fmt::format("--clk-mhz is {}", options.clk_mhz), "", "legal: above 0");
  errors.throw_if_any();
}

std::optional<RtlMeasurement> run_rtl_if_there_is_any(const golden::StageGraph& graph, const SimulateOptions& options,
                                                      const Session& session) {
  if (!options.engine.empty()) return std::nullopt;
  if (options.profile != kOwnProfile) {
    spdlog::info("note: no RTL run, because the RTL is that of profile {}", kOwnProfile);
    return std::nullopt;
  }
  const std::string missing = stage_without_rtl(graph);
  if (missing.empty()) return run_rtl(graph, options, session);
  spdlog::info("note: no RTL run, because stage {} has no HLS kernel", missing);
  return std::nullopt;
}

int simulate(SimulateOptions options, const Session& session) {
  const timing::Profile profile = find_profile(options.profile);
  const bool is_rigid = profile.pipeline == timing::Pipeline::Rigid;
  if (options.frames == 0) options.frames = is_rigid ? kFramesRigid : kFramesElastic;
  check(options);
  const golden::StageGraph graph = options.network.stage_graph(session);
  const timing::TimingGraph timing = make_timing_graph(graph, profile);
  const timing::SimulationResult result = run_engine(timing, options, session);
  const Cause cause = is_rigid ? find_cause(timing, options, session) : Cause{};
  Json json = simulation_json(result, options.clk_mhz);
  std::optional<Explanation> explanation;
  if (!result.deadlock && options.stalls == 0.0)
    explanation = explain(graph, timing, profile, result, options.frames, options.clk_mhz);
  json["explanation"] = explanation ? explanation_json(*explanation) : Json(nullptr);
  std::optional<RtlMeasurement> rtl;
  if (!result.deadlock) rtl = run_rtl_if_there_is_any(graph, options, session);
  json["engine"] = options.engine.empty() ? "systemc" : options.engine;
  json["profile"] = profile.name;
  json["frames"] = options.frames;
  json["held_words"] = cause_json(cause);
  json["rtl"] = rtl ? rtl_json(*rtl) : Json(nullptr);
  if (!options.output.empty()) write_reports(options, json, rtl);
  if (session.json) session.print_json(json);
  session.print(simulation_text(graph, result, options.clk_mhz));
  if (explanation) session.print(explanation_text(*explanation));
  if (is_rigid && !result.deadlock)
    session.print(fmt::format("batch      {} cycles   {} frames, first word in -> last word written",
                              result.batch_cycles, options.frames));
  for (const timing::HeldWords& held : cause.held) session.print("cause      " + explain(held, cause.frames));
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
  command
      ->add_option("--profile", options->profile,
                   "hardware generator whose timing is meant: weir, finn-hlslib-2020, or a .json file of that shape")
      ->capture_default_str();
  command->add_option("--engine", options->engine, "only this engine; without it SystemC and the Verilated RTL")
      ->check(CLI::IsMember({"systemc", "maxplus"}));
  command->add_option("--frames", options->frames, "frames, back to back (default 3, with rigid pipelines 30)");
  command->add_option("--clk-mhz", options->clk_mhz, "clock")->capture_default_str();
  command->add_option("--stalls", options->stalls, "probability per cycle that a source or sink pauses")
      ->check(CLI::Range(0.0, 0.99));
  command->add_option("-o,--output", options->output, "folder for simulation.json and rtlsim_performance.json");
  command->callback(
      [&session, options] { session.action = [&session, options] { return simulate(*options, session); }; });
}

}  // namespace weir::tools
