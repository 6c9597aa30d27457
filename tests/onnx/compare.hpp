/// Golden, by way of the import, beside the oracle in floating point.
#pragma once
#include <algorithm>
#include <catch2/catch.hpp>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "golden/network/frame.hpp"
#include "golden/network/tail.hpp"
#include "tests/onnx/float_graph.hpp"
#include "tests/onnx/model.hpp"

namespace weir::test {

inline OnnxModel typed(const std::vector<std::int64_t>& shape, const std::string& type) {
  OnnxModel model(shape);
  model.annotate("in", type);
  return model;
}

/// A constant of whole numbers, number(i) the i-th, annotated INT3; returns its name.
template <class Number>
std::string small_weights(OnnxModel& model, const std::vector<std::int64_t>& shape, const Number& number) {
  const std::string name = "w" + std::to_string(model.graph().initializer_size());
  std::int64_t elements = 1;
  for (const auto extent : shape) elements *= extent;
  std::vector<float> values;
  for (std::int64_t i = 0; i < elements; ++i) values.push_back(static_cast<float>(number(i)));
  model.constant(name, shape, values);
  model.annotate(name, "INT3");
  return name;
}

/// A constant of 64-bit integers; returns its name.
inline std::string numbers(OnnxModel& model, const std::vector<std::int64_t>& values) {
  const std::string name = "n" + std::to_string(model.graph().initializer_size());
  auto& tensor = model.constant(name, {static_cast<std::int64_t>(values.size())}, {});
  tensor.set_data_type(onnx::TensorProto::INT64);
  for (const std::int64_t value : values) tensor.add_int64_data(value);
  return name;
}

inline onnx::NodeProto& quantise(OnnxModel& model, const std::string& from, const std::string& to, float scale,
                                 int bits, bool is_signed, float zero = 0) {
  const std::string prefix = to + "_";
  model.constant(prefix + "s", {}, {scale});
  model.constant(prefix + "z", {}, {zero});
  model.constant(prefix + "b", {}, {static_cast<float>(bits)});
  auto& node = model.node("Quant", {from, prefix + "s", prefix + "z", prefix + "b"}, to);
  integer(node, "signed", is_signed ? 1 : 0);
  return node;
}

/// Throws what the import throws.
inline golden::FoldedNetwork read_model(const OnnxModel& model, const golden::OnnxOptions& options = {}) {
  const std::string bytes = model.bytes();
  return golden::import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "model",
                             options);
}

/// Every error's text, one per line; "" if `job` throws none.
template <class Job>
std::string refusal(const Job& job) {
  std::string all;
  try {
    job();
  } catch (const Error& e) {
    all = e.text() + "\n";
  } catch (const Errors& errors) {
    for (const Error& e : errors.list()) all += e.text() + "\n";
  }
  return all;
}

inline std::string refusal_of(const OnnxModel& model) {
  return refusal([&] { read_model(model); });
}

/// Fails the test with every problem's text.
inline golden::FoldedNetwork imported(const OnnxModel& model, const golden::OnnxOptions& options = {}) {
  golden::FoldedNetwork made;
  if (const std::string text = refusal([&] { made = read_model(model, options); }); !text.empty()) FAIL(text);
  return made;
}

inline int count_of(const golden::Network& network, const std::string& op) {
  return static_cast<int>(std::count_if(network.layers.begin(), network.layers.end(),
                                        [&](const golden::Layer& layer) { return golden::op_type(layer.kind) == op; }));
}

/// Elements of a stream [H, W, C] as the numbers of the graph's input, [1, C, H, W], [1, C, L] or [1, K]; or, with the
/// channels last, in the stream's order.
inline Numbers graph_input(const OnnxModel& model, std::span<const std::int32_t> elements, int input = 0,
                           bool is_channels_last = false) {
  Numbers in;
  for (const auto& extent : model.graph().input(input).type().tensor_type().shape().dim())
    in.shape.push_back(extent.dim_value());
  in.shape.front() = 1;
  const std::int64_t C = is_channels_last ? 1 : in.shape[1], pixels = std::ssize(elements) / C;
  for (std::int64_t c = 0; c < C; ++c)
    for (std::int64_t p = 0; p < pixels; ++p) in.data.push_back(elements[static_cast<std::size_t>(p * C + c)]);
  return in;
}

/// Every input of the graph, of one frame.
inline std::map<std::string, Numbers> graph_inputs(const OnnxModel& model, const golden::Network& network,
                                                   const Tensor& frame, double element_scale = 1,
                                                   bool is_channels_last = false) {
  std::map<std::string, Numbers> inputs;
  const auto parts = golden::frame_parts(network);
  REQUIRE(std::ssize(parts) == model.graph().input_size());
  for (int k = 0; k < model.graph().input_size(); ++k) {
    Numbers in = graph_input(model, elements_of(frame, parts[static_cast<std::size_t>(k)]), k, is_channels_last);
    for (double& x : in.data) x = static_cast<double>(static_cast<float>(x * element_scale));
    inputs[model.graph().input(k).name()] = std::move(in);
  }
  return inputs;
}

/// What the frame's output stands for, in the graph's order.
inline std::vector<double> graph_output(const golden::Network& network, const Tensor& output) {
  std::vector<double> values = golden::output_values(network, output);
  const Shape shape = network.find_stream(network.outputs.front())->shape;
  if (network.tail != nullptr || shape.size() < 3) return values;
  std::vector<double> turned;
  const auto C = static_cast<std::size_t>(shape.back());
  for (std::size_t c = 0; c < C; ++c)
    for (std::size_t i = c; i < values.size(); i += C) turned.push_back(values[i]);
  return turned;
}

/// To a hundred-thousandth of the largest number, or a hundredth of what one integer more would add.
inline void require_near(const std::vector<double>& values, const std::vector<double>& wanted,
                         const golden::Network& network) {
  REQUIRE(values.size() == wanted.size());
  double most = network.tail != nullptr ? 1 : 1e-3;
  for (const double v : wanted) most = std::max(most, std::abs(v));
  for (const double scale : network.output_scale) most = std::max(most, std::abs(scale) * 1000);
  for (std::size_t k = 0; k < values.size(); ++k) {
    INFO("value " << k);
    REQUIRE(values[k] == Approx(wanted[k]).margin(most * 1e-5));
  }
}

/// Five random frames. `element_scale`: what an element of the input stands for.
inline golden::FoldedNetwork require_same(const OnnxModel& model, std::uint64_t seed = 1, double element_scale = 1,
                                          bool is_channels_last = false) {
  const golden::FoldedNetwork made = imported(model);
  const auto frames = golden::random_frames(*made.network, 5, seed);
  golden::RunOptions run;
  run.taps.insert(made.network->outputs.begin(), made.network->outputs.end());
  const auto results = golden::Model(made.network).run(frames, run);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    INFO("frame " << i);
    const auto in = graph_inputs(model, *made.network, frames[i], element_scale, is_channels_last);
    require_near(graph_output(*made.network, results[i].output), compute(model.graph(), in).data, *made.network);
    for (int k = 1; k < model.graph().output_size(); ++k) {
      INFO("output " << k);
      const auto at = static_cast<std::size_t>(k);
      const auto& tail = *made.network->tail->further.at(at - 1);
      require_near(golden::run_tail(tail, results[i].taps.at(made.network->outputs.at(at))).data,
                   compute(model.graph(), in, model.graph().output(k).name()).data, *made.network);
    }
  }
  return made;
}

}  // namespace weir::test
