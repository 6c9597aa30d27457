#include <catch2/catch.hpp>
#include <random>

#include "golden/layers/mvau.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

Mvau small_mvau() {
  Mvau m;
  m.MW = 3;
  m.MH = 2;
  m.input = DataType::int_(4);
  m.weight = DataType::int_(3);
  m.output = DataType::int_(2);
  m.accumulator = DataType::int_(16);
  m.act_val = -1;
  m.levels = 2;
  return m;
}

Errors problems_of(const Mvau& m) {
  Errors errors;
  validate(m, "MVAU_0", errors);
  return errors;
}

/// Element by element, with no library and no batching.
std::vector<std::int32_t> naive(const Mvau& m, const Tensor& x, const Parameters& p) {
  std::vector<std::int32_t> out;
  for (std::int64_t v = 0; v < x.size() / m.MW; ++v)
    for (std::int64_t row = 0; row < m.MH; ++row) {
      std::int64_t sum = 0;
      for (std::int64_t c = 0; c < m.MW; ++c) {
        const std::int64_t a = x.data.at(static_cast<std::size_t>(v * m.MW + c));
        const std::int64_t w = p.weights.data.at(static_cast<std::size_t>(row * m.MW + c));
        sum += m.binary_xnor ? (a == w ? 1 : 0) : a * w;
      }
      int fired = 0;
      for (int k = 0; k < m.levels; ++k) {
        const std::int64_t t = p.thresholds.data.at(static_cast<std::size_t>(row * m.levels + k));
        if (m.compare == Compare::Less ? sum > t : sum >= t) ++fired;
      }
      out.push_back(static_cast<std::int32_t>(m.no_activation ? sum : m.act_val + fired));
    }
  return out;
}

Tensor random_tensor(Shape shape, DataType type, std::mt19937& random) {
  Tensor t(std::move(shape));
  for (auto& v : t.data) v = static_cast<std::int32_t>(type.decode(random() & ((std::uint64_t{1} << type.bits) - 1)));
  return t;
}

}  // namespace

TEST_CASE("an MVAU adds weighted inputs and counts the thresholds that its sums reach", "[golden][mvau]") {
  const Mvau m = small_mvau();
  // Row 0: 1*2 + (-2)*3 + 3*(-1) = -7; row 1: 0*2 + 1*3 + (-1)*(-1) = 4.
  const Tensor x({1, 3}, {2, 3, -1});
  const Parameters p{Tensor({2, 3}, {1, -2, 3, 0, 1, -1}), Tensor({2, 2}, {-8, -7, 4, 5}), {}};
  CHECK(compute(m, {&x}, p)[0].data == std::vector<std::int32_t>{1, 0});
}

TEST_CASE("an MVAU that compares strictly does not fire where the sum equals the threshold", "[golden][mvau]") {
  Mvau m = small_mvau();
  m.compare = Compare::Less;
  const Tensor x({1, 3}, {2, 3, -1});
  const Parameters p{Tensor({2, 3}, {1, -2, 3, 0, 1, -1}), Tensor({2, 2}, {-8, -7, 4, 5}), {}};
  CHECK(compute(m, {&x}, p)[0].data == std::vector<std::int32_t>{0, -1});
}

