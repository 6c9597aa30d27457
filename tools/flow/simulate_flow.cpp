#include "tools/flow/simulate_flow.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>

#include "golden/model/model.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/memory/memory.hpp"
#include "tools/report/explanation_report.hpp"
#include "tools/report/simulation_report.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostCauseFrames = 30, kMostCureFrames = 3, kMostSpreadFrames = 4;
constexpr std::int64_t kMostExplainedWords = 5000000;

timing::SimulationOptions simulation_options(const SimulateRequest& request) {
  timing::SimulationOptions simulation;
  simulation.frames = request.frames;
  simulation.stalls = request.stalls;
  simulation.stop = request.stop;
  return simulation;
}

timing::Batch run_engine(const timing::TimingGraph& graph, const SimulateRequest& request) {
  const bool is_maxplus = request.engine == "maxplus";
  if (is_maxplus && request.stalls.probability == 0.0 && !request.every_frame)
    return simulate_batch(graph, request.frames, request.stop);
  const timing::SimulationOptions simulation = simulation_options(request);
  return {is_maxplus ? simulate_maxplus(graph, simulation) : simulate_systemc(graph, simulation), request.frames, 0, 0,
          0};
}

/// Clock and host overhead: as asked for, else as the profile says.
void complete(SimulateRequest& request, const timing::Profile& profile) {
  if (request.clk_mhz == 0) request.clk_mhz = profile.clock_mhz();
  const timing::ProfileParameter* overhead = profile.find("host_overhead_us");
  if (request.host_overhead_us < 0) request.host_overhead_us = overhead != nullptr ? overhead->value : 0.0;
}

/// From a run of its own that keeps its transfers, no longer than memory allows.
Cause find_cause(const timing::TimingGraph& graph, const SimulateRequest& request) {
  std::int64_t words_per_frame = 0;
  for (const timing::TimingStream& stream : graph.streams) words_per_frame += stream.words_per_frame;
  timing::SimulationOptions simulation = simulation_options(request);
  simulation.frames = static_cast<int>(std::min<std::int64_t>(
      {request.frames, kMostCauseFrames, std::max<std::int64_t>(1, kMostExplainedWords / words_per_frame)}));
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

std::optional<RtlMeasurement> run_rtl(const golden::StageGraph& graph, const SimulateRequest& request) {
  CosimRequest cosim;
  cosim.frames = golden::random_frames(*graph.network, request.frames, request.stalls.seed);
  cosim.stalls = request.stalls;
  cosim.progress = request.progress;
  cosim.stop = request.stop;
  const CosimOutcome outcome = cosimulate(graph, cosim);
  rtl::throw_if_compiler_fault(outcome.result);
  RtlMeasurement measured;
  measured.cycles = outcome.result.cycles_rtl;
  measured.latency_cycles = outcome.result.latency_cycles;
  measured.interval_cycles = outcome.result.steady_interval_cycles;
  measured.cycle_differences = outcome.result.cycle_differences;
  measured.performance = outcome.performance;
  measured.performance.clk_ns = 1000.0 / request.clk_mhz;
  return measured;
}

Json rtl_json(const RtlMeasurement& rtl) {
  return {{"cycles", rtl.cycles},
          {"latency_cycles", rtl.latency_cycles},
          {"interval_cycles", cycles_json(rtl.interval_cycles)},
          {"cycle_differences", rtl.cycle_differences}};
}

void check(const SimulateRequest& request) {
  Errors errors;
  const auto refuse = [&](bool is_wrong, const std::string& what, const char* legal) {
    if (is_wrong) errors.add("usage", what, "", legal);
  };
  refuse(request.frames < 1, fmt::format("frames is {}", request.frames), "legal: 1 or more");
  refuse(request.clk_mhz < 0, fmt::format("clk_mhz is {}", request.clk_mhz), "legal: above 0");
  refuse(!request.engine.empty() && request.engine != "systemc" && request.engine != "maxplus",
         fmt::format("engine is \"{}\"", request.engine), "legal: systemc, maxplus");
  refuse(!(request.stalls.probability >= 0 && request.stalls.probability <= 0.99),
         fmt::format("stalls is {}", request.stalls.probability), "legal: 0 to 0.99");
  refuse(request.with_memory && !request.world.is_even(), "the memory has DMAs of its own",
         "legal: either a memory, or input patterns and DMA stalls");
  errors.throw_if_any();
}

bool is_on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
  return false;
}

/// Of a machine that has Weir alone: what an RTL run would need; empty if all is there.
std::string missing_program() {
  const bool has_own = std::getenv("WEIR_VERILATOR") != nullptr;
  for (const char* program : {"clang++-19", "g++", "make", "verilator"})
    if (!is_on_path(program) && !(has_own && std::string(program) == "verilator")) return program;
  return "";
}

/// Why there is no RTL to run; empty if there is.
std::string missing_rtl(const golden::StageGraph& graph, const timing::Traits& traits, const SimulateRequest& request) {
  if (!request.world.is_even()) return "its test bench knows neither input patterns nor DMA stalls";
  if (!traits.has_rtl) return fmt::format("there is no RTL of profile {}", request.profile);
  const std::string stage = stage_without_rtl(graph);
  if (!stage.empty()) return fmt::format("stage {} has no HLS kernel", stage);
  const std::string program = missing_program();
  return program.empty() ? "" : program + " is not installed";
}

