/// weir report: a page of its own file that shows what simulate and fifo tell, to be opened in any browser.
#include <fmt/core.h>

#include <mutex>

#include "golden/base/file.hpp"
#include "tools/report/number_text.hpp"
#include "tools/report/page.hpp"
#include "tools/report/page_data.hpp"
#include "tools/report/pareto_report.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/signals.hpp"
#include "tools/weir/vendor_note.hpp"

namespace weir::tools {

namespace {

/// A front takes ten searches.
constexpr std::size_t kMostFrontFifos = 40;

struct ReportOptions {
  NetworkRequest network;
  ReportRequest request;
  std::string profile, output = "report.html";
  bool without_fifos = false, explains_all = false;
};

Form describe(ReportOptions& options) {
  SimulateRequest& simulation = options.request.simulation;
  Form form{.command = "report", .summary = "one page to look at: answer, guidance, timeline, FIFOs, layers, graph"};
  form.add(fields_of(options.network));
  form.add({profile_field(options.profile),
            {.name = "frames",
             .target = &simulation.frames,
             .help = "frames, back to back",
             .legal = kFrameCounts,
             .otherwise = "3, with rigid pipelines 30",
             .value = "N"},
            clock_field(simulation.clk_mhz),
            {.name = "as-built", .target = &options.without_fifos, .help = "no search for better FIFO depths"},
            {.name = "explain",
             .target = &options.explains_all,
             .help = "explain large networks, too: critical circle, first frame's way, larger folds"},
            written_field(options.output, "the page to write", {{".html", ".htm"}})});
  return form;
}

std::vector<FrontPoint> find_front(const ReportOutcome& outcome) {
  if (!outcome.fifos || outcome.fifos->graph.streams.size() > kMostFrontFifos ||
      !is_proof(outcome.fifos->request, outcome.fifos->graph))
    return {};
  std::vector<FrontPoint> front;
  for (const timing::ParetoPoint& point :
       timing::pareto_front(outcome.fifos->graph, sizing_options(outcome.fifos->graph, outcome.fifos->request)))
    front.push_back({point.target_interval_cycles, point.sizing.cost});
  return front;
}

int report(ReportOptions& options, const Session& session) {
  require_writable(options.output);
  session.tells_origin = true;
  std::mutex one_at_a_time;
  timing::SizingControl control;
  control.progress = [&](const std::string& text) {
    const std::lock_guard lock(one_at_a_time);
    session.progress(text);
  };
  const StopOnSignal stop_on_signal(control.stop);
  const golden::StageGraph graph = load_graph(options.network, session, false);
  note_wide_words(graph);
  const std::optional<golden::FinnBuild> build = find_build(options.network);
  ReportRequest request = options.request;
  SimulateRequest& simulation = request.simulation;
  simulation.profile = options.profile = choose_profile(options.profile, graph);
  if (options.explains_all) simulation.effort = Effort::Whole;
  simulation.clk_mhz = choose_clk_mhz(options.network, simulation.clk_mhz);
  simulation.engine = "maxplus";
  simulation.stop = &control.stop;
  request.fifos.control = &control;
  request.with_fifos = !options.without_fifos;
  session.progress("simulating " + graph.name);
  const ReportOutcome outcome = make_report(graph, request);
  session.progress("front between memory and interval");
  PageSource source{outcome, find_guidance(graph, outcome.built.simulation, build, arguments_of(options.network)),
                    build, find_front(outcome), session.origin()};
  source.origin["verify"] = "weir cosim " + arguments_of(options.network) + " --random 3";
  session.progress_done();
  const std::string page = render_page(page_data(source));
  write_text_file(options.output, page);
  if (session.json) session.print_json({{"output", options.output}, {"bytes", page.size()}});
  session.print(fmt::format("report     {} ({} kB): open it in a browser", options.output, page.size() / 1000));
  return outcome.built.simulation.batch.result.deadlock ? kFinding : kFine;
}

}  // namespace

void add_report(CLI::App& app, Session& session) { add_command(app, session, &report); }

}  // namespace weir::tools