TEST_CASE("an XNOR MVAU counts equal bits", "[golden][mvau]") {
  Mvau m;
  m.MW = 4;
  m.MH = 2;
  m.input = m.weight = m.output = DataType::binary();
  m.binary_xnor = true;
  m.compare = Compare::Less;
  // Row 0 agrees in bits 0 and 3, row 1 in all four.
  const Tensor x({1, 4}, {1, 0, 1, 0});
  const Tensor weights({2, 4}, {1, 1, 0, 0, 1, 0, 1, 0});
  CHECK(compute(m, {&x}, {weights, Tensor({2, 1}, {1, 4}), {}})[0].data == std::vector<std::int32_t>{1, 0});
  CHECK(compute(m, {&x}, {weights, Tensor({2, 1}, {2, 3}), {}})[0].data == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("an MVAU without activation hands out its sums", "[golden][mvau]") {
  Mvau m = small_mvau();
  m.no_activation = true;
  m.levels = m.act_val = 0;
  m.output = m.accumulator;
  CHECK(problems_of(m).empty());
  const Tensor x({2, 3}, {2, 3, -1, 1, 1, 1});
  const auto out = compute(m, {&x}, {Tensor({2, 3}, {1, -2, 3, 0, 1, -1}), {}, {}});
  CHECK(out[0] == Tensor({2, 2}, {-7, 4, 2, 0}));
}

TEST_CASE("a BIPOLAR output is -1 below and +1 from the threshold on", "[golden][mvau]") {
  Mvau m = small_mvau();
  m.output = DataType::bipolar();
  m.act_val = 0;
  m.levels = 1;
  CHECK(problems_of(m).empty());
  const Tensor x({1, 3}, {2, 3, -1});
  const Parameters p{Tensor({2, 3}, {1, -2, 3, 0, 1, -1}), Tensor({2, 1}, {-6, 4}), {}};
  CHECK(compute(m, {&x}, p)[0].data == std::vector<std::int32_t>{-1, 1});
}

TEST_CASE("the MVAU reference equals a naive loop for all types and ragged sizes", "[golden][mvau]") {
  std::mt19937 random(7);
  const DataType types[] = {DataType::bipolar(), DataType::binary(), DataType::uint(2), DataType::int_(2),
                            DataType::int_(8)};
  for (const std::int64_t mw : {1, 3, 27, 65})
    for (const DataType input : types)
      for (const DataType weight : types)
        for (const Compare compare : {Compare::Less, Compare::LessEqual}) {
          Mvau m;
          m.MW = mw;
          m.MH = 5;
          m.num_input_vectors = {2, 3};
          m.input = input;
          m.weight = weight;
          m.binary_xnor = input == DataType::binary() && weight == DataType::binary();
          m.output = DataType::int_(4);
          m.accumulator = DataType::int_(24);
          m.compare = compare;
          m.act_val = -2;
          m.levels = 3;
          CAPTURE(mw, input.name(), weight.name());
          REQUIRE(problems_of(m).empty());
          const Tensor x = random_tensor({12, mw}, input, random);
          Parameters p{random_tensor({5, mw}, weight, random), random_tensor({5, 3}, DataType::int_(6), random), {}};
          for (auto row = p.thresholds.data.begin(); row != p.thresholds.data.end(); row += 3) std::sort(row, row + 3);
          const Tensor out = golden::compute(m, {&x}, p)[0];
          REQUIRE(out.shape == Shape{12, 5});
          REQUIRE(out.data == naive(m, x, p));
        }
}

TEST_CASE("the accumulator range is what the worst inputs reach", "[golden][mvau]") {
  Mvau m = small_mvau();  // input -8..7
  // Row 0, weights 1 -2 3: lowest -8 - 14 - 24 = -46, highest 7 + 16 + 21 = 44. Row 1, weights 0 1 -1: -15..15.
  const Tensor weights({2, 3}, {1, -2, 3, 0, 1, -1});
  CHECK(accumulator_range(m, weights) == std::pair<std::int64_t, std::int64_t>{-46, 44});
  Errors errors;
  m.accumulator = DataType::int_(7);
  validate_parameters(m, {weights, {}, {}}, "MVAU_0", errors);
  CHECK(errors.empty());
  m.accumulator = DataType::int_(6);
  validate_parameters(m, {weights, {}, {}}, "MVAU_0", errors);
  REQUIRE(errors.list().size() == 1);
  CHECK(errors.list()[0].code == "accumulator-range");
  CHECK(errors.list()[0].hint == "smallest type that holds them: INT7");
}

TEST_CASE("an MVAU whose SIMD does not divide MW is rejected with the legal values", "[golden][mvau]") {
  Mvau m = small_mvau();
  m.MW = 64;
  m.MH = 8;
  Errors errors;
  validate_folding(m, {8, 5, 1, "auto"}, "MVAU_2", errors);
  REQUIRE(errors.list().size() == 1);
  CHECK(errors.list()[0].code == "fold-divide");
  CHECK(errors.list()[0].what_text == "MVAU_2: SIMD 5 does not divide MW 64");
  CHECK(errors.list()[0].hint == "legal SIMD: 1 2 4 8 16 32 64");
}

TEST_CASE("an MVAU whose PE does not divide MH is rejected, zero and negative PE too", "[golden][mvau]") {
  Mvau m = small_mvau();
  m.MH = 6;
  for (const int pe : {4, 0, -1, 12}) {
    Errors errors;
    validate_folding(m, {pe, 1, 1, "auto"}, "MVAU_0", errors);
    CAPTURE(pe);
    REQUIRE(errors.list().size() == 1);
    CHECK(errors.list()[0].code == "fold-divide");
    CHECK(errors.list()[0].hint == "legal PE: 1 2 3 6");
  }
}

TEST_CASE("an MVAU's impossible attributes are all reported at once", "[golden][mvau]") {
  Mvau m = small_mvau();
  m.MW = 0;
  m.binary_xnor = true;
  m.levels = 3;  // -1..2 does not fit INT2
  const Errors errors = problems_of(m);
  std::vector<std::string> codes;
  for (const auto& error : errors.list()) codes.push_back(error.code);
  CHECK(codes == std::vector<std::string>{"layer-shape", "layer-type", "layer-type", "layer-levels"});
}

TEST_CASE("an MVAU's ports carry SIMD elements in and PE elements out per word", "[golden][mvau]") {
  Mvau m = small_mvau();
  m.MW = 64;
  m.MH = 16;
  m.num_input_vectors = {4, 5};
  const auto in = input_ports(m, {4, 32, 1, "auto"}), out = output_ports(m, {4, 32, 1, "auto"});
  REQUIRE((in.size() == 1 && out.size() == 1));
  CHECK(in[0].shape == Shape{4, 5, 64});
  CHECK(in[0].elements_per_word == 32);
  CHECK(out[0].shape == Shape{4, 5, 16});
  CHECK(out[0].elements_per_word == 4);
}

TEST_CASE("an MVAU's RTL latency follows the HLS kernel's delay budget", "[golden][mvau]") {
  Mvau m;  // LFC W1A1, layer 0: popcount 16 + 24 * 7, accumulate 34 + 16, compare 34 + 16: 284 of 320 in one stage
  m.MW = 832;
  m.MH = 1024;
  m.input = m.weight = m.output = DataType::binary();
  m.binary_xnor = true;
  CHECK(rtl_latency_cycles(m, {32, 64, 1, "auto"}) == 1);
  // W1A2, layer 1: planes 16 + 24 * 6 + 50 * 4, accumulate 50, compare 50 + 24 * 2 + 34: 542; the longest piece is 70.
  m.input = m.output = DataType::int_(2);
  m.weight = DataType::bipolar();
  m.binary_xnor = false;
  m.levels = 2;
  m.act_val = -1;
  CHECK(rtl_latency_cycles(m, {64, 32, 1, "auto"}) == 2);
}
