#include <catch2/catch.hpp>

#include "golden/layers/kinds.hpp"
#include "tests/golden/layer_checks.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

TEST_CASE("a duplicate hands the same elements to every output", "[golden][elementwise]") {
  const DuplicateStreams d{2, {2}, DataType::uint(4), 3};
  const Tensor x({2, 2}, {1, 2, 3, 4});
  const auto out = compute(d, {&x}, {});
  REQUIRE(out.size() == 3);
  for (const auto& copy : out) CHECK(copy.data == x.data);
  CHECK(output_ports(d, {2, 1}).size() == 3);
  CHECK(codes(DuplicateStreams{2, {2}, DataType::uint(4), 1}) == Codes{"layer-shape"});
}

TEST_CASE("a residual sum keeps the offset of its codes and saturates", "[golden][elementwise]") {
  AddStreams a;
  a.channels = 5;
  a.offset = -8;
  a.saturate = true;
  a.output = DataType::uint(4);
  // Codes are value + 8: -8 + -8 saturates to -8, 0 + 0 = 0, 7 + 7 saturates to 7, 3 + -5 = -2.
  const Tensor x({1, 5}, {0, 8, 15, 11, 4}), y({1, 5}, {0, 8, 15, 3, 4});
  CHECK(compute(a, {&x, &y}, {})[0].data == Values{0, 8, 15, 6, 0});
  CHECK(codes(a).empty());
}

TEST_CASE("a sum that does not saturate needs an output that holds it", "[golden][elementwise]") {
  AddStreams a;
  a.channels = 2;
  a.lhs = DataType::uint(4);
  a.rhs = DataType::int_(3);
  a.output = DataType::int_(6);
  const Tensor x({1, 2}, {15, 0}), y({1, 2}, {3, -4});
  CHECK(codes(a).empty());
  CHECK(compute(a, {&x, &y}, {})[0].data == Values{18, -4});
  a.output = DataType::int_(5);
  CHECK(codes(a) == Codes{"layer-range"});
}

TEST_CASE("a ReLU with offset cuts below the code of zero", "[golden][elementwise]") {
  const Relu r{3, {1}, DataType::uint(4), DataType::uint(3), 8};
  const Tensor x({1, 3}, {7, 8, 15});
  CHECK(compute(r, {&x}, {})[0].data == Values{0, 0, 7});
  CHECK(codes(r).empty());
  CHECK(codes(Relu{3, {1}, DataType::uint(4), DataType::uint(2), 8}) == Codes{"layer-range"});
}

TEST_CASE("an accumulate pool sums every channel over the pixels of its frame", "[golden][elementwise]") {
  const AccumulatePool p{2, {1, 3}, DataType::int_(4), DataType::int_(6)};
  const Tensor x({2, 1, 3, 2}, {1, -1, 2, -2, 3, -3, 7, -8, 7, -8, 7, -8});
  CHECK(compute(p, {&x}, {})[0].data == Values{6, -6, 21, -24});
  CHECK(codes(p).empty());
  CHECK(codes(AccumulatePool{2, {1, 3}, DataType::int_(4), DataType::int_(5)}) == Codes{"layer-range"});
}

TEST_CASE("a down-sampler keeps even rows and columns of even and odd pictures", "[golden][elementwise]") {
  const DownSampler d{{3, 4}, 1, 2, DataType::uint(8)};
  const Tensor x({3, 4, 1}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  CHECK(compute(d, {&x}, {})[0].data == Values{0, 2, 8, 10});
  CHECK(output_ports(d, {})[0].shape == Shape{2, 2, 1});
}

TEST_CASE("label select ranks by score and equal scores by the lower index", "[golden][elementwise]") {
  const LabelSelect l{5, 3, DataType::int_(8), DataType::uint(4)};
  const Tensor scores({2, 5}, {-3, 7, 7, -1, 7, -5, -5, -9, -5, -5});
  CHECK(compute(l, {&scores}, {})[0].data == Values{1, 2, 4, 0, 1, 3});
  CHECK(codes(l).empty());
  CHECK(codes(LabelSelect{5, 6, DataType::int_(8), DataType::uint(4)}) == Codes{"layer-shape"});
  CHECK(codes(LabelSelect{5, 1, DataType::int_(8), DataType::uint(2)}) == Codes{"layer-range"});
}

TEST_CASE("channel-wise operations use one constant per channel", "[golden][elementwise]") {
  ChannelwiseOp c;
  c.channels = 2;
  c.num_input_vectors = {2};
  c.input = DataType::int_(8);
  const Tensor x({2, 2}, {1, 2, -3, 4});
  const Parameters p{{}, {}, Tensor({2}, {10, 2})};
  const auto result = [&](const char* function) {
    c.function = function;
    return compute(c, {&x}, p)[0].data;
  };
  CHECK(result("add") == Values{11, 4, 7, 6});
  CHECK(result("mul") == Values{10, 4, -30, 8});
  CHECK(result("cmp_le") == Values{0, 1, 0, 1});
  CHECK(result("cmp_ge") == Values{1, 1, 1, 0});
  c.function = "div";
  CHECK(codes(c) == Codes{"layer-function"});
  c.function = "add";
  Errors errors;
  c.output = DataType::int_(9);
  validate_parameters(c, p, "layer", errors);
  CHECK(errors.empty());
  c.output = DataType::int_(8);  // 127 + 10
  validate_parameters(c, p, "layer", errors);
  CHECK(errors.list().size() == 1);
}

TEST_CASE("pools over windows take maxima, sums and shifted sums", "[golden][elementwise]") {
  Pool p;
  p.kernel = {1, 3};
  p.channels = 2;
  p.out_size = {2, 1};
  p.input = DataType::int_(4);
  p.output = DataType::int_(4);
  // Window 0: channel 0 has -3 -1 -2, channel 1 has 5 0 1. Window 1: 7 7 7 and -8 -8 -7.
  const Tensor x({2, 1, 6}, {-3, 5, -1, 0, -2, 1, 7, -8, 7, -8, 7, -7});
  CHECK(codes(p).empty());
  CHECK(compute(p, {&x}, {})[0].data == Values{-1, 5, 7, -7});
  p.function = "AccPool";
  CHECK(codes(p) == Codes{"layer-range"});
  p.output = DataType::int_(6);
  CHECK(codes(p).empty());
  CHECK(compute(p, {&x}, {})[0].data == Values{-6, 6, 21, -23});
  p.function = "QuantAvgPool";
  p.shift = 2;
  CHECK(compute(p, {&x}, {})[0].data == Values{-2, 1, 5, -6});
  p.function = "MinPool";
  CHECK(codes(p).front() == "layer-function");
}
