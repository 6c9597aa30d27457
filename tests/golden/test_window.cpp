#include <catch2/catch.hpp>

#include "golden/layers/fm_padding.hpp"
#include "golden/layers/max_pool.hpp"
#include "golden/layers/sliding_window.hpp"
#include "tests/golden/layer_checks.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

TEST_CASE("a sliding window emits rows, then columns, then channels of each window", "[golden][window]") {
  SlidingWindow s;
  s.in_size = {3, 3};
  s.channels = 2;
  s.kernel = {2, 2};
  // Pixel (y, x) holds 2 (3 y + x) and that + 1.
  const Tensor x = counting({3, 3, 2});
  const Tensor out = compute(s, {&x}, {})[0];
  CHECK(out_size(s) == std::vector<std::int64_t>{2, 2});
  CHECK(out.data == Values{0, 1, 2, 3, 6,  7,  8,  9,  2, 3, 4,  5,  8,  9,  10, 11,
                           6, 7, 8, 9, 12, 13, 14, 15, 8, 9, 10, 11, 14, 15, 16, 17});
}

TEST_CASE("a sliding window honours stride, dilation and kernels that are not square", "[golden][window]") {
  SlidingWindow s;
  s.in_size = {5, 6};
  s.kernel = {1, 2};
  s.stride = {4, 3};
  s.dilation = {1, 2};
  const Tensor x = counting({5, 6});
  CHECK(out_size(s) == std::vector<std::int64_t>{2, 2});
  CHECK(compute(s, {&x}, {})[0].data == Values{0, 2, 3, 5, 24, 26, 27, 29});
}

TEST_CASE("a sliding window treats several frames one after another", "[golden][window]") {
  SlidingWindow s;
  s.in_size = {2, 3};
  s.kernel = {2, 2};
  const Tensor x = counting({2, 2, 3});
  CHECK(compute(s, {&x}, {})[0].data == Values{0, 1, 3, 4, 1, 2, 4, 5, 6, 7, 9, 10, 7, 8, 10, 11});
}

TEST_CASE("a sliding window larger than its picture or with bad extents is rejected", "[golden][window]") {
  SlidingWindow s;
  s.in_size = {5, 5};
  s.kernel = {3, 3};
  s.dilation = {2, 2};
  CHECK(codes(s).empty());
  s.dilation = {3, 2};
  CHECK(codes(s) == std::vector<std::string>{"layer-shape"});
  s.dilation = {1, 1};
  s.stride = {0, 1};
  s.kernel = {3};
  CHECK(codes(s) == std::vector<std::string>{"layer-shape", "layer-shape"});
}

TEST_CASE("a sliding window's words carry SIMD channels in and out", "[golden][window]") {
  SlidingWindow s;
  s.in_size = {30, 30};
  s.channels = 64;
  s.kernel = {3, 3};
  const LayerFolding f{1, 32, 1, "auto"};
  CHECK(input_ports(s, f)[0].elements_per_word == 32);
  CHECK(output_ports(s, f)[0].elements_per_word == 32);
  CHECK(output_ports(s, f)[0].shape == Shape{28, 28, 576});
  Errors errors;
  validate_folding(s, {1, 48, 1, "auto"}, "layer", errors);
  REQUIRE(errors.list().size() == 1);
  CHECK(errors.list()[0].what_text == "layer: SIMD 48 does not divide IFMChannels 64");
}

TEST_CASE("padding surrounds every frame with zeros", "[golden][padding]") {
  FmPadding p;
  p.in_size = {1, 2};
  p.padding = {1, 2, 0, 1};
  const Tensor x({2, 1, 2, 1}, {5, 6, 7, 8});
  CHECK(compute(p, {&x}, {})[0].data == Values{0, 0, 0, 0, 0, 0, 0, 5, 6, 0,  //
                                               0, 0, 0, 0, 0, 0, 0, 7, 8, 0});
  p.type = DataType::bipolar();
  CHECK(codes(p) == std::vector<std::string>{"layer-type"});
  p.type = DataType::uint(2);
  p.padding = {0, 0, -1, 0};
  CHECK(codes(p) == std::vector<std::string>{"layer-shape"});
}

TEST_CASE("a max pool takes the largest of each window per channel, negative values too", "[golden][pool]") {
  MaxPool p;
  p.in_size = {2, 5};
  p.window = {2, 2};
  p.channels = 2;
  p.type = DataType::int_(4);
  // Channel 0 in the first, channel 1 in the second place of each pixel; the fifth column is dropped.
  const Tensor x({2, 5, 2}, {-8, 1, -7, 2, 3, 0,  4, 0, 7, 7,  //
                             -6, 3, -5, 0, 1, -1, 2, 0, 7, 7});
  CHECK(compute(p, {&x}, {})[0].data == Values{-5, 3, 4, 0});
  CHECK(codes(p).empty());
  p.window = {3, 2};
  CHECK(codes(p) == std::vector<std::string>{"layer-shape"});
}
