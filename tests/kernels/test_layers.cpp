#include <catch2/catch.hpp>
#include <random>

#include "golden/kernels/executor.hpp"
#include "tests/kernels/mvau_tester.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

std::int32_t draw(DataType type, std::mt19937& random) {
  return static_cast<std::int32_t>(
      type.decode(static_cast<std::uint32_t>(random() & ((std::uint64_t{1} << type.bits) - 1))));
}

/// A network of one layer, or of a window and the layer that reads it, with random thresholds; run on random frames by
/// the reference and by the fast executor of every instruction set, all streams compared.
class LayerTester {
 public:
  LayerTester& stream(const std::string& name, DataType type, Shape shape) {
    network_.streams.push_back({name, type, std::move(shape)});
    return *this;
  }
  LayerTester& layer(LayerKind kind, std::vector<std::string> inputs, std::vector<std::string> outputs) {
    const std::string name = std::string("layer") + std::to_string(network_.layers.size());
    network_.layers.push_back({name, std::move(kind), std::move(inputs), std::move(outputs), {}});
    return *this;
  }
  /// Weights of the last layer.
  LayerTester& weights(std::int64_t rows, std::int64_t columns, DataType type) {
    Tensor& w = network_.layers.back().parameters.weights = Tensor({rows, columns});
    for (auto& value : w.data) value = draw(type, random_);
    return *this;
  }
  /// Constants of the last layer.
  LayerTester& bias(std::int64_t channels, DataType type) {
    Tensor& b = network_.layers.back().parameters.bias = Tensor({channels});
    for (auto& value : b.data) value = draw(type, random_);
    return *this;
  }
  /// Thresholds of the last layer: around the middle of `type`, some beyond its ends.
  LayerTester& thresholds(std::int64_t channels, int levels, DataType type) {
    Tensor& t = network_.layers.back().parameters.thresholds = Tensor({channels, levels});
    const std::int64_t low = type.min() - 1, width = type.max() - type.min() + 3;
    for (auto& value : t.data)
      value = static_cast<std::int32_t>(low + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(width)));
    for (auto row = t.data.begin(); row != t.data.end(); row += levels) std::sort(row, row + levels);
    return *this;
  }

  /// The layer must have a fast kernel exactly if `is_fast`.
  void test(const std::string& input, const std::string& output, bool is_fast = true) {
    network_.name = "layer";
    network_.inputs = {input};
    network_.outputs = {output};
    std::vector<Tensor> frames;
    const NetworkStream& in = *network_.find_stream(input);
    for (int i = 0; i < 3; ++i) {
      frames.emplace_back(in.shape);
      for (auto& value : frames.back().data) value = draw(in.type, random_);
    }
    std::vector<FrameResult> wanted(3);
    make_reference_executor(network_)->run(frames, {"*"}, wanted);
    for (const Isa isa : supported_isas()) {
      INFO(op_type(network_.layers.back().kind)
           << " from " << in.type.name() << " " << to_string(in.shape) << " on " << name(isa));
      const FastExecutor executor(network_, isa);
      CHECK(executor.reference_layers().empty() == is_fast);
      std::vector<FrameResult> found(3);
      executor.run(frames, {"*"}, found);
      for (int i = 0; i < 3; ++i) {
        REQUIRE(found[static_cast<std::size_t>(i)].output == wanted[static_cast<std::size_t>(i)].output);
        REQUIRE(found[static_cast<std::size_t>(i)].taps == wanted[static_cast<std::size_t>(i)].taps);
      }
    }
  }

 private:
  Network network_;
  std::mt19937 random_{17};
};

const std::vector<int> kChannels{1, 3, 63, 64, 65, 128, 200, 512, 576};
const std::vector<DataType> kNarrowTypes{BINARY, UINT(2), INT(2), UINT(3), INT(3), UINT(4),
                                         INT(4), UINT(5), INT(6), UINT(8), INT(8)};

}  // namespace

TEST_CASE("thresholds of bit planes equal the reference for every pair of types", "[kernels][layers]") {
  for (const int channels : kChannels)
    for (const DataType input : {BIPOLAR, BINARY, UINT(2), INT(2), UINT(4), INT(4)}) {
      const auto test = [&](DataType output, int levels, int act_val, Compare compare) {
        const Thresholding t{channels, {2, 3}, input, INT(16), output, act_val, compare, levels};
        LayerTester()
            .stream("in", input, {2, 3, channels})
            .stream("out", output, {2, 3, channels})
            .layer(t, {"in"}, {"out"})
            .thresholds(channels, levels, input)
            .test("in", "out");
      };
      for (const Compare compare : {Compare::Less, Compare::LessEqual}) {
        test(BIPOLAR, 1, 0, compare);
        test(UINT(2), 3, 0, compare);
        test(INT(2), 2, -1, compare);
        test(UINT(4), 15, 0, compare);
      }
    }
}

