/// weir golden: what the network computes for pictures, and how many it gets right.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "golden/base/file.hpp"
#include "golden/import/labels.hpp"
#include "golden/model/model.hpp"
#include "golden/network/tail.hpp"
#include "golden/values/hdf5.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/picture_options.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kBatchFrames = 1024;

struct GoldenOptions {
  NetworkRequest network;
  PictureRequest pictures;
  int random = 0;
  std::string labels;
  std::int64_t limit = 0;
  int threads = 0;
  bool reference = false;
  std::string output;
};

Form describe(GoldenOptions& options) {
  Form form{.command = "golden", .summary = "run the bit-exact golden model"};
  form.add(fields_of(options.network));
  form.add(fields_of(options.pictures));
  form.add({{.name = "random",
             .target = &options.random,
             .help = "run N random frames instead of --input",
             .legal = kFrameCounts,
             .otherwise = "none",
             .value = "N"},
            labels_field(options.labels),
            fc_weights_field(options.network),
            {.name = "limit",
             .target = &options.limit,
             .help = "at most so many frames",
             .legal = kFrameCounts,
             .otherwise = "all",
             .value = "N"},
            {.name = "threads",
             .target = &options.threads,
             .help = "threads; 0: all cores",
             .legal = kThreadCounts,
             .value = "N"},
            {.name = "reference",
             .target = &options.reference,
             .help = "plain integer reference instead of the fast kernels"},
            written_field(options.output, "write outputs and predictions (.h5)", {{".h5", ".hdf5"}})});
  return form;
}

struct Predictions {
  std::vector<std::vector<int>> classes;  ///< best first; one, unless the network ranks several
  std::vector<std::string> names, paths;
  std::vector<std::optional<int>> labels;
  std::vector<Tensor> outputs;
  std::vector<std::vector<Tensor>> further;  ///< by frame: of the outputs behind the first one
  double seconds = 0;
};

constexpr std::size_t kNamedLayers = 6;

/// "2 of 17 layers: Concat_3 (StreamingConcat), Upsample_5 (UpsampleNearestNeighbour)"
std::string describe_layers(const golden::Network& network, const std::vector<std::string>& layers) {
  std::string text = fmt::format("{} of {} layers: ", layers.size(), network.layers.size());
  for (std::size_t i = 0; i < std::min(layers.size(), kNamedLayers); ++i)
    text +=
        fmt::format("{}{} ({})", i == 0 ? "" : ", ", layers[i], golden::op_type(network.find_layer(layers[i])->kind));
  if (layers.size() > kNamedLayers) text += fmt::format(" and {} more", layers.size() - kNamedLayers);
  return text;
}

struct Accuracy {
  std::int64_t top1 = 0, top5 = 0, frames = 0;
};

golden::FrameSource open_source(const golden::Network& network, const GoldenOptions& options, const Session& session) {
  if (options.random > 0) return {network, options.random, session.seed};
  return open(options.pictures, network, options.limit);
}

Predictions predict(const golden::Network& network, golden::FrameSource& source, const GoldenOptions& options,
                    const golden::Model& model, const Session& session) {
  Predictions predictions;
  golden::RunOptions run;
  run.threads = options.threads;
  run.reference = options.reference;
  if (!options.output.empty()) run.taps.insert(network.outputs.begin() + 1, network.outputs.end());
  for (auto frames = source.next(kBatchFrames); !frames.empty(); frames = source.next(kBatchFrames)) {
    std::vector<Tensor> elements;
    for (auto& frame : frames) {
      elements.push_back(std::move(frame.elements));
      predictions.names.push_back(frame.name);
      predictions.paths.push_back(frame.path);
      predictions.labels.push_back(frame.label);
    }
    const auto start = std::chrono::steady_clock::now();
    auto results = model.run(elements, run);
    predictions.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (auto& result : results) {
      predictions.classes.push_back(golden::ranked_classes(network, result.output));
      if (options.output.empty()) continue;
      predictions.outputs.push_back(std::move(result.output));
      auto& further = predictions.further.emplace_back();
      for (std::size_t i = 1; i < network.outputs.size(); ++i)
        further.push_back(std::move(result.taps.at(network.outputs[i])));
    }
    session.progress(fmt::format("golden: {} of {} frames", predictions.classes.size(), source.total()));
  }
  session.progress_done();
  return predictions;
}

/// Against --labels, else against the labels that the pictures' own files carry; nothing without either.
std::optional<Accuracy> measure(const GoldenOptions& options, const std::optional<golden::Labels>& labels,
                                const Predictions& predictions) {
  if (labels && options.limit == 0) labels->require_all_known(predictions.paths);
  Accuracy accuracy;
  for (std::size_t i = 0; i < predictions.classes.size(); ++i) {
    const auto label = labels ? labels->of(static_cast<std::int64_t>(i), predictions.paths[i]) : predictions.labels[i];
    if (!label) return std::nullopt;
    const auto& classes = predictions.classes[i];
    const auto place = std::find(classes.begin(), classes.end(), *label) - classes.begin();
    accuracy.top1 += place == 0 ? 1 : 0;
    accuracy.top5 += place < std::min<std::ptrdiff_t>(5, std::ssize(classes)) ? 1 : 0;
    ++accuracy.frames;
  }
  return accuracy;
}

