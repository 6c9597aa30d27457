#include <catch2/catch.hpp>

#include "golden/layers/kinds.hpp"
#include "tests/golden/layer_checks.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

TEST_CASE("a VVAU whose accumulator does not hold its sums is refused", "[golden][vvau]") {
  Vvau m;
  m.kernel = {1, 2};
  m.channels = 2;
  m.input = DataType::uint(4);
  m.weight = DataType::int_(3);
  m.levels = 3;
  m.output = DataType::uint(2);
  const Parameters p{Tensor({2, 2}, {2, -1, 3, 1}), Tensor({2, 3}, {-2, -1, 0, 0, 26, 27}), {}};
  CHECK(codes(m).empty());
  Errors errors;
  validate_parameters(m, p, "layer", errors);
  CHECK(errors.empty());
  m.accumulator = DataType::int_(6);  // 15 * 3 + 15 does not fit
  validate_parameters(m, p, "layer", errors);
  CHECK(errors.list().size() == 1);
}

TEST_CASE("concatenation and split are each other's inverse", "[golden][reshaping]") {
  const Concat c{{1, 3}, {2}, DataType::uint(8)};
  const Tensor a({2, 1}, {1, 2}), b({2, 3}, {10, 11, 12, 20, 21, 22});
  const auto joined = compute(c, {&a, &b}, {});
  CHECK(joined[0].data == Values{1, 10, 11, 12, 2, 20, 21, 22});
  const auto parts = compute(Split{{1, 3}, {2}, DataType::uint(8)}, {&joined[0]}, {});
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].data == a.data);
  CHECK(parts[1].data == b.data);
  CHECK(codes(Concat{{1, 0}, {2}, DataType::uint(8)}) == Codes{"layer-shape"});
  Errors errors;
  validate_folding(Split{{2, 3}, {2}, DataType::uint(8)}, {1, 2, 1, "auto"}, "layer", errors);
  CHECK(errors.list().size() == 1);
}

TEST_CASE("upsampling repeats the nearest pixel", "[golden][reshaping]") {
  const Upsample u{{1, 2}, {2, 3}, 1, DataType::uint(8)};
  const Tensor x({2, 1, 2, 1}, {5, 6, 7, 8});
  CHECK(compute(u, {&x}, {})[0].data == Values{5, 5, 5, 6, 6, 6, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 7, 7, 7, 8, 8, 8});
  CHECK(output_ports(u, {})[0].shape == Shape{2, 6, 1});
}

TEST_CASE("element-wise operations add, subtract and take distances", "[golden][reshaping]") {
  Eltwise e;
  e.channels = 2;
  e.output = DataType::int_(10);
  const Tensor a({1, 2}, {3, 200}), b({1, 2}, {250, 9});
  const auto result = [&](const char* operation) {
    e.operation = operation;
    CHECK(codes(e).empty());
    return compute(e, {&a, &b}, {})[0].data;
  };
  CHECK(result("Add") == Values{253, 209});
  CHECK(result("Sub") == Values{-247, 191});
  CHECK(result("AbsDiff") == Values{247, 191});
  e.output = DataType::uint(16);
  CHECK(result("Mul") == Values{750, 1800});
  e.output = DataType::uint(15);
  CHECK(codes(e) == Codes{"layer-range"});
  e.operation = "Sub";
  e.output = DataType::uint(8);
  CHECK(codes(e) == Codes{"layer-range"});
  e.operation = "Div";
  CHECK(codes(e) == Codes{"layer-function"});
}

TEST_CASE("pixel padding puts zeros between pixels", "[golden][reshaping]") {
  const PixelPadding p{{2, 2}, {2, 3}, 1, DataType::uint(8)};
  const Tensor x({2, 2, 1}, {1, 2, 3, 4});
  CHECK(compute(p, {&x}, {})[0].data == Values{1, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 4});
  CHECK(codes(PixelPadding{{2, 2}, {2, 3}, 1, DataType::bipolar()}) == Codes{"layer-type"});
}

TEST_CASE("a lookup turns indices into rows of its table", "[golden][reshaping]") {
  const Lookup l{4, 2, {3}, DataType::uint(2), DataType::int_(8)};
  const Tensor indices({3}, {3, 0, 3});
  const Parameters p{Tensor({4, 2}, {1, 2, 3, 4, 5, 6, -7, -8}), {}, {}};
  CHECK(compute(l, {&indices}, p)[0].data == Values{-7, -8, 1, 2, -7, -8});
  CHECK(codes(l).empty());
  CHECK(codes(Lookup{3, 2, {3}, DataType::uint(2), DataType::int_(8)}) == Codes{"layer-range"});
}
