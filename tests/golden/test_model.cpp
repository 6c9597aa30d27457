#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/model/model.hpp"
#include "tests/golden/tiny_network.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::shared_ptr<const Network> tiny() { return std::make_shared<const Network>(test::tiny_network()); }

template <class F>
std::string code_of(const F& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.code;
  }
  return "none";
}

Network classifier(OutputDecoding decoding, int classes) {
  Network n;
  n.output_decoding = decoding;
  n.class_count = classes;
  return n;
}

int decoded(OutputDecoding decoding, int classes, std::vector<std::int32_t> scores) {
  const auto count = static_cast<std::int64_t>(scores.size());
  return decode_class(classifier(decoding, classes), Tensor({count}, std::move(scores)));
}

std::vector<std::int32_t> encoded(InputEncoding encoding, DataType type, Shape shape, std::vector<std::uint8_t> bytes) {
  Network n;
  n.streams = {{"in", type, std::move(shape)}};
  n.inputs = {"in"};
  n.input_encoding = encoding;
  return encode_input(n, bytes).data;
}

}  // namespace

TEST_CASE("random frames of the widest types hold what their elements can", "[golden][model]") {
  for (const DataType type : {DataType::uint(32), DataType::int_(32)}) {
    Network n;
    n.streams = {{"in", type, {64}}};
    n.inputs = {"in"};
    for (const Tensor& frame : random_frames(n, 4, 1))
      for (const std::int32_t element : frame.data) CHECK(type.holds(element));
  }
}

TEST_CASE("bounds that no type holds have no smallest type", "[golden][model]") {
  constexpr std::int64_t kBillion = 1'000'000'000;
  CHECK(smallest_type(0, 4 * kBillion) == DataType::uint(32));
  CHECK(smallest_type(-2 * kBillion, 2 * kBillion) == DataType::int_(32));
  CHECK(code_of([] { smallest_type(0, 5 * kBillion); }) == "dtype-range");
  CHECK(code_of([] { smallest_type(-1, 4 * kBillion); }) == "dtype-range");
  CHECK(code_of([] { smallest_type(-3 * kBillion, 0); }) == "dtype-range");
}

TEST_CASE("the model computes frames in order and keeps the tapped streams", "[golden][model]") {
  const Model model(tiny());
  // Rows + + - - (fires from 3) and - + - + (fires from -2).
  const std::vector<Tensor> frames{Tensor({4}, {2, 1, 0, 0}), Tensor({4}, {1, 0, -1, 0}), Tensor({4}, {7, -8, 7, -8})};
  RunOptions options;
  options.taps = {"x"};
  const auto results = model.run(frames, options);
  REQUIRE(results.size() == 3);
  CHECK(results[0].output == Tensor({2}, {1, 1}));  // sums 3 and -1
  CHECK(results[1].output == Tensor({2}, {0, 1}));  // sums 2 and 0
  CHECK(results[2].output == Tensor({2}, {0, 0}));  // sums 0 and -30
  CHECK(results[1].taps.size() == 1);
  CHECK(results[1].taps.at("x") == frames[1]);
  options.taps = {"*"};
  CHECK(model.run(frames, options)[2].taps.at("y") == results[2].output);
  CHECK(model.run({}, options).empty());
}

TEST_CASE("results do not depend on the number of threads", "[golden][model]") {
  const FoldedNetwork lfc = make_builtin("lfc-w1a2");
  const Model model(lfc.network);
  const auto frames = random_frames(*lfc.network, 37, 5);
  RunOptions one, five;
  one.threads = 1;
  five.threads = 5;
  const auto a = model.run(frames, one), b = model.run(frames, five);
  REQUIRE(a.size() == 37);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i].output == b[i].output);
  CHECK(model.run({frames[36]}, one)[0].output == a[36].output);
}

TEST_CASE("frames of wrong size or illegal values and unknown taps are refused", "[golden][model]") {
  const Model model(tiny());
  CHECK(code_of([&] { model.run({Tensor({3}, {0, 0, 0})}); }) == "input-size");
  CHECK(code_of([&] { model.run({Tensor({4}, {0, 0, 8, 0})}); }) == "dtype-range");
  RunOptions options;
  options.taps = {"nowhere"};
  CHECK(code_of([&] { model.run({Tensor({4}, {0, 0, 0, 0})}, options); }) == "unknown-stream");
}

