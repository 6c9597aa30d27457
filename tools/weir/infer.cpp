/// weir infer: pictures through the simulated accelerator, as its host program would send them.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "tools/flow/infer_flow.hpp"
#include "tools/report/infer_report.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"

namespace weir::tools {

namespace {

constexpr std::size_t kMostShown = 20;

struct InferOptions {
  NetworkRequest network;
  InferRequest request;
  PictureRequest preparation;  ///< --preprocess alone
  std::string pictures, labels, output;
  bool with_times = false;
};

Form describe(InferOptions& options) {
  InferRequest& request = options.request;
  Form form{.command = "infer", .summary = "pictures through the simulated accelerator, threaded"};
  form.add(fields_of(options.network));
  form.add({fc_weights_field(options.network),
            {.name = "img-path",
             .target = &options.pictures,
             .help = "a JPEG, PNG, PPM or PGM file, or a folder of them",
             .value = "FILE",
             .is_required = true},
            {.name = "max-bs",
             .target = &request.most_per_batch,
             .help = "pictures per call of the accelerator",
             .legal = kFrameCounts,
             .value = "N"},
            {.name = "preprocess-workers",
             .target = &request.workers,
             .help = "threads that read and prepare pictures",
             .legal = WholeNumbers{1, 256},
             .value = "N"},
            preprocess_field(options.preparation),
            labels_field(options.labels)});
  Field output = written_field(options.output, "predictions as CSV", {{".csv", ".txt"}});
  output.aliases = {"outfile"};
  form.add({output,
            {.name = "profile-run", .target = &options.with_times, .help = "with times of every picture in --output"},
            profile_field(request.profile),
            clock_field(request.clk_mhz),
            host_overhead_field(request.host_overhead_us)});
  return form;
}

void print_predictions(const InferOutcome& outcome, const Session& session) {
  std::size_t shown = 0;
  for (const InferredPicture& picture : outcome.pictures) {
    if (!picture.problem.empty()) continue;
    if (++shown > kMostShown) break;
    session.print(fmt::format("  {:<32} {}", picture.name, fmt::join(picture.classes, " ")));
  }
  if (shown > kMostShown) session.print("  ... all of them with --outfile or --json");
}

int infer_command(InferOptions& options, const Session& session) {
  if (!options.output.empty()) require_writable(options.output);
  options.request.pictures = options.pictures;
  options.request.preprocessing = options.preparation.preprocessing();
  if (!options.labels.empty()) options.request.labels = golden::Labels::read(options.labels);
  options.request.progress = [&session](const std::string& text) { session.progress(text); };
  const golden::StageGraph graph = load_graph(options.network, session);
  options.request.profile = choose_profile(options.request.profile, graph);
  const InferOutcome outcome = infer(graph, options.request);
  session.progress_done();
  for (const InferredPicture& picture : outcome.pictures)
    if (!picture.warning.empty()) spdlog::warn("warning: {}: {}", picture.name, picture.warning);
  if (!options.output.empty()) write_text_file(options.output, infer_csv(outcome, options.with_times));
  if (session.json) session.print_json(infer_json(outcome));
  session.print(graph.name);
  print_predictions(outcome, session);
  session.print(infer_text(outcome));
  const auto is_read = [](const InferredPicture& picture) { return picture.problem.empty(); };
  return std::any_of(outcome.pictures.begin(), outcome.pictures.end(), is_read) ? kFine : kFinding;
}

}  // namespace

void add_infer(CLI::App& app, Session& session) { add_command(app, session, &infer_command); }

}  // namespace weir::tools
