/// Golden, by way of the import, beside the oracle in floating point.
#pragma once
#include <catch2/catch.hpp>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "golden/network/frame.hpp"
#include "golden/network/tail.hpp"
#include "tests/onnx/float_graph.hpp"
#include "tests/onnx/model.hpp"

namespace weir::test {

/// Fails the test with every problem's text.
inline golden::FoldedNetwork imported(const OnnxModel& model, const golden::OnnxOptions& options = {}) {
  const std::string bytes = model.bytes();
  try {
    return golden::import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "model",
                               options);
  } catch (const Errors& errors) {
    std::string text;
    for (const Error& error : errors.list()) text += error.text() + "\n";
    FAIL(text);
  }
  return {};
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