/// Where the graph has several outputs: of each, by the graph's name, the integers, and what they stand for.
void write_named_outputs(Hdf5File& file, const golden::Network& network, const Predictions& predictions) {
  if (network.tail == nullptr || network.tail->further.empty()) return;
  const auto frames = std::ssize(predictions.outputs);
  for (std::size_t i = 0; i < network.outputs.size(); ++i) {
    const golden::Tail& tail = i == 0 ? *network.tail : *network.tail->further[i - 1];
    std::vector<std::int32_t> integers;
    std::vector<double> values;
    for (std::size_t frame = 0; frame < predictions.outputs.size(); ++frame) {
      const Tensor& output = i == 0 ? predictions.outputs[frame] : predictions.further[frame][i - 1];
      integers.insert(integers.end(), output.data.begin(), output.data.end());
      const golden::floats::Value made = golden::run_tail(tail, output);
      values.insert(values.end(), made.data.begin(), made.data.end());
    }
    Shape shape = network.find_stream(network.outputs[i])->shape;
    shape.insert(shape.begin(), frames);
    const std::string group = "/named_outputs/" + tail.output;
    const Shape per_frame{frames, std::ssize(values) / std::max<std::int64_t>(frames, 1)};
    file.write<std::int32_t>(group + "/integers", shape, integers);
    file.write<double>(group + "/values", per_frame, std::span<const double>(values));
  }
}

/// /outputs: what the graph's (first) output holds - integers; behind a tail its numbers, and /integers those that it
/// is made of. /values: what the output stands for. /predictions: classes.
void write_output(const GoldenOptions& options, const golden::Network& network, const Predictions& predictions) {
  Hdf5File file = Hdf5File::create(options.output);
  std::vector<std::int32_t> values, classes;
  for (const auto& output : predictions.outputs) values.insert(values.end(), output.data.begin(), output.data.end());
  for (const auto& ranked : predictions.classes) classes.insert(classes.end(), ranked.begin(), ranked.end());
  const auto frames = std::ssize(predictions.outputs);
  Shape shape = network.find_stream(network.outputs.front())->shape;
  shape.insert(shape.begin(), frames);
  const bool has_tail = network.tail != nullptr;
  file.write<std::int32_t>(has_tail ? "/integers" : "/outputs", shape, values);
  if (has_tail || !network.output_scale.empty()) {
    std::vector<double> meanings;  // in the graph's order where a tail makes them
    for (const auto& output : predictions.outputs) {
      const std::vector<double> frame = golden::output_values(network, output);
      meanings.insert(meanings.end(), frame.begin(), frame.end());
    }
    const Shape per_frame{frames, std::ssize(meanings) / std::max<std::int64_t>(frames, 1)};
    file.write<double>("/values", per_frame, std::span<const double>(meanings));
    if (has_tail) file.write<double>("/outputs", per_frame, std::span<const double>(meanings));
  }
  write_named_outputs(file, network, predictions);
  file.write<std::int32_t>("/predictions", {frames, std::ssize(classes) / frames}, classes);
  file.finish();
}

double percent(std::int64_t part, std::int64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

Json predictions_json(const Predictions& predictions) {
  Json json = Json::array();
  for (const auto& ranked : predictions.classes)
    json.push_back(ranked.size() == 1 ? Json(ranked.front()) : Json(ranked));
  return json;
}

int golden_command(GoldenOptions& options, const Session& session) {
  if (options.pictures.inputs.empty() == (options.random == 0))
    throw Error("usage", "give either --input FILE... or --random N");
  if (!options.output.empty()) require_writable(options.output);
  std::optional<golden::Labels> labels;  // read before the work, so that a bad file is told at once
  if (!options.labels.empty()) labels = golden::Labels::read(options.labels);
  const auto network = load(options.network, session).network;
  golden::FrameSource source = open_source(*network, options, session);
  if (labels) labels->require_distinct(source.paths());
  if (labels && options.limit == 0) labels->require_no_surplus(source.total());
  const golden::Model model(network);
  const Predictions predictions = predict(*network, source, options, model, session);
  const auto accuracy = measure(options, labels, predictions);
  golden::RunOptions as_run;
  as_run.reference = options.reference;
  const std::vector<std::string> reference_layers = model.reference_layers(as_run);
  const auto frames = static_cast<double>(predictions.classes.size());
  if (!options.output.empty()) write_output(options, *network, predictions);
  const bool ranks = !predictions.classes.empty() && predictions.classes.front().size() > 1;
  Json json{{"network", network->name},
            {"frames", predictions.classes.size()},
            {"predictions", predictions_json(predictions)},
            {"correct", accuracy ? Json(accuracy->top1) : Json(nullptr)},
            {"accuracy_percent", accuracy ? Json(percent(accuracy->top1, accuracy->frames)) : Json(nullptr)},
            {"frames_per_second", frames / predictions.seconds},
            {"reference_layers", reference_layers}};
  if (ranks) json["top5_percent"] = accuracy ? Json(percent(accuracy->top5, accuracy->frames)) : Json(nullptr);
  if (session.json) session.print_json(json);
  session.print(fmt::format("{}: {} frames, {:.0f} frames/s", network->name, predictions.classes.size(),
                            frames / predictions.seconds));
  if (!reference_layers.empty()) session.print("plain reference, slow: " + describe_layers(*network, reference_layers));
  if (predictions.classes.size() <= 10)
    for (std::size_t i = 0; i < predictions.classes.size(); ++i)
      session.print(fmt::format("  {:<32} {}", predictions.names[i], fmt::join(predictions.classes[i], " ")));
  if (accuracy)
    session.print(fmt::format("accuracy   {:.2f} %   ({} of {})", percent(accuracy->top1, accuracy->frames),
                              accuracy->top1, accuracy->frames));
  if (accuracy && ranks) session.print(fmt::format("top 5      {:.2f} %", percent(accuracy->top5, accuracy->frames)));
  return kFine;
}

}  // namespace

void add_golden(CLI::App& app, Session& session) { add_command(app, session, &golden_command); }

}  // namespace weir::tools