TEST_CASE("pixels are binarized from 128 on and padded to whole words", "[golden][model]") {
  std::vector<std::uint8_t> pixels(60, 127);
  pixels[0] = 128;
  pixels[59] = 255;
  const auto bits = encoded(InputEncoding::BnnPynqBinarize, DataType::binary(), {64}, pixels);
  std::vector<std::int32_t> expected(64, 0);
  expected[0] = expected[59] = 1;
  CHECK(bits == expected);
  const auto signs = encoded(InputEncoding::BnnPynqBinarize, DataType::bipolar(), {64}, pixels);
  for (auto& e : expected) e = e == 0 ? -1 : 1;
  CHECK(signs == expected);
  CHECK(code_of([&] { encoded(InputEncoding::BnnPynqBinarize, DataType::binary(), {128}, pixels); }) == "input-size");
}

TEST_CASE("colour planes become signed interleaved pixels", "[golden][model]") {
  // Two pixels, planes R, G, B; 255 saturates to 127 and 0 becomes -128.
  CHECK(encoded(InputEncoding::BnnPynqSigned, DataType::int_(8), {1, 2, 3}, {0, 127, 128, 254, 255, 1}) ==
        std::vector<std::int32_t>{-128, 1, 127, -1, 127, -127});
  CHECK(code_of([&] { encoded(InputEncoding::BnnPynqSigned, DataType::int_(8), {1, 2, 3}, {0}); }) == "input-size");
}

TEST_CASE("raw bytes are the elements", "[golden][model]") {
  CHECK(encoded(InputEncoding::Raw, DataType::uint(8), {3}, {0, 128, 255}) == std::vector<std::int32_t>{0, 128, 255});
  CHECK(code_of([&] { encoded(InputEncoding::Raw, DataType::uint(8), {4}, {0, 128, 255}); }) == "input-size");
}

TEST_CASE("outputs are decoded to classes by the network's rule", "[golden][model]") {
  CHECK(decoded(OutputDecoding::HighestSetBit, 4, {0, 1, 1, 0}) == 2);
  CHECK(decoded(OutputDecoding::HighestSetBit, 4, {0, 0, 0, 0}) == 0);
  CHECK(decoded(OutputDecoding::HighestSetBit, 2, {0, 1, 1, 1}) == 1);
  CHECK(decoded(OutputDecoding::ArgMaxFromZero, 3, {-5, -2, -9}) == 0);
  CHECK(decoded(OutputDecoding::ArgMaxFromZero, 3, {-5, 4, 4}) == 1);
  CHECK(decoded(OutputDecoding::ArgMax, 3, {-5, -2, -2}) == 1);
  CHECK(decoded(OutputDecoding::ArgMax, 2, {-5, -6, 100}) == 0);
  CHECK(decoded(OutputDecoding::TopKIndices, 1000, {592, 280, 400}) == 592);
}

TEST_CASE("random frames are legal, repeatable and use every value", "[golden][model]") {
  const auto network = tiny();
  const auto frames = random_frames(*network, 200, 9), again = random_frames(*network, 200, 9);
  CHECK(frames == again);
  CHECK(frames != random_frames(*network, 200, 10));
  std::set<std::int32_t> seen;
  for (const auto& frame : frames) seen.insert(frame.data.begin(), frame.data.end());
  CHECK(seen.size() == 16);
  CHECK(*seen.begin() == -8);
  CHECK(*seen.rbegin() == 7);
}

TEST_CASE("pictures run in one piece give the outputs of their frames", "[golden][model]") {
  const auto built = make_builtin("lfc-w1a2");
  const Model model(built.network);
  std::vector<std::uint8_t> pictures(5 * 784);
  for (std::size_t i = 0; i < pictures.size(); ++i) pictures[i] = static_cast<std::uint8_t>(i * i % 251);
  std::vector<Tensor> frames;
  for (int f = 0; f < 5; ++f) frames.push_back(encode_input(*built.network, std::span(pictures).subspan(f * 784, 784)));
  std::vector<std::int32_t> wanted, outputs(5 * 64), by_reference(5 * 64);
  for (const auto& result : model.run(frames))
    wanted.insert(wanted.end(), result.output.data.begin(), result.output.data.end());
  model.run_pictures(pictures, 784, outputs);
  CHECK(outputs == wanted);
  model.run_pictures(pictures, 784, by_reference, {.reference = true});
  CHECK(by_reference == wanted);
  CHECK(code_of([&] { model.run_pictures(pictures, 783, outputs); }) == "input-size");
  CHECK(code_of([&] { model.run_pictures(pictures, 784 / 4, outputs); }) == "output-size");
  CHECK(code_of([&] { model.run_pictures(std::span(pictures).first(1000), 200, outputs); }) == "input-size");
}

TEST_CASE("a run that was told to stop ends with an error", "[golden][model]") {
  const auto network = tiny();
  const std::atomic<bool> stop{true};
  RunOptions options;
  options.stop = &stop;
  CHECK(code_of([&] { Model(network).run(random_frames(*network, 3, 1), options); }) == "stopped");
}
