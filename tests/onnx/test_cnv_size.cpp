/// Is a network as large as CNV imported in the time a user waits for it?
#include <catch2/catch.hpp>
#include <ctime>
#include <random>

#include "golden/import/onnx/import_onnx.hpp"
#include "tests/onnx/model.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::ints;
using weir::test::OnnxModel;

namespace {

/// CNV W1A1 as QONNX: BipolarQuant weights, batch norm and BipolarQuant behind every layer but the last.
class Cnv {
 public:
  Cnv() {
    const std::int64_t channels[][3] = {{3, 64, 0},    {64, 64, 1},   {64, 128, 0},
                                        {128, 128, 1}, {128, 256, 0}, {256, 256, 0}};
    for (const auto& [in, out, pooled] : channels) convolution(in, out, pooled != 0);
    last_ = add("Flatten", {last_});
    product(256, 512, true);
    product(512, 512, true);
    product(512, 10, false);
    add("Identity", {last_}, "out");
  }

  std::string bytes() const { return model_.bytes(); }

 private:
  std::string add(const std::string& op, const std::vector<std::string>& inputs, std::string output = {}) {
    if (output.empty()) output = "t" + std::to_string(count_++);
    auto& node = model_.node(op, inputs, output);
    if (op == "BipolarQuant") node.set_domain("qonnx.custom_op.general");
    node_ = &node;
    return output;
  }

  std::string random(const std::vector<std::int64_t>& shape, float low, float high) {
    std::int64_t elements = 1;
    for (const std::int64_t extent : shape) elements *= extent;
    std::vector<float> values(static_cast<std::size_t>(elements));
    std::uniform_real_distribution<float> spread(low, high);
    for (float& value : values) value = spread(random_);
    const std::string name = "k" + std::to_string(count_++);
    model_.constant(name, shape, values);
    return name;
  }

  std::string signs(const std::string& tensor) { return add("BipolarQuant", {tensor, random({1}, 1, 1)}); }

  void activate(std::int64_t channels) {
    const std::vector<std::int64_t> shape{channels};
    last_ = add("BatchNormalization",
                {last_, random(shape, 0.5F, 1.5F), random(shape, -1, 1), random(shape, -1, 1), random(shape, 0.5F, 2)});
    last_ = signs(last_);
  }

  void convolution(std::int64_t in, std::int64_t out, bool pooled) {
    last_ = add("Conv", {last_, signs(random({out, in, 3, 3}, -1, 1))});
    ints(*node_, "kernel_shape", {3, 3});
    activate(out);
    if (!pooled) return;
    last_ = add("MaxPool", {last_});
    ints(*node_, "kernel_shape", {2, 2});
    ints(*node_, "strides", {2, 2});
  }

  void product(std::int64_t in, std::int64_t out, bool activated) {
    last_ = add("MatMul", {last_, signs(random({in, out}, -1, 1))});
    if (activated) activate(out);
  }

  OnnxModel model_{{1, 3, 32, 32}};
  std::mt19937 random_{1};
  std::string last_ = "in";
  onnx::NodeProto* node_ = nullptr;
  int count_ = 0;
};

}  // namespace

TEST_CASE("a QONNX file of CNV's size is imported in less than two seconds of one core", "[golden][onnx]") {
  const std::string bytes = Cnv().bytes();
  CHECK(bytes.size() > 6'000'000);
  const std::clock_t start = std::clock();
  const FoldedNetwork made =
      import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "cnv");
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(seconds < 2.0);
  std::map<std::string, int> counts;
  std::size_t weights = 0;
  for (const Layer& layer : made.network->layers) {
    ++counts[op_type(layer.kind)];
    weights += layer.parameters.weights.data.size();
  }
  CHECK(counts["MVAU"] == 9);
  CHECK(counts["ConvolutionInputGenerator"] == 6);
  CHECK(counts["StreamingMaxPool"] == 2);
  CHECK(weights == 1'542'848);
}