TEST_CASE("thresholds of bytes and of wide elements equal the reference", "[kernels][layers]") {
  for (const int channels : {1, 3, 64, 70})
    for (const DataType input : {UINT(8), INT(8), INT(6), INT(13), INT(24)})
      for (const auto& [output, levels, act_val] :
           {std::tuple{UINT(2), 3, 0}, std::tuple{BIPOLAR, 1, 0}, std::tuple{INT(8), 255, -128},
            std::tuple{UINT(8), 100, 7}, std::tuple{UINT(10), 700, 3}})
        LayerTester()
            .stream("in", input, {5, channels})
            .stream("out", output, {5, channels})
            .layer(Thresholding{channels, {5}, input, INT(25), output, act_val, Compare::LessEqual, levels}, {"in"},
                   {"out"})
            .thresholds(channels, levels, input)
            .test("in", "out");
}

TEST_CASE("thresholds of bit planes to bytes equal the reference", "[kernels][layers]") {
  for (const DataType input : {BIPOLAR, UINT(2), INT(4)})
    LayerTester()
        .stream("in", input, {5, 70})
        .stream("out", INT(6), {5, 70})
        .layer(Thresholding{70, {5}, input, INT(8), INT(6), -32, Compare::Less, 40}, {"in"}, {"out"})
        .thresholds(70, 40, input)
        .test("in", "out");
}

TEST_CASE("sums of streams saturate as the reference does", "[kernels][layers]") {
  for (const int channels : kChannels)
    for (const auto& [type, output, offset] :
         {std::tuple{UINT(4), UINT(4), -8}, std::tuple{UINT(4), UINT(4), 3}, std::tuple{INT(2), INT(3), 1},
          std::tuple{INT(4), INT(4), -2}, std::tuple{UINT(2), INT(4), -5}, std::tuple{BINARY, UINT(2), 0}}) {
      AddStreams add{channels, {3, 2}, type, type, output, offset, true};
      LayerTester()
          .stream("in", type, {3, 2, channels})
          .stream("a", type, {3, 2, channels})
          .stream("b", type, {3, 2, channels})
          .stream("t", type, {3, 2, channels})
          .stream("out", output, {3, 2, channels})
          .layer(DuplicateStreams{channels, {3, 2}, type, 2}, {"in"}, {"a", "b"})
          .layer(Thresholding{channels,
                              {3, 2},
                              type,
                              INT(8),
                              type,
                              static_cast<int>(type.min()),
                              Compare::LessEqual,
                              static_cast<int>(type.max() - type.min())},
                 {"b"}, {"t"})
          .thresholds(channels, static_cast<int>(type.max() - type.min()), type)
          .layer(add, {"a", "t"}, {"out"})
          .test("in", "out");
    }
}

TEST_CASE("sums of wide streams equal the reference in every mixture of forms", "[kernels][layers]") {
  struct Types {
    DataType lhs, rhs, output;
    int offset;
    bool saturate;
  };
  for (const int channels : {1, 70})
    for (const Types& t : {Types{UINT(8), INT(8), INT(10), 0, false}, Types{UINT(8), INT(8), UINT(8), -3, true},
                           Types{INT(4), INT(4), INT(5), 0, false}, Types{UINT(2), INT(8), INT(9), 0, false},
                           Types{INT(12), UINT(8), INT(8), 5, true}, Types{INT(8), INT(8), INT(4), 0, true},
                           Types{INT(31), INT(31), INT(32), 0, false}, Types{BIPOLAR, BIPOLAR, INT(3), 0, false}}) {
      const Thresholding to_rhs{
          channels,           {6}, t.lhs, INT(32), t.rhs, static_cast<int>(t.rhs == BIPOLAR ? 0 : t.rhs.min()),
          Compare::LessEqual, 1};
      LayerTester()
          .stream("in", t.lhs, {6, channels})
          .stream("a", t.lhs, {6, channels})
          .stream("b", t.lhs, {6, channels})
          .stream("t", t.rhs, {6, channels})
          .stream("out", t.output, {6, channels})
          .layer(DuplicateStreams{channels, {6}, t.lhs, 2}, {"in"}, {"a", "b"})
          .layer(to_rhs, {"b"}, {"t"})
          .thresholds(channels, 1, t.lhs)
          .layer(AddStreams{channels, {6}, t.lhs, t.rhs, t.output, t.offset, t.saturate}, {"a", "t"}, {"out"})
          .test("in", "out");
    }
}

