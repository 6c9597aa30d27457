/// Are minimised types FINN's, and do they leave what the network computes as it was?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/finn/minimize_bit_width.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "tests/paths.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

/// One matrix layer with two rows: sums of four UINT2 inputs.
Network one_layer(DataType weight, std::vector<std::int32_t> weights, std::vector<std::int32_t> thresholds) {
  Network network;
  network.name = "one";
  Mvau m;
  m.MW = 4;
  m.MH = 2;
  m.input = DataType::uint(2);
  m.weight = weight;
  m.accumulator = DataType::int_(16);
  m.no_activation = thresholds.empty();
  m.levels = m.no_activation ? 0 : 1;
  m.output = m.no_activation ? m.accumulator : DataType::binary();
  Parameters parameters{Tensor({2, 4}, std::move(weights)), {}, {}};
  if (!thresholds.empty()) parameters.thresholds = Tensor({2, 1}, std::move(thresholds));
  network.streams = {{"in", m.input, {1, 4}}, {"out", m.output, {1, 2}}};
  network.layers = {{"MVAU_0", m, {"in"}, {"out"}, std::move(parameters)}};
  network.inputs = {"in"};
  network.outputs = {"out"};
  return network;
}

const Mvau& mvau(const Network& network) { return std::get<Mvau>(network.layers.front().kind); }

void require_valid(const Network& network) {
  Errors errors;
  validate(network, errors);
  for (const Error& error : errors.list()) UNSCOPED_INFO(error.text());
  REQUIRE(errors.empty());
}

}  // namespace

TEST_CASE("weights get the smallest type that holds them, and sums the smallest accumulator", "[estimate][minimize]") {
  // Sums reach -9 .. 6: 3 * (-1 - 2) and 3 * 2.
  const Network small =
      minimize_bit_widths(one_layer(DataType::int_(8), {-1, -2, 1, 1, 0, 0, 0, 1}, {0, 1}), BipolarWeights::Keep);
  require_valid(small);
  CHECK(mvau(small).weight == DataType::int_(2));
  CHECK(mvau(small).accumulator == DataType::int_(5));
  // Without negative weights nothing has a sign; sums reach 3 * (3 + 2).
  const Network unsigned_sums =
      minimize_bit_widths(one_layer(DataType::int_(8), {3, 2, 0, 0, 0, 0, 0, 1}, {0, 1}), BipolarWeights::Keep);
  require_valid(unsigned_sums);
  CHECK(mvau(unsigned_sums).weight == DataType::uint(2));
  CHECK(mvau(unsigned_sums).accumulator == DataType::uint(4));
}

TEST_CASE("bipolar weights beside an input of several bits become INT2 as in FINN, or stay one bit",
          "[estimate][minimize]") {
  const Network bipolar = one_layer(DataType::bipolar(), {1, -1, 1, -1, 1, 1, 1, 1}, {0, 1});
  CHECK(mvau(minimize_bit_widths(bipolar, BipolarWeights::BecomeInt2)).weight == DataType::int_(2));
  CHECK(mvau(minimize_bit_widths(bipolar, BipolarWeights::Keep)).weight == DataType::bipolar());
  // XNOR layers have one bit in FINN as well.
  const FoldedNetwork lfc = make_builtin("lfc-w1a1");
  const Network small = minimize_bit_widths(*lfc.network, BipolarWeights::BecomeInt2);
  for (std::size_t i = 0; i < small.layers.size(); ++i) CHECK(std::get<Mvau>(small.layers[i].kind).weight.bits == 1);
}

TEST_CASE("thresholds that no sum can tell apart move into the accumulator's range", "[estimate][minimize]") {
  const Network network = one_layer(DataType::int_(8), {1, 0, 0, 0, -1, 0, 0, 0}, {1000, -1000});
  const Network small = minimize_bit_widths(network, BipolarWeights::Keep);
  require_valid(small);
  CHECK(mvau(small).accumulator == DataType::int_(4));  // -3 .. 3, and the threshold 4 that nothing reaches
  CHECK(small.layers.front().parameters.thresholds.data == std::vector<std::int32_t>{4, -3});
  const auto shared = std::make_shared<const Network>(network), minimised = std::make_shared<const Network>(small);
  const auto frames = random_frames(network, 20, 5);
  const auto before = Model(shared).run(frames), after = Model(minimised).run(frames);
  for (std::size_t i = 0; i < frames.size(); ++i) CHECK(before[i].output == after[i].output);
}

TEST_CASE("sums that leave the network take whole bytes", "[estimate][minimize]") {
  const Network small =
      minimize_bit_widths(one_layer(DataType::int_(8), {-1, -2, 1, 1, 0, 0, 0, 1}, {}), BipolarWeights::Keep);
  require_valid(small);
  CHECK(mvau(small).accumulator == DataType::int_(8));
  CHECK(small.streams.back().type == DataType::int_(8));
}

TEST_CASE("the published network has FINN's minimal types already", "[estimate][minimize]") {
  const FoldedNetwork cnv = make_builtin("cnv-finn-1w1a");
  const Network small = minimize_bit_widths(*cnv.network, BipolarWeights::BecomeInt2);
  REQUIRE(small.layers.size() == cnv.network->layers.size());
  for (std::size_t i = 0; i < small.layers.size(); ++i) CHECK(small.layers[i].kind == cnv.network->layers[i].kind);
}

TEST_CASE("an imported residual network computes the same with minimised types", "[estimate][minimize]") {
  const FoldedNetwork imported = import_onnx(weir::test::source_folder() / "tests/golden/onnx/residual.onnx");
  const Network small = minimize_bit_widths(*imported.network, BipolarWeights::BecomeInt2);
  require_valid(small);
  const auto frames = random_frames(*imported.network, 20, 7);
  const auto before = Model(imported.network).run(frames),
             after = Model(std::make_shared<const Network>(small)).run(frames);
  for (std::size_t i = 0; i < frames.size(); ++i) CHECK(before[i].output.data == after[i].output.data);
}
