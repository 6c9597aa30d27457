#include "tools/flow/infer_flow.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "golden/import/frame_source.hpp"
#include "golden/model/model.hpp"
#include "tools/flow/bench_flow.hpp"
#include "tools/flow/picture_preparation.hpp"

namespace weir::tools {

namespace {

namespace fs = std::filesystem;

/// Enough that no worker waits while a batch runs.
constexpr int kBatchesAhead = 2;

std::vector<golden::FoundFile> picture_files(const fs::path& given) {
  if (!fs::exists(given)) throw Error("file-missing", "there is no \"" + given.string() + "\"");
  if (!fs::is_directory(given)) return {{given, given.filename().string()}};
  auto files = golden::files_under(given);
  if (files.empty()) throw Error("input-format", "folder \"" + given.string() + "\" holds no files");
  return files;
}

/// The accelerator's call for each of the batches, every size simulated once.
std::vector<Call> calls_of(const golden::StageGraph& graph, const InferRequest& request,
                           const std::vector<int>& sizes) {
  if (sizes.empty()) return {};
  BenchRequest bench;
  bench.profile = request.profile;
  bench.batch_sizes = sizes;
  std::sort(bench.batch_sizes.begin(), bench.batch_sizes.end());
  bench.batch_sizes.erase(std::unique(bench.batch_sizes.begin(), bench.batch_sizes.end()), bench.batch_sizes.end());
  bench.clk_mhz = request.clk_mhz;
  bench.host_overhead_us = request.host_overhead_us;
  std::map<int, Call> by_size;
  for (const Call& call : bench_network(graph, bench).calls) by_size[call.frames] = call;
  std::vector<Call> calls;
  for (const int size : sizes) calls.push_back(by_size.at(size));
  return calls;
}

/// Collects pictures until a batch is full, then runs it.
class Batches {
 public:
  Batches(const golden::StageGraph& graph, const InferRequest& request, const Stopwatch& clock, InferOutcome& outcome)
      : model_(graph.network), graph_(graph), request_(request), clock_(clock), outcome_(outcome) {}

  /// `picture` is the place in the outcome that the prediction belongs to.
  void add(Tensor elements, std::size_t picture) {
    frames_.push_back(std::move(elements));
    members_.push_back(picture);
    if (std::ssize(frames_) == request_.most_per_batch) run();
  }

  void run() {
    if (frames_.empty()) return;
    const double start = clock_.seconds();
    const auto results = model_.run(frames_);
    const double end = clock_.seconds();
    for (std::size_t i = 0; i < members_.size(); ++i) {
      InferredPicture& picture = outcome_.pictures[members_[i]];
      picture.classes = golden::ranked_classes(model_.network(), results[i].output);
      picture.times.batch_start = start;
      picture.times.batch_end = end;
    }
    sizes_.push_back(static_cast<int>(frames_.size()));
    frames_.clear();
    members_.clear();
  }

  /// The accelerator's calls, simulated after the run so that they do not disturb its times.
  std::vector<Call> calls() const { return calls_of(graph_, request_, sizes_); }

 private:
  golden::Model model_;
  const golden::StageGraph& graph_;
  const InferRequest& request_;
  const Stopwatch& clock_;
  InferOutcome& outcome_;
  std::vector<Tensor> frames_;
  std::vector<std::size_t> members_;
  std::vector<int> sizes_;
};

void check(const InferRequest& request) {
  Errors errors;
  if (request.most_per_batch < 1)
    errors.add("usage", fmt::format("batch size is {}", request.most_per_batch), "", "legal: 1 or more");
  if (request.workers < 1) errors.add("usage", fmt::format("workers is {}", request.workers), "", "legal: 1 or more");
  errors.throw_if_any();
}

void count(const golden::Labels& labels, InferOutcome& outcome) {
  for (std::size_t i = 0; i < outcome.pictures.size(); ++i) {
    const InferredPicture& picture = outcome.pictures[i];
    const auto label = labels.find(static_cast<std::int64_t>(i), picture.path);
    if (!label || picture.classes.empty()) continue;
    const auto place = std::find(picture.classes.begin(), picture.classes.end(), *label) - picture.classes.begin();
    ++outcome.labelled;
    outcome.top1 += place == 0 ? 1 : 0;
    outcome.top5 += place < std::min<std::ptrdiff_t>(5, std::ssize(picture.classes)) ? 1 : 0;
  }
}

}  // namespace

std::int64_t InferOutcome::inferred() const {
  return std::count_if(pictures.begin(), pictures.end(), [](const auto& picture) { return !picture.classes.empty(); });
}

double InferOutcome::simulated_ms() const {
  double sum = 0;
  for (const Call& call : calls) sum += call.latency_ms();
  return sum;
}

InferOutcome infer(const golden::StageGraph& graph, const InferRequest& request) {
  check(request);
  const std::vector<golden::FoundFile> found = picture_files(request.pictures);
  std::vector<fs::path> files;
  std::vector<std::string> paths;
  for (const auto& file : found) {
    files.push_back(file.path);
    paths.push_back(file.path.string());
  }
  if (request.labels) {
    request.labels->require_distinct(paths);
    request.labels->require_no_surplus(std::ssize(paths));
  }
  const auto most_ahead = static_cast<std::size_t>(request.most_per_batch * kBatchesAhead + request.workers);
  InferOutcome outcome;
  const Stopwatch clock;
  Batches batches(graph, request, clock, outcome);
  PicturePreparation preparation(*graph.network, files, request.preprocessing, request.workers, most_ahead, clock);
  for (const golden::FoundFile& file : found) {
    PreparedPicture prepared = preparation.take();
    outcome.pictures.push_back({file.name,
                                file.path.string(),
                                {},
                                prepared.problem,
                                prepared.warning,
                                {prepared.start_seconds, prepared.end_seconds, 0, 0}});
    if (prepared.problem.empty()) batches.add(std::move(prepared.elements), outcome.pictures.size() - 1);
    request.progress(fmt::format("infer: {} of {} pictures", outcome.pictures.size(), files.size()));
  }
  batches.run();
  outcome.seconds = clock.seconds();
  outcome.calls = batches.calls();
  if (request.labels) count(*request.labels, outcome);
  return outcome;
}

}  // namespace weir::tools
