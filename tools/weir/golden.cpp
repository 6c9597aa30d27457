/// weir golden: what the network computes for pictures, and how many it gets right.
#include <fmt/core.h>

#include <chrono>
#include <optional>

#include "golden/import/frame_source.hpp"
#include "golden/import/idx.hpp"
#include "golden/network/file.hpp"
#include "golden/network/hdf5.hpp"
#include "golden/network/model.hpp"
#include "tools/weir/network_options.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kBatchFrames = 1024;

struct GoldenOptions {
  NetworkOptions network;
  std::vector<std::string> inputs;
  int random = 0;
  std::string labels;
  std::int64_t limit = 0;
  int threads = 0;
  bool reference = false;
  std::string output;
};

struct Predictions {
  std::vector<int> classes;
  std::vector<Tensor> outputs;
  double seconds = 0;
};

Predictions predict(const golden::Network& network, golden::FrameSource& source, const GoldenOptions& options,
                    const golden::Model& model, const Session& session) {
  Predictions predictions;
  golden::RunOptions run;
  run.threads = options.threads;
  run.reference = options.reference;
  for (auto frames = source.next(kBatchFrames); !frames.empty(); frames = source.next(kBatchFrames)) {
    const auto start = std::chrono::steady_clock::now();
    auto results = model.run(frames, run);
    predictions.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (auto& result : results) {
      predictions.classes.push_back(golden::decode_class(network, result.output));
      if (!options.output.empty()) predictions.outputs.push_back(std::move(result.output));
    }
    session.progress(fmt::format("golden: {} of {} frames", predictions.classes.size(), source.total()));
  }
  session.progress_done();
  return predictions;
}

std::optional<std::int64_t> count_correct(const GoldenOptions& options, const std::vector<int>& classes) {
  if (options.labels.empty()) return std::nullopt;
  const std::vector<std::uint8_t> labels = golden::read_idx_labels(options.labels);
  if (labels.size() < classes.size())
    throw Error("label-count", fmt::format("{} labels for {} frames", labels.size(), classes.size()), options.labels);
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) correct += classes[i] == labels[i] ? 1 : 0;
  return correct;
}

void write_output(const GoldenOptions& options, const golden::Network& network, const Predictions& predictions) {
  AtomicFile file(options.output);
  {
    Hdf5File h5 = Hdf5File::create(file.temporary());
    std::vector<std::int32_t> values;
    for (const auto& output : predictions.outputs) values.insert(values.end(), output.data.begin(), output.data.end());
    Shape shape = network.find_stream(network.outputs.front())->shape;
    shape.insert(shape.begin(), static_cast<std::int64_t>(predictions.outputs.size()));
    h5.write<std::int32_t>("/outputs", shape, values);
    h5.write<std::int32_t>("/predictions", {static_cast<std::int64_t>(predictions.classes.size())},
                           predictions.classes);
  }
  file.commit();
}

int golden_command(const GoldenOptions& options, const Session& session) {
  if (options.inputs.empty() == (options.random == 0))
    throw Error("usage", "give either --input FILE... or --random N");
  if (!options.output.empty()) AtomicFile unwritable_is_refused_early(options.output);
  const golden::BuiltIn loaded = options.network.load(session);
  golden::FrameSource source =
      options.random > 0
          ? golden::FrameSource(*loaded.network, options.random, session.seed)
          : golden::FrameSource(*loaded.network, {options.inputs.begin(), options.inputs.end()}, options.limit);
  const golden::Model model(loaded.network);
  const Predictions predictions = predict(*loaded.network, source, options, model, session);
  const auto correct = count_correct(options, predictions.classes);
  const auto frames = static_cast<double>(predictions.classes.size());
  if (!options.output.empty()) write_output(options, *loaded.network, predictions);
  Json json{{"network", loaded.network->name},
            {"frames", predictions.classes.size()},
            {"predictions", predictions.classes},
            {"correct", correct ? Json(*correct) : Json(nullptr)},
            {"accuracy_percent", correct ? Json(100.0 * static_cast<double>(*correct) / frames) : Json(nullptr)},
            {"frames_per_second", frames / predictions.seconds}};
  if (session.json) session.print_json(json);
  session.print(fmt::format("{}: {} frames, {:.0f} frames/s", loaded.network->name, predictions.classes.size(),
                            frames / predictions.seconds));
  if (correct)
    session.print(fmt::format("accuracy   {:.2f} %   ({} of {})", 100.0 * static_cast<double>(*correct) / frames,
                              *correct, predictions.classes.size()));
  return kFine;
}

}  // namespace

void add_golden(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("golden", "run the bit-exact golden model");
  auto options = std::make_shared<GoldenOptions>();
  options->network.add_to(*command);
  command->add_option("--input", options->inputs, "pictures: MNIST IDX (plain or gzip), or raw bytes of whole frames");
  command->add_option("--random", options->random, "run N random frames instead of --input")
      ->check(CLI::PositiveNumber);
  command->add_option("--labels", options->labels, "IDX labels of the pictures");
  command->add_option("--limit", options->limit, "at most so many frames")->check(CLI::PositiveNumber);
  command->add_option("--threads", options->threads, "threads; 0 = all cores")->capture_default_str();
  command->add_flag("--reference", options->reference, "plain integer reference instead of the fast kernels");
  command->add_option("-o,--output", options->output, "write outputs and predictions (.h5)");
  command->callback(
      [&session, options] { session.action = [&session, options] { return golden_command(*options, session); }; });
}

}  // namespace weir::tools
