/// weir simulate: latency, interval, stalls and FIFO peaks, from SystemC and - where the stages have RTL - from the
/// Verilated RTL as well.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "golden/base/file.hpp"
#include "golden/finn/pipeline_depths.hpp"
#include "tools/flow/report_flow.hpp"
#include "tools/flow/simulate_flow.hpp"
#include "tools/report/annotated_onnx.hpp"
#include "tools/report/layers_csv.hpp"
#include "tools/report/perfetto.hpp"
#include "tools/report/simulation_screen.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/performance_file.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/sdf.hpp"
#include "tools/weir/terminal.hpp"
#include "tools/weir/usage.hpp"
#include "tools/weir/vendor_note.hpp"
#include "tools/weir/world_options.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct SimulateOptions {
  NetworkOptions network;
  SimulateRequest request;
  bool explains_all = false, shows_all = false;
  std::string output, finn_schema = "dev", trace, csv, onnx;
  std::string depths;
};

/// FILE, or FILE#BUILD.
void state_depths(const std::string& option, golden::StageGraph& graph) {
  const auto at = option.rfind('#');
  const bool has_build = at != std::string::npos;
  golden::state_pipeline_depths(std::filesystem::path(option.substr(0, at)), has_build ? option.substr(at + 1) : "",
                                graph);
}

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

int simulate(const SimulateOptions& options, const Session& session) {
  if (!options.output.empty()) create_output_folder(options.output);
  for (const std::string& file : {options.trace, options.csv, options.onnx})
    if (!file.empty()) require_writable(file);
  const std::string& profile = options.request.profile;
  const bool may_run_rtl =
      options.request.engine.empty() && (profile.empty() || timing::find_profile(profile).traits.has_rtl);
  golden::StageGraph graph = options.network.stage_graph(session, may_run_rtl);
  if (!options.depths.empty()) state_depths(options.depths, graph);
  note_wide_words(graph);
  SimulateRequest request = options.request;
  request.clk_mhz = options.network.choose_clk_mhz(request.clk_mhz);
  request.profile = choose_profile(profile, graph);
  if (options.explains_all) request.effort = Effort::Whole;
  request.stalls.seed = request.world.seed = session.seed;
  request.progress = [&session](const std::string& text) { session.progress(text); };
  const SimulateOutcome outcome = simulate_network(graph, std::move(request));
  session.progress_done();
  if (const std::string note = outcome.profile.note_for(graph.name); !note.empty()) spdlog::info("note: {}", note);
  if (!outcome.no_rtl.empty() && !outcome.batch.result.deadlock)
    spdlog::info("note: no RTL run, because {}", outcome.no_rtl);
  const std::vector<Finding> guidance =
      find_guidance(graph, outcome, options.network.find_build(), options.network.arguments());
  Json json = outcome_json(outcome);
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

}  // namespace

void add_simulate(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("simulate", "latency, interval, stalls and FIFO peaks of the whole network");
  auto options = std::make_shared<SimulateOptions>();
  options->network.add_to(*command);
  add_profile_to(*command, options->request.profile);
  command->add_option("--pipeline-depths", options->depths,
                      "iterations in flight of FINN's layers by HLS: a JSON file, or FILE#BUILD");
  command->add_option("--engine", options->request.engine, "only this engine; without it SystemC and the Verilated RTL")
      ->check(CLI::IsMember({"systemc", "maxplus"}));
  command->add_option("--frames", options->request.frames, "frames, back to back (default 3, with rigid pipelines 30)")
      ->check(frame_count());
  command->add_option("--clk-mhz", options->request.clk_mhz, "clock (default: the profile's, else 100)")
      ->check(clock_mhz());
  command
      ->add_option("--host-overhead-us", options->request.host_overhead_us,
                   "what a call takes beside the accelerator's cycles (default: the profile's, else 0)")
      ->check(overhead_us());
  command->add_flag("--explain", options->explains_all,
                    "explain large networks, too: critical circle, first frame's way, larger folds");
  command->add_flag("--all", options->shows_all, "every row of every table, not those that matter");
  command->add_flag("--memory", options->request.with_memory,
                    "with the DMAs of inputs, streamed weights and outputs, and the profile's memory");
  command->add_flag(
      "--every-frame", options->request.every_frame,
      "run all frames of a long batch with maxplus, even those whose times a proven period gives exactly");
  command
      ->add_option("--stalls", options->request.stalls.probability,
                   "probability per cycle that a source or sink pauses")
      ->check(stall_probability());
  add_world(*command, options->request.world);
  add_finn_schema(*command, options->finn_schema);
  command->add_option("--trace", options->trace, "Perfetto trace to write: slices per stage, fill per FIFO");
  command->add_option("--onnx", options->onnx,
                      "the stages as an ONNX model to write, with cycles and shares, for Netron");
  command->add_option("--csv", options->csv, "table per layer to write");
  command->add_option("-o,--output", options->output, "folder for simulation.json and rtlsim_performance.json");
  command->callback([&session, options, command] {
    const bool is_graph = is_sdf3(options->network.network);
    if (is_graph) require_sdf3_options(*command, {"output"});
    session.action = [&session, options, is_graph] {
      return is_graph ? simulate_sdf3(options->network.network, options->output, session) : simulate(*options, session);
    };
  });
}

}  // namespace weir::tools
