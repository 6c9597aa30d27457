#include <catch2/catch.hpp>

#include "golden/layers/thresholding.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

Thresholding two_channels() {
  Thresholding t;
  t.channels = 2;
  t.num_input_vectors = {3};
  t.input = DataType::uint(8);
  t.output = DataType::uint(2);
  t.levels = 3;
  return t;
}

}  // namespace

TEST_CASE("thresholding counts per channel the thresholds that a value reaches", "[golden][thresholding]") {
  const Tensor x({3, 2}, {0, 10, 5, 20, 255, 19});
  const Parameters p{{}, Tensor({2, 3}, {0, 5, 256, 11, 19, 20}), {}};
  CHECK(compute(two_channels(), {&x}, p)[0].data == std::vector<std::int32_t>{1, 0, 2, 3, 2, 2});
}

TEST_CASE("thresholding with a strict comparison needs one more", "[golden][thresholding]") {
  Thresholding t = two_channels();
  t.compare = Compare::Less;
  const Tensor x({3, 2}, {0, 10, 5, 20, 255, 19});
  const Parameters p{{}, Tensor({2, 3}, {0, 5, 256, 11, 19, 20}), {}};
  CHECK(compute(t, {&x}, p)[0].data == std::vector<std::int32_t>{0, 0, 1, 2, 2, 1});
}

TEST_CASE("thresholding adds its offset, and gives a BIPOLAR output as -1 and +1", "[golden][thresholding]") {
  Thresholding t = two_channels();
  t.output = DataType::int_(3);
  t.act_val = -2;
  const Tensor x({3, 2}, {0, 10, 5, 20, 255, 19});
  CHECK(compute(t, {&x}, {{}, Tensor({2, 3}, {0, 5, 256, 11, 19, 20}), {}})[0].data ==
        std::vector<std::int32_t>{-1, -2, 0, 1, 0, 0});
  t.output = DataType::bipolar();
  t.act_val = 0;
  t.levels = 1;
  CHECK(compute(t, {&x}, {{}, Tensor({2, 1}, {5, 20}), {}})[0].data == std::vector<std::int32_t>{-1, -1, 1, 1, 1, -1});
}

TEST_CASE("thresholding rejects an output type too small for its levels, and SIMD", "[golden][thresholding]") {
  Thresholding t = two_channels();
  t.levels = 4;
  Errors errors;
  validate(t, "Thresholding_0", errors);
  REQUIRE(errors.list().size() == 1);
  CHECK(errors.list()[0].code == "layer-levels");
  CHECK(errors.list()[0].hint == "UINT2 holds 0..3");
  Errors folds;
  validate_folding(t, {2, 2, 1, "auto"}, "Thresholding_0", folds);
  REQUIRE(folds.list().size() == 1);
  CHECK(folds.list()[0].code == "fold-unused");
}
