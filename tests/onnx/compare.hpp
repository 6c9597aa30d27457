/// Golden, by way of the import, beside the oracle in floating point.
#pragma once
#include <catch2/catch.hpp>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
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
inline Numbers graph_input(const OnnxModel& model, const Tensor& frame, bool is_channels_last = false) {
  Numbers in;
  for (const auto& extent : model.graph().input(0).type().tensor_type().shape().dim())
    in.shape.push_back(extent.dim_value());
  in.shape.front() = 1;
  const std::int64_t C = is_channels_last ? 1 : in.shape[1], pixels = frame.size() / C;
  for (std::int64_t c = 0; c < C; ++c)
    for (std::int64_t p = 0; p < pixels; ++p) in.data.push_back(frame.data[static_cast<std::size_t>(p * C + c)]);
  return in;
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
  const auto results = golden::Model(made.network).run(frames);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    INFO("frame " << i);
    Numbers in = graph_input(model, frames[i], is_channels_last);
    for (double& x : in.data) x = static_cast<double>(static_cast<float>(x * element_scale));
    require_near(graph_output(*made.network, results[i].output), compute(model.graph(), in).data, *made.network);
  }
  return made;
}

}  // namespace weir::test