TEST_CASE("ReLU with an offset equals the reference", "[kernels][layers]") {
  for (const auto& [input, output, offset] : {std::tuple{UINT(8), UINT(8), 100}, std::tuple{INT(8), UINT(7), 0},
                                              std::tuple{INT(20), UINT(20), 3}, std::tuple{INT(8), INT(8), 0}})
    LayerTester()
        .stream("in", input, {7, 65})
        .stream("out", output, {7, 65})
        .layer(Relu{65, {7}, input, output, offset}, {"in"}, {"out"})
        .test("in", "out");
  for (const int channels : kChannels) {
    LayerTester()
        .stream("in", UINT(4), {7, channels})
        .stream("out", UINT(4), {7, channels})
        .layer(Relu{channels, {7}, UINT(4), UINT(4), 8}, {"in"}, {"out"})
        .test("in", "out");
    LayerTester()
        .stream("in", INT(4), {7, channels})
        .stream("out", UINT(3), {7, channels})
        .layer(Relu{channels, {7}, INT(4), UINT(3), 0}, {"in"}, {"out"})
        .test("in", "out");
  }
}

TEST_CASE("pools of every plane and byte type equal the reference, cut windows included", "[kernels][layers]") {
  for (const int channels : kChannels)
    for (const DataType type : kNarrowTypes)
      LayerTester()
          .stream("in", type, {5, 7, channels})
          .stream("out", type, {2, 3, channels})
          .layer(MaxPool{{5, 7}, {2, 2}, channels, type}, {"in"}, {"out"})
          .test("in", "out");
}

TEST_CASE("overlapping pools read their padded windows", "[kernels][layers]") {
  for (const int channels : kChannels)
    for (const DataType type : {UINT(2), INT(2), BINARY, UINT(8), INT(8)}) {
      SlidingWindow window{{7, 7}, channels, {3, 3}, {2, 2}, {1, 1}, type};
      LayerTester()
          .stream("in", type, {6, 6, channels})
          .stream("padded", type, {7, 7, channels})
          .stream("windows", type, {3, 3, 9 * channels})
          .stream("out", type, {3, 3, channels})
          .layer(FmPadding{{6, 6}, {0, 0, 1, 1}, channels, type}, {"in"}, {"padded"})
          .layer(window, {"padded"}, {"windows"})
          .layer(Pool{"MaxPool", {3, 3}, {3, 3}, channels, type, type, 0}, {"windows"}, {"out"})
          .test("in", "out");
    }
}

TEST_CASE("sums and averages over windows equal the reference", "[kernels][layers]") {
  for (const DataType type : {UINT(2), INT(4), UINT(8), INT(8)})
    for (const int channels : {1, 5, 64, 70})
      for (const std::string function : {"AccPool", "QuantAvgPool"}) {
        const int shift = function == "AccPool" ? 0 : 3;
        const SlidingWindow window{{6, 7}, channels, {3, 3}, {2, 2}, {1, 1}, type};
        const DataType output = shift == 0 ? INT(13) : INT(10);
        LayerTester()
            .stream("in", type, {6, 7, channels})
            .stream("windows", type, {2, 3, 9 * channels})
            .stream("out", output, {2, 3, channels})
            .layer(window, {"in"}, {"windows"})
            .layer(Pool{function, {2, 3}, {3, 3}, channels, type, output, shift}, {"windows"}, {"out"})
            .test("in", "out");
      }
}

TEST_CASE("a pool without a fast kernel gets its windows written out", "[kernels][layers]") {
  SlidingWindow window{{6, 6}, 5, {3, 3}, {3, 3}, {1, 1}, INT(12)};
  LayerTester()
      .stream("in", INT(12), {6, 6, 5})
      .stream("windows", INT(12), {2, 2, 45})
      .stream("out", INT(16), {2, 2, 5})
      .layer(window, {"in"}, {"windows"})
      .layer(Pool{"AccPool", {2, 2}, {3, 3}, 5, INT(12), INT(16), 0}, {"windows"}, {"out"})
      .test("in", "out", false);
}