/// Stages and FIFOs, with DMAs around them if asked for.
timing::TimingGraph timing_graph(const golden::StageGraph& graph, const timing::Profile& profile,
                                 const SimulateRequest& request) {
  timing::TimingGraph timing = make_timing_graph(graph, profile);
  surround(timing, request.world);
  if (!request.with_memory) return timing;
  const timing::Profile own = profile.for_network(graph.name);
  return attach_memory(std::move(timing), {own.value("memory.latency_cycles"), own.value("memory.bytes_per_cycle"),
                                           own.value("memory.burst_bytes"), own.value("memory.outstanding_bursts")});
}

/// Runs with the least and the most depths; nothing where all are stated.
std::optional<DepthSpread> find_spread(const golden::StageGraph& graph, const timing::Profile& profile,
                                       const SimulateRequest& request) {
  timing::AssumedDepths assumed = assumed_depths(graph, profile);
  if (assumed.stages.empty()) return std::nullopt;
  timing::SimulationOptions options;
  options.frames = std::min(request.frames, kMostSpreadFrames);
  options.stop = request.stop;
  const auto run = [&](timing::TimingGraph& timing) {
    surround(timing, request.world);
    return simulate_maxplus(timing, options);
  };
  const timing::SimulationResult a = run(assumed.low), b = run(assumed.high);
  return DepthSpread{std::move(assumed.stages), std::min(a.latency_cycles, b.latency_cycles),
                     std::max(a.latency_cycles, b.latency_cycles), std::min(a.interval_cycles, b.interval_cycles),
                     std::max(a.interval_cycles, b.interval_cycles)};
}

Json spread_json(const std::optional<DepthSpread>& spread) {
  if (!spread) return nullptr;
  return {{"stages", spread->stages},
          {"latency_cycles", {spread->latency_low, spread->latency_high}},
          {"interval_cycles", {spread->interval_low, spread->interval_high}}};
}

}  // namespace

SimulateOutcome simulate_network(const golden::StageGraph& graph, SimulateRequest request) {
  request.profile = timing::choose_profile(request.profile, graph);
  const timing::Profile general = timing::find_profile(request.profile);
  if (request.frames == 0) request.frames = general.traits.frames;
  check(request);
  SimulateOutcome outcome;
  outcome.profile = general.for_network(graph.name);
  complete(request, outcome.profile);
  const timing::TimingGraph timing = timing_graph(graph, general, request);
  const auto start = std::chrono::steady_clock::now();
  outcome.batch = run_engine(timing, request);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  outcome.performance = performance_of(timing, outcome.batch.result, request.frames, elapsed.count());
  outcome.performance.clk_ns = 1000.0 / request.clk_mhz;
  const timing::SimulationResult& result = outcome.batch.result;
  const bool holds_words = general.pipeline == timing::Pipeline::Rigid;
  if (holds_words && request.with_explanation) outcome.cause = find_cause(timing, request);
  if (result.deadlock && request.with_explanation)
    outcome.cures = find_cures(timing, std::min(request.frames, kMostCureFrames));
  outcome.call = {request.frames, result.batch_cycles, request.clk_mhz, request.host_overhead_us};
  const bool is_free = request.stalls.probability == 0.0 && request.world.is_even();
  if (request.with_explanation && !result.deadlock && is_free)
    outcome.explanation = explain(graph, timing, general, result, request.frames, request.clk_mhz, request.effort);
  if (request.with_explanation && is_free) outcome.steady = timing::steady_shares(timing, result, request.stop);
  for (const timing::TimingStream& stream : timing.streams)
    outcome.fifo_cost += timing::fifo_cost(stream.depth_words, stream);
  if (!result.deadlock && is_free) outcome.depths = find_spread(graph, general, request);
  if (request.engine.empty()) outcome.no_rtl = missing_rtl(graph, general.traits, request);
  if (request.engine.empty() && outcome.no_rtl.empty() && !result.deadlock) outcome.rtl = run_rtl(graph, request);
  outcome.request = std::move(request);
  return outcome;
}

nlohmann::ordered_json outcome_json(const SimulateOutcome& outcome) {
  const SimulateRequest& request = outcome.request;
  const timing::SimulationResult& result = outcome.batch.result;
  Json json = simulation_json(result, request.clk_mhz, outcome.steady);
  json["explanation"] = outcome.explanation ? explanation_json(*outcome.explanation) : Json(nullptr);
  json["call"] = result.deadlock ? Json(nullptr) : call_json(outcome.call);
  json["period"] = period_json(outcome.batch);
  if (result.deadlock) json["deadlock"]["needs"] = cures_json(outcome.cures);
  json["engine"] = request.engine.empty() ? "systemc" : request.engine;
  json["profile"] = outcome.profile.name;
  json["calibrated"] = calibrated_json(outcome.profile);
  json["frames"] = request.frames;
  json["held_words"] = cause_json(outcome.cause);
  json["assumed_pipeline_depths"] = spread_json(outcome.depths);
  json["rtl"] = outcome.rtl ? rtl_json(*outcome.rtl) : Json(nullptr);
  return json;
}

}  // namespace weir::tools
