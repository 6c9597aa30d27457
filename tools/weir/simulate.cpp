/// weir simulate: latency, interval, stalls and FIFO peaks, from SystemC and - where the stages have RTL - from the
/// Verilated RTL as well.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "golden/network/file.hpp"
#include "golden/network/model.hpp"
#include "systemc/memory/memory.hpp"
#include "systemc/profile/held_words.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/report/batch_report.hpp"
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
  int frames = 0;                ///< 0: as many as the profile's pipelines need to show their steady state
  double clk_mhz = 0;            ///< 0: the profile's, or kClockMhz
  double host_overhead_us = -1;  ///< below 0: the profile's, or none
  bool every_frame = false, with_memory = false;
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
constexpr double kClockMhz = 100.0;
constexpr std::int64_t kMostExplainedWords = 5000000;
constexpr std::size_t kMostCausesShown = 5;

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

timing::Batch run_engine(const timing::TimingGraph& graph, const SimulateOptions& options, const Session& session) {
  if (options.engine == "maxplus" && options.stalls == 0.0 && !options.every_frame)
    return simulate_batch(graph, options.frames);
  const timing::SimulationOptions simulation = simulation_options(options, session);
  return {options.engine == "maxplus" ? simulate_maxplus(graph, simulation) : simulate_systemc(graph, simulation),
          options.frames, 0, 0, 0};
}

/// Clock and host overhead: as asked for, else as the profile says.
void complete(SimulateOptions& options, const timing::Profile& profile) {
  const auto choose = [&](double& value, bool is_given, const char* name, double otherwise) {
    if (is_given) return;
    const timing::ProfileParameter* parameter = profile.find(name);
    value = parameter != nullptr ? parameter->value : otherwise;
  };
  choose(options.clk_mhz, options.clk_mhz != 0, "clock_mhz", kClockMhz);
  choose(options.host_overhead_us, options.host_overhead_us >= 0, "host_overhead_us", 0.0);
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

void print_cause(const Cause& cause, const Session& session) {
  for (std::size_t i = 0; i < std::min(cause.held.size(), kMostCausesShown); ++i)
    session.print("cause      " + explain(cause.held[i], cause.frames));
  if (cause.held.size() > kMostCausesShown)
    session.print(fmt::format("           and {} more streams of held words, in the JSON (--json or -o)",
                              cause.held.size() - kMostCausesShown));
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
  if (options.clk_mhz < 0) errors.add("usage", fmt::format("--clk-mhz is {}", options.clk_mhz), "", "legal: above 0");
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

/// Stages and FIFOs, with DMAs around them if asked for.
timing::TimingGraph timing_graph(const golden::StageGraph& graph, const timing::Profile& profile,
                                 const SimulateOptions& options) {
  timing::TimingGraph timing = make_timing_graph(graph, profile);
  if (!options.with_memory) return timing;
  const timing::Profile own = profile.for_network(graph.name);
  return attach_memory(std::move(timing), {own.value("memory.latency_cycles"), own.value("memory.bytes_per_cycle"),
                                           own.value("memory.burst_bytes"), own.value("memory.outstanding_bursts")});
}

/// What the caller of the accelerator sees, after the tables.
void print_batch(const SimulateOptions& options, const timing::Batch& batch, const Call& call,
                 const timing::Profile& profile, const std::vector<timing::Cure>& cures, const Session& session) {
  if (batch.result.deadlock) {
    if (!cures.empty()) session.print(cures_text(cures));
    return;
  }
  if (batch.period_frames != 0) session.print(period_text(batch));
  if (options.profile == kOwnProfile) return;
  session.print(
      fmt::format("batch      {} cycles   {} frames, first word in -> last word written", call.cycles, options.frames));
  session.print(call_text(call));
  if (const std::string calibrated = calibrated_text(profile); !calibrated.empty()) session.print(calibrated);
}

int simulate(SimulateOptions options, const Session& session) {
  const timing::Profile general = find_profile(options.profile);
  const bool is_rigid = general.pipeline == timing::Pipeline::Rigid;
  if (options.frames == 0) options.frames = is_rigid ? kFramesRigid : kFramesElastic;
  check(options);
  const golden::StageGraph graph = options.network.stage_graph(session);
  const timing::Profile profile = general.for_network(graph.name);
  complete(options, profile);
  const timing::TimingGraph timing = timing_graph(graph, general, options);
  const timing::Batch batch = run_engine(timing, options, session);
  const timing::SimulationResult& result = batch.result;
  const Cause cause = is_rigid ? find_cause(timing, options, session) : Cause{};
  std::vector<timing::Cure> cures;
  if (result.deadlock) cures = find_cures(timing, std::min(options.frames, kFramesElastic));
  const Call call{options.frames, result.batch_cycles, options.clk_mhz, options.host_overhead_us};
  Json json = simulation_json(result, options.clk_mhz);
  std::optional<Explanation> explanation;
  if (!result.deadlock && options.stalls == 0.0)
    explanation = explain(graph, timing, general, result, options.frames, options.clk_mhz);
  json["explanation"] = explanation ? explanation_json(*explanation) : Json(nullptr);
  std::optional<RtlMeasurement> rtl;
  if (!result.deadlock) rtl = run_rtl_if_there_is_any(graph, options, session);
  json["call"] = result.deadlock ? Json(nullptr) : call_json(call);
  json["period"] = period_json(batch);
  if (result.deadlock) json["deadlock"]["needs"] = cures_json(cures);
  json["engine"] = options.engine.empty() ? "systemc" : options.engine;
  json["profile"] = profile.name;
  json["calibrated"] = calibrated_json(profile);
  json["frames"] = options.frames;
  json["held_words"] = cause_json(cause);
  json["rtl"] = rtl ? rtl_json(*rtl) : Json(nullptr);
  if (!options.output.empty()) write_reports(options, json, rtl);
  if (session.json) session.print_json(json);
  session.print(simulation_text(graph, result, options.clk_mhz));
  if (explanation) session.print(explanation_text(*explanation));
  print_batch(options, batch, call, profile, cures, session);
  print_cause(cause, session);
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
      ->add_option(
          "--profile", options->profile,
          "hardware generator whose timing is meant: weir, finn-v0.10, finn-hlslib-2020, or a .json of that shape")
      ->capture_default_str();
  command->add_option("--engine", options->engine, "only this engine; without it SystemC and the Verilated RTL")
      ->check(CLI::IsMember({"systemc", "maxplus"}));
  command->add_option("--frames", options->frames, "frames, back to back (default 3, with rigid pipelines 30)");
  command->add_option("--clk-mhz", options->clk_mhz, "clock (default: the profile's, else 100)")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--host-overhead-us", options->host_overhead_us,
                   "what a call takes beside the accelerator's cycles (default: the profile's, else 0)")
      ->check(CLI::NonNegativeNumber);
  command->add_flag("--memory", options->with_memory,
                    "with the DMAs of inputs, streamed weights and outputs, and the profile's memory");
  command->add_flag(
      "--every-frame", options->every_frame,
      "run all frames of a long batch with maxplus, even those whose times a proven period gives exactly");
  command->add_option("--stalls", options->stalls, "probability per cycle that a source or sink pauses")
      ->check(CLI::Range(0.0, 0.99));
  command->add_option("-o,--output", options->output, "folder for simulation.json and rtlsim_performance.json");
  command->callback(
      [&session, options] { session.action = [&session, options] { return simulate(*options, session); }; });
}

}  // namespace weir::tools