TEST_CASE("depthwise convolutions equal the reference", "[kernels][layers]") {
  struct Shape2 {
    std::vector<std::int64_t> kernel, stride, dilation;
  };
  for (const int channels : {1, 3, 16, 31, 32, 33, 100})
    for (const Shape2& shape : {Shape2{{3, 3}, {1, 1}, {1, 1}}, Shape2{{3, 3}, {2, 2}, {1, 1}},
                                Shape2{{1, 4}, {1, 1}, {1, 2}}, Shape2{{5, 5}, {1, 2}, {1, 1}}})
      for (const auto& [input, weight] : {std::pair{UINT(8), INT(8)}, std::pair{INT(8), INT(8)},
                                          std::pair{UINT(4), INT(4)}, std::pair{INT(2), BIPOLAR}})
        for (const DataType output : {UINT(8), INT(4), INT(32)}) {
          const SlidingWindow window{{7, 9}, channels, shape.kernel, shape.stride, shape.dilation, input, true};
          const int levels = output == INT(32) ? 0 : static_cast<int>(output.max() - output.min());
          const Vvau m{out_size(window),
                       shape.kernel,
                       channels,
                       input,
                       weight,
                       output,
                       INT(32),
                       levels == 0,
                       levels == 0 ? 0 : static_cast<int>(output.min()),
                       Compare::LessEqual,
                       levels};
          const std::int64_t taps = element_count(shape.kernel);
          LayerTester tester;
          tester.stream("in", input, {7, 9, channels})
              .stream("windows", input, {out_size(window)[0], out_size(window)[1], taps * channels})
              .stream("out", output, {out_size(window)[0], out_size(window)[1], channels})
              .layer(window, {"in"}, {"windows"})
              .layer(m, {"windows"}, {"out"})
              .weights(channels, taps, weight);
          if (levels != 0) tester.thresholds(channels, levels, INT(input.bits + weight.bits));
          tester.test("in", "out");
          // Windows that come in whole.
          LayerTester whole;
          whole.stream("in", input, {out_size(window)[0], out_size(window)[1], taps * channels})
              .stream("out", output, {out_size(window)[0], out_size(window)[1], channels})
              .layer(m, {"in"}, {"out"})
              .weights(channels, taps, weight);
          if (levels != 0) whole.thresholds(channels, levels, INT(input.bits + weight.bits));
          whole.test("in", "out");
        }
}

TEST_CASE("padding and down-sampling move pixels of every form", "[kernels][layers]") {
  for (const DataType type : {BINARY, INT(2), UINT(8), INT(16)})
    for (const int channels : {1, 3, 64, 65}) {
      LayerTester()
          .stream("in", type, {3, 4, channels})
          .stream("out", type, {6, 9, channels})
          .layer(FmPadding{{3, 4}, {1, 2, 2, 3}, channels, type}, {"in"}, {"out"})
          .test("in", "out");
      for (const int stride : {2, 3})
        LayerTester()
            .stream("in", type, {5, 4, channels})
            .stream("out", type, {(5 + stride - 1) / stride, (4 + stride - 1) / stride, channels})
            .layer(DownSampler{{5, 4}, channels, stride, type}, {"in"}, {"out"})
            .test("in", "out");
    }
}

TEST_CASE("sums over all pixels equal the reference", "[kernels][layers]") {
  for (const DataType type : {BIPOLAR, BINARY, UINT(2), INT(2), UINT(4), INT(4), UINT(8), INT(8)})
    for (const int channels : {1, 64, 65, 200})
      LayerTester()
          .stream("in", type, {7, 7, channels})
          .stream("out", INT(16), {1, 1, channels})
          .layer(AccumulatePool{channels, {7, 7}, type, INT(16)}, {"in"}, {"out"})
          .test("in", "out");
}

TEST_CASE("the best labels come first, of equal scores the lower one", "[kernels][layers]") {
  for (const DataType type : {INT(4), UINT(8), INT(8), INT(9), INT(32)})
    for (const int k : {1, 5, 40})
      LayerTester()
          .stream("in", type, {40})
          .stream("out", UINT(32), {k})
          .layer(LabelSelect{40, k, type, UINT(32)}, {"in"}, {"out"})
          .test("in", "out");
}

