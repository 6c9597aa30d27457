/// weir bench: the accelerator's synthetic benchmark, simulated.
#include "tools/flow/bench_flow.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/usage.hpp"

namespace weir::tools {

namespace {

struct BenchOptions {
  NetworkOptions network;
  BenchRequest request;
  int reps = 100;
};

int bench(BenchOptions options, const Session& session) {
  options.request.progress = [&session](const std::string& text) { session.progress(text); };
  const golden::StageGraph graph = options.network.stage_graph(session);
  options.request.profile = choose_profile(options.request.profile, graph);
  const BenchOutcome outcome = bench_network(graph, options.request);
  session.progress_done();
  nlohmann::ordered_json json = bench_json(outcome);
  for (auto& batch : json["batches"]) batch["total_s"] = batch["latency_ms"].get<double>() / 1000 * options.reps;
  json["reps"] = options.reps;
  if (session.json) session.print_json(json);
  session.print(graph.name);
  session.print(bench_text(outcome));
  if (const std::string calibrated = calibrated_text(outcome.profile); !calibrated.empty()) session.print(calibrated);
  return kFine;
}

}  // namespace

void add_bench(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("bench", "the accelerator's synthetic benchmark, simulated: latency, FPS, watts");
  auto options = std::make_shared<BenchOptions>();
  options->network.add_to(*command);
  command->add_option("--bs", options->request.batch_sizes, "batch sizes, such as 1,10,100")
      ->delimiter(',')
      ->check(frame_count())
      ->capture_default_str();
  command->add_option("--reps", options->reps, "calls; they are alike, so this changes the total time only")
      ->check(frame_count())
      ->capture_default_str();
  add_profile_to(*command, options->request.profile);
  command->add_option("--clk-mhz", options->request.clk_mhz, "clock (default: the profile's, else 100)")
      ->check(clock_mhz());
  command
      ->add_option("--host-overhead-us", options->request.host_overhead_us,
                   "what a call takes beside the accelerator's cycles (default: the profile's, else 0)")
      ->check(overhead_us());
  command->callback([&session, options] { session.action = [&session, options] { return bench(*options, session); }; });
}

}  // namespace weir::tools
