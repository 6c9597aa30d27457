/// weir infer: pictures through the simulated accelerator, as its host program would send them.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "tools/flow/infer_flow.hpp"
#include "tools/report/infer_report.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/picture_options.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/usage.hpp"

namespace weir::tools {

namespace {

constexpr std::size_t kMostShown = 20;

struct InferOptions {
  NetworkOptions network;
  InferRequest request;
  PictureOptions preparation;  ///< --preprocess alone
  std::string pictures, labels, output;
  bool with_times = false;
};

void print_predictions(const InferOutcome& outcome, const Session& session) {
  std::size_t shown = 0;
  for (const InferredPicture& picture : outcome.pictures) {
    if (!picture.problem.empty()) continue;
    if (++shown > kMostShown) break;
    session.print(fmt::format("  {:<32} {}", picture.name, fmt::join(picture.classes, " ")));
  }
  if (shown > kMostShown) session.print("  ... all of them with --outfile or --json");
}

int infer_command(InferOptions options, const Session& session) {
  if (!options.output.empty()) require_writable(options.output);
  options.request.pictures = options.pictures;
  options.request.preprocessing = options.preparation.preprocessing();
  if (!options.labels.empty()) options.request.labels = golden::Labels::read(options.labels);
  options.request.progress = [&session](const std::string& text) { session.progress(text); };
  const golden::StageGraph graph = options.network.stage_graph(session);
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

void add_infer(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("infer", "pictures through the simulated accelerator, threaded");
  auto options = std::make_shared<InferOptions>();
  options->network.add_to(*command);
  options->network.add_weights_to(*command);
  command->add_option("--img-path", options->pictures, "a JPEG, PNG, PPM or PGM file, or a folder of them")->required();
  command->add_option("--max-bs", options->request.most_per_batch, "pictures per call of the accelerator")
      ->check(frame_count())
      ->capture_default_str();
  command->add_option("--preprocess-workers", options->request.workers, "threads that read and prepare pictures")
      ->check(whole_number(1, 256))
      ->capture_default_str();
  options->preparation.add_preprocess_to(*command);
  command->add_option("--labels", options->labels, "IDX labels, lines of <filename> <label>, or a label a line");
  command->add_option("--outfile", options->output, "predictions as CSV");
  command->add_flag("--profile-run", options->with_times, "with times of every picture in --outfile");
  add_profile_to(*command, options->request.profile);
  command->callback(
      [&session, options] { session.action = [&session, options] { return infer_command(*options, session); }; });
}

}  // namespace weir::tools
