/// What nodes of shape and order do together: channels in another order, pixels made of channels and the way back.
/// Expected values are written out by hand, or come from the oracle in floating point.
#include "tests/onnx/compare.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

/// in [1, C, H, W] of UINT4 through Reshape, Transpose and Reshape to `out`.
OnnxModel by_order(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& inner,
                   const std::vector<std::int64_t>& perm, const std::vector<std::int64_t>& outer,
                   const std::string& out) {
  OnnxModel model = typed(shape, "UINT4");
  model.node("Reshape", {"in", numbers(model, inner)}, "there");
  ints(model.node("Transpose", {"there"}, "turned"), "perm", perm);
  model.node("Reshape", {"turned", numbers(model, outer)}, out);
  return model;
}

/// The stream "moved", behind which a convolution keeps each channel, for elements in the stream's order.
std::vector<std::int32_t> kept(const OnnxModel& model, const std::vector<std::int32_t>& frame) {
  const FoldedNetwork made = imported(model);
  Tensor input(made.network->find_stream("global_in")->shape);
  input.data = frame;
  const std::vector<FrameResult> results = Model(made.network).run({input});
  return results.at(0).output.data;
}

void keep_channels(OnnxModel& model, std::int64_t C) {
  const std::string w = small_weights(model, {C, C, 1, 1}, [&](std::int64_t i) { return i / C == i % C ? 1 : 0; });
  model.node("Conv", {"moved", w}, "out");
}

}  // namespace

TEST_CASE("channels shuffled by Reshape, Transpose and Reshape come in the order that the graph says",
          "[golden][onnx]") {
  OnnxModel model = by_order({1, 6, 1, 2}, {1, 2, 3, 1, 2}, {0, 2, 1, 3, 4}, {1, 6, 1, 2}, "moved");
  keep_channels(model, 6);
  // Channels 0 1 2 | 3 4 5 become 0 3 1 4 2 5.
  CHECK(kept(model, {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}) ==
        std::vector<std::int32_t>{0, 3, 1, 4, 2, 5, 10, 13, 11, 14, 12, 15});
}

TEST_CASE("a line seen as a picture of one column, and a picture left as a line, are the same stream",
          "[golden][onnx]") {
  OnnxModel model = by_order({1, 2, 3}, {1, 2, 3, 1}, {0, 1, 3, 2}, {1, 2, 3}, "x");
  const std::string w = small_weights(model, {2, 2, 1}, [](std::int64_t i) { return i % 3 == 0 ? 1 : 0; });
  model.node("Conv", {"x", w}, "out");
  CHECK(kept(model, {1, 2, 3, 4, 5, 6}) == std::vector<std::int32_t>{1, 2, 3, 4, 5, 6});

  OnnxModel flat = by_order({1, 2, 2, 2}, {1, 2, 1, 2, 2}, {0, 2, 1, 3, 4}, {1, 2, 4}, "x");
  const std::string turned = small_weights(flat, {2, 2, 1}, [](std::int64_t i) { return i == 1 || i == 2 ? 1 : 0; });
  flat.node("Conv", {"x", turned}, "out");
  CHECK(kept(flat, {1, 2, 3, 4, 5, 6, 7, 8}) == std::vector<std::int32_t>{2, 1, 4, 3, 6, 5, 8, 7});
}

TEST_CASE("channels gathered twice are not the channels as they are, even where as many come out as went in",
          "[golden][onnx]") {
  OnnxModel model = typed({1, 3, 1, 1}, "UINT4");
  integer(model.node("Gather", {"in", numbers(model, {0, 2, 2})}, "moved"), "axis", 1);
  keep_channels(model, 3);
  CHECK(kept(model, {5, 6, 7}) == std::vector<std::int32_t>{5, 7, 7});
}

