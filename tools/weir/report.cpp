/// weir report: a page of its own file that shows what simulate and fifo tell, to be opened in any browser.
#include <fmt/core.h>

#include <mutex>

#include "golden/base/file.hpp"
#include "tools/report/number_text.hpp"
#include "tools/report/page.hpp"
#include "tools/report/page_data.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/pareto.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/signals.hpp"
#include "tools/weir/usage.hpp"
#include "tools/weir/vendor_note.hpp"

namespace weir::tools {

namespace {

/// A front takes ten searches.
constexpr std::size_t kMostFrontFifos = 40;

struct ReportOptions {
  NetworkOptions network;
  ReportRequest request;
  std::string profile, output = "report.html";
  bool without_fifos = false;
};

std::vector<FrontPoint> find_front(const ReportOutcome& outcome) {
  if (!outcome.fifos || outcome.fifos->graph.streams.size() > kMostFrontFifos ||
      !is_proof(outcome.fifos->request, outcome.fifos->graph))
    return {};
  std::vector<FrontPoint> front;
  for (const ParetoPoint& point :
       pareto_front(outcome.fifos->graph, sizing_options(outcome.fifos->graph, outcome.fifos->request)))
    front.push_back({point.target_interval_cycles, point.sizing.cost});
  return front;
}

int report(const ReportOptions& options, const Session& session) {
  require_writable(options.output);
  session.tells_origin = true;
  std::mutex one_at_a_time;
  timing::SizingControl control;
  control.progress = [&](const std::string& text) {
    const std::lock_guard lock(one_at_a_time);
    session.progress(text);
  };
  const StopOnSignal stop_on_signal(control.stop);
  const golden::StageGraph graph = options.network.stage_graph(session, false);
  note_wide_words(graph);
  const std::optional<golden::FinnBuild> build = options.network.find_build();
  ReportRequest request = options.request;
  SimulateRequest& simulation = request.simulation;
  simulation.profile = choose_profile(options.profile, graph);
  simulation.clk_mhz = options.network.choose_clk_mhz(simulation.clk_mhz);
  simulation.engine = "maxplus";
  simulation.stop = &control.stop;
  request.fifos.control = &control;
  request.with_fifos = !options.without_fifos;
  session.progress("simulating " + graph.name);
  const ReportOutcome outcome = make_report(graph, request);
  session.progress("front between memory and interval");
  PageSource source{outcome, find_guidance(graph, outcome.built.simulation, build, options.network.arguments()), build,
                    find_front(outcome), session.origin()};
  source.origin["verify"] = "weir cosim " + options.network.arguments() + " --random 3";
  session.progress_done();
  const std::string page = render_page(page_data(source));
  write_text_file(options.output, page);
  if (session.json) session.print_json({{"output", options.output}, {"bytes", page.size()}});
  session.print(fmt::format("report     {} ({} kB): open it in a browser", options.output, page.size() / 1000));
  return outcome.built.simulation.batch.result.deadlock ? kFinding : kFine;
}

}  // namespace

void add_report(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("report", "one page to look at: answer, guidance, timeline, FIFOs, layers, graph");
  auto options = std::make_shared<ReportOptions>();
  options->network.add_to(*command);
  add_profile_to(*command, options->profile);
  command
      ->add_option("--frames", options->request.simulation.frames,
                   "frames, back to back (default 3, with rigid pipelines 30)")
      ->check(frame_count());
  command->add_option("--clk-mhz", options->request.simulation.clk_mhz, "clock (default: the build's or profile's)")
      ->check(clock_mhz());
  command->add_flag("--as-built", options->without_fifos, "no search for better FIFO depths");
  command->add_flag_callback(
      "--explain", [options] { options->request.simulation.effort = Effort::Whole; },
      "explain large networks, too: critical circle, first frame's way, larger folds");
  command->add_option("-o,--output", options->output, "the page to write")->capture_default_str();
  command->callback(
      [&session, options] { session.action = [&session, options] { return report(*options, session); }; });
}

}  // namespace weir::tools
