/// weir simulate: latency, interval, stalls and FIFO peaks, from SystemC and - where the stages have RTL - from the
/// Verilated RTL as well.
#include "tools/request/simulate.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "golden/base/file.hpp"
#include "tools/flow/report_flow.hpp"
#include "tools/report/annotated_onnx.hpp"
#include "tools/report/layers_csv.hpp"
#include "tools/report/perfetto.hpp"
#include "tools/report/simulation_screen.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/performance_file.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/sdf.hpp"
#include "tools/weir/terminal.hpp"
#include "tools/weir/vendor_note.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

void print_spread(const DepthSpread& spread, const Session& session) {
  session.print(fmt::format(
      "assumed    pipeline depths of {} layers by HLS, which the file does not state: latency {}..{}, "
      "interval {}..{} cycles (--pipeline-depths states them)",
      spread.stages.size(), spread.latency_low, spread.latency_high, spread.interval_low, spread.interval_high));
}

constexpr std::size_t kMostCausesShown = 5;

void print_cause(const Cause& cause, const Session& session) {
  for (std::size_t i = 0; i < std::min(cause.held.size(), kMostCausesShown); ++i)
    session.print("cause      " + explain(cause.held[i], cause.frames));
  if (cause.held.size() > kMostCausesShown)
    session.print(fmt::format("           and {} more streams of held words, in the JSON (--json or -o)",
                              cause.held.size() - kMostCausesShown));
}

void write_reports(const SimulateOptions& options, const Json& json, const SimulateOutcome& outcome) {
  const std::filesystem::path folder = options.output;
  write_text_file(folder / "simulation.json", json.dump(2) + "\n");
  write_performance(folder, outcome.rtl ? outcome.rtl->performance : outcome.performance, options.finn_schema);
}

/// What the caller of the accelerator sees, after the tables.
void print_batch(const SimulateOutcome& outcome, const Session& session) {
  if (outcome.batch.result.deadlock) return;
  if (outcome.batch.period_frames != 0) session.print(period_text(outcome.batch));
  if (outcome.profile.traits.has_rtl) return;
  session.print(fmt::format("batch      {} cycles   {} frames, first word in -> last word written", outcome.call.cycles,
                            outcome.call.frames));
  session.print(call_text(outcome.call));
  if (const std::string calibrated = calibrated_text(outcome.profile); !calibrated.empty()) session.print(calibrated);
}

/// Enough that the slices of a small network are exact.
constexpr int kTraceBuckets = 4000;

void write_views(const SimulateOptions& options, const golden::StageGraph& graph, const SimulateOutcome& outcome) {
  if (!options.csv.empty()) write_text_file(options.csv, layers_csv(graph, outcome));
  if (!options.onnx.empty()) write_text_file(options.onnx, annotated_onnx(graph, outcome));
  if (options.trace.empty()) return;
  const std::optional<timing::Timeline> timeline = timeline_of(graph, outcome, kTraceBuckets);
  if (!timeline)
    throw Error("no-trace", "the run has no way in time to trace", "--trace",
                "legal: 2 frames or more, without stalls, memory and deadlock, of 30 million words at most");
  write_text_file(options.trace, perfetto_trace(outcome.batch.result, *timeline,
                                                outcome.explanation ? outcome.explanation->circle : std::nullopt,
                                                outcome.request.clk_mhz, graph.name));
}

int simulate(SimulateOptions& options, const Session& session) {
  if (!options.output.empty()) create_output_folder(options.output);
  for (const std::string& file : {options.trace, options.csv, options.onnx})
    if (!file.empty()) require_writable(file);
  options.seed = session.seed;
  SimulateRequest request = request_of(options);
  const std::string profile = request.profile;
  const bool may_run_rtl = request.engine.empty() && (profile.empty() || timing::find_profile(profile).traits.has_rtl);
  golden::StageGraph graph = load_graph(options.network, session, may_run_rtl);
  state_depths(options, graph);
  note_wide_words(graph);
  request.clk_mhz = choose_clk_mhz(options.network, request.clk_mhz);
  request.profile = options.request.profile = choose_profile(profile, graph);
  request.progress = [&session](const std::string& text) { session.progress(text); };
  const SimulateOutcome outcome = simulate_network(graph, std::move(request));
  session.progress_done();
  if (const std::string note = outcome.profile.note_for(graph.name); !note.empty()) spdlog::info("note: {}", note);
  if (!outcome.no_rtl.empty() && !outcome.batch.result.deadlock)
    spdlog::info("note: no RTL run, because {}", outcome.no_rtl);
  const std::vector<Finding> guidance =
      find_guidance(graph, outcome, find_build(options.network), arguments_of(options.network));
  Json json = session.with_request(outcome_json(outcome));
  json["guidance"] = guidance_json(guidance);
  if (!options.output.empty()) write_reports(options, json, outcome);
  write_views(options, graph, outcome);
  if (session.json) session.print_json(json);
  session.print(simulation_screen(graph, outcome, guidance, screen_of_stdout(options.shows_all)));
  if (outcome.depths) print_spread(*outcome.depths, session);
  print_batch(outcome, session);
  print_cause(outcome.cause, session);
  const auto& rtl = outcome.rtl;
  if (rtl)
    session.print(
        fmt::format("RTL        latency {}, interval {:.10g} cycles (Verilated; {} cycle differences to SystemC)",
                    rtl->latency_cycles, rtl->interval_cycles, rtl->cycle_differences));
  return outcome.batch.result.deadlock || (rtl && rtl->cycle_differences != 0) ? kFinding : kFine;
}

int run_simulate(SimulateOptions& options, const Session& session) {
  const std::string& network = options.network.network;
  if (!is_sdf3(network)) return simulate(options, session);
  require_sdf3_options(session, {"output"});
  return simulate_sdf3(network, options.output, session);
}

}  // namespace

void add_simulate(CLI::App& app, Session& session) { add_command(app, session, &run_simulate); }

}  // namespace weir::tools