TEST_CASE("blocks of pixels that become channels are read from Reshapes as from SpaceToDepth", "[golden][onnx]") {
  OnnxModel model = by_order({1, 2, 2, 2}, {1, 2, 1, 2, 1, 2}, {0, 3, 5, 1, 2, 4}, {1, 8, 1, 1}, "moved");
  keep_channels(model, 8);
  OnnxModel named = typed({1, 2, 2, 2}, "UINT4");
  integer(named.node("SpaceToDepth", {"in"}, "moved"), "blocksize", 2);
  keep_channels(named, 8);
  const std::vector<std::int32_t> pixels{1, 9, 2, 10, 3, 11, 4, 12};  // row by row, two channels each
  CHECK(kept(model, pixels) == pixels);
  CHECK(kept(named, pixels) == pixels);

  // As torch's PixelUnshuffle: the channel outside, the place in the block inside.
  OnnxModel unshuffled = by_order({1, 2, 2, 2}, {1, 2, 1, 2, 1, 2}, {0, 1, 3, 5, 2, 4}, {1, 8, 1, 1}, "moved");
  keep_channels(unshuffled, 8);
  CHECK(kept(unshuffled, pixels) == std::vector<std::int32_t>{1, 2, 3, 4, 9, 10, 11, 12});
}

TEST_CASE("channels that become blocks of pixels may have blocks of any two sides", "[golden][onnx]") {
  OnnxModel model = by_order({1, 6, 1, 1}, {1, 1, 2, 3, 1, 1}, {0, 1, 4, 2, 5, 3}, {1, 1, 2, 3}, "moved");
  keep_channels(model, 1);
  CHECK(kept(model, {1, 2, 3, 4, 5, 6}) == std::vector<std::int32_t>{1, 2, 3, 4, 5, 6});
  OnnxModel turned = by_order({1, 6, 1, 1}, {1, 1, 3, 2, 1, 1}, {0, 1, 4, 3, 5, 2}, {1, 1, 2, 3}, "moved");
  keep_channels(turned, 1);
  CHECK(kept(turned, {1, 2, 3, 4, 5, 6}) == std::vector<std::int32_t>{1, 3, 5, 2, 4, 6});
}

TEST_CASE("an order that no stream has is refused where it is read, by the node that made it", "[golden][onnx]") {
  OnnxModel model = typed({1, 2, 3, 4}, "UINT4");
  ints(model.node("Transpose", {"in"}, "moved"), "perm", {0, 1, 3, 2});
  keep_channels(model, 2);
  CHECK_THAT(refusal_of(model), Catch::Contains("Transpose_moved") && Catch::Contains("perm [0, 1, 3, 2]"));
  OnnxModel back = typed({1, 2, 3, 4}, "UINT4");
  ints(back.node("Transpose", {"in"}, "there"), "perm", {0, 1, 3, 2});
  ints(back.node("Transpose", {"there"}, "moved"), "perm", {0, 1, 3, 2});
  keep_channels(back, 2);
  require_same(back);
}

TEST_CASE("weights around a zero point are whole numbers all the same", "[golden][onnx]") {
  OnnxModel model = typed({1, 3}, "INT3");
  model.constant("w", {3, 2}, {-0.5F, 0.25F, 1.0F, 0.75F, -0.25F, 0.0F});
  quantise(model, "w", "codes", 0.25F, 3, false, 2);  // codes 0..7 for -2..5
  model.node("MatMul", {"in", "codes"}, "out");
  const FoldedNetwork made = require_same(model);
  CHECK(made.network->layers.front().parameters.weights.data == std::vector<std::int32_t>{-2, 4, -1, 1, 3, 0});
}

TEST_CASE("a Pad of zeros says so by an attribute up to opset 10", "[golden][onnx]") {
  for (const float value : {0.0F, 1.0F}) {
    OnnxModel model = typed({1, 2, 3, 3}, "UINT4");
    auto& pad = model.node("Pad", {"in"}, "moved");
    ints(pad, "pads", {0, 0, 1, 0, 0, 0, 0, 1});
    real(pad, "value", value);
    keep_channels(model, 2);
    if (value != 0) CHECK_THAT(refusal_of(model), Catch::Contains("pads other than with zeros"));
    if (value != 0) continue;
    CHECK(imported(model).network->outputs.size() == 1);
  }
}
