/// weir bench: the accelerator's synthetic benchmark, simulated.
#include "tools/request/bench.hpp"

#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"

namespace weir::tools {

namespace {

int bench(BenchOptions& options, const Session& session) {
  options.request.progress = [&session](const std::string& text) { session.progress(text); };
  const golden::StageGraph graph = load_graph(options.network, session);
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

void add_bench(CLI::App& app, Session& session) { add_command(app, session, &bench); }

}  // namespace weir::tools