TEST_CASE("pixels are repeated, cut off and set apart in every form", "[kernels][layers]") {
  for (const int channels : {1, 3, 64, 70})
    for (const DataType type : {BIPOLAR, UINT(2), INT(4), INT(8), UINT(8), INT(20)}) {
      const auto test = [&](const LayerKind& kind, Shape out) {
        LayerTester()
            .stream("in", type, {3, 4, channels})
            .stream("out", type, std::move(out))
            .layer(kind, {"in"}, {"out"})
            .test("in", "out");
      };
      test(Upsample{{3, 4}, {2, 3}, channels, type}, {6, 12, channels});
      test(Upsample{{3, 4}, {1, 2}, channels, type}, {3, 8, channels});
      test(Crop{{3, 4}, {1, 2, 0, 1}, channels, type}, {2, 1, channels});
      if (type.holds(0)) test(PixelPadding{{3, 4}, {3, 2}, channels, type}, {7, 7, channels});
    }
}

TEST_CASE("channels are cut apart and joined in every form, at any bit of a word", "[kernels][layers]") {
  for (const DataType type : {BIPOLAR, UINT(2), INT(4), INT(8), UINT(8), INT(20)})
    for (const auto& [a, b, c] :
         {std::tuple{1, 2, 3}, std::tuple{64, 64, 64}, std::tuple{63, 2, 130}, std::tuple{100, 29, 1}}) {
      const int all = a + b + c;
      LayerTester()
          .stream("in", type, {2, 3, all})
          .stream("a", type, {2, 3, a})
          .stream("b", type, {2, 3, b})
          .stream("c", type, {2, 3, c})
          .stream("out", type, {2, 3, all})
          .layer(Split{{a, b, c}, {2, 3}, type}, {"in"}, {"a", "b", "c"})
          .layer(Concat{{c, a, b}, {2, 3}, type}, {"c", "a", "b"}, {"out"})
          .test("in", "out");
    }
}

TEST_CASE("element-wise operations of two streams equal the reference in every mixture of forms", "[kernels][layers]") {
  for (const int channels : {1, 64, 70})
    for (const DataType lhs : {BIPOLAR, INT(4), UINT(8), INT(15)})
      for (const DataType rhs : {UINT(2), INT(8)})
        for (const char* operation : {"Add", "Sub", "AbsDiff", "Mul"}) {
          const std::int64_t ends[] = {lhs.min() * rhs.min(), lhs.min() * rhs.max(), lhs.max() * rhs.min(),
                                       lhs.max() * rhs.max()};
          const bool multiplies = std::string(operation) == "Mul";
          const DataType output =
              multiplies ? smallest_type(*std::min_element(ends, ends + 4), *std::max_element(ends, ends + 4))
                         : INT(18);
          const int levels = rhs == INT(8) ? 200 : 3;
          LayerTester()
              .stream("in", lhs, {3, 2, channels})
              .stream("a", lhs, {3, 2, channels})
              .stream("b", lhs, {3, 2, channels})
              .stream("t", rhs, {3, 2, channels})
              .stream("out", output, {3, 2, channels})
              .layer(DuplicateStreams{channels, {3, 2}, lhs, 2}, {"in"}, {"a", "b"})
              .layer(
                  Thresholding{
                      channels, {3, 2}, lhs, INT(17), rhs, static_cast<int>(rhs.min()), Compare::LessEqual, levels},
                  {"b"}, {"t"})
              .thresholds(channels, levels, lhs)
              .layer(Eltwise{operation, channels, {3, 2}, lhs, rhs, output}, {"a", "t"}, {"out"})
              .test("in", "out");
        }
}

TEST_CASE("constants per channel, and per place of a picture, equal the reference", "[kernels][layers]") {
  for (const DataType input : {BIPOLAR, UINT(2), UINT(8), INT(13)})
    for (const std::string function : {"add", "mul", "cmp_le", "cmp_ge"})
      for (const int vectors : {1, 6}) {
        const bool compares = function.starts_with("cmp");
        LayerTester()
            .stream("in", input, {2, 3, 70})
            .stream("out", compares ? BINARY : INT(24), {2, 3, 70})
            .layer(ChannelwiseOp{function, 420 / vectors, {vectors}, input, INT(8), compares ? BINARY : INT(24)},
                   {"in"}, {"out"})
            .bias(420 / vectors, INT(8))
            .test("in", "out");
      }
}

TEST_CASE("rows of a table are looked up", "[kernels][layers]") {
  for (const DataType type : {BIPOLAR, INT(4), UINT(8), INT(20)})
    for (const int dimension : {1, 5, 70})
      LayerTester()
          .stream("in", UINT(6), {7})
          .stream("out", type, {7, dimension})
          .layer(Lookup{64, dimension, {7}, UINT(6), type}, {"in"}, {"out"})
          .weights(64, dimension, type)
          .test("in", "out");
}
