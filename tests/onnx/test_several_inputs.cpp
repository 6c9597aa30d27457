/// Graphs with several inputs: a frame is the elements of all of them, one input after the other.
#include "golden/base/temporary_folder.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/import/npy.hpp"
#include "tests/onnx/compare.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

/// Sums of both inputs, 4 unsigned bits and 3 signed ones: [1, 3] each.
OnnxModel sums() {
  OnnxModel model({1, 3});
  model.add_input("other.side", {1, 3});
  model.annotate("in", "UINT4");
  model.annotate("other.side", "INT3");
  model.node("Add", {"in", "other.side"}, "out");
  return model;
}

}  // namespace

TEST_CASE("a frame of two inputs has the elements of the first, then those of the second", "[golden][onnx]") {
  const FoldedNetwork made = imported(sums());
  const Network& network = *made.network;
  CHECK(network.inputs == std::vector<std::string>{"in", "other_side"});
  CHECK(frame_shape(network) == Shape{6});
  const Tensor frame({6}, {15, 0, 7, -4, 3, 1});
  for (const bool reference : {false, true}) {
    RunOptions run;
    run.reference = reference;
    run.taps = {"in", "other_side"};
    const FrameResult result = Model(made.network).run({frame, frame}, run).at(1);
    CHECK(result.output.data == std::vector<std::int32_t>{11, 3, 8});
    CHECK(result.taps.at("in").data == std::vector<std::int32_t>{15, 0, 7});
    CHECK(result.taps.at("other_side").data == std::vector<std::int32_t>{-4, 3, 1});
  }
  for (const Tensor& random : random_frames(network, 50, 4)) {
    CHECK(*std::min_element(random.data.begin(), random.data.begin() + 3) >= 0);
    CHECK(*std::max_element(random.data.begin() + 3, random.data.end()) <= 3);
  }
}

TEST_CASE("a frame that does not fit the inputs is refused by the input's name", "[golden][onnx]") {
  const Model model(imported(sums()).network);
  CHECK_THAT(refusal([&] {
               model.run({Tensor({3}, {1, 2, 3})});
             }),
             Catch::Contains("in takes [3]") && Catch::Contains("other_side takes [3]"));
  CHECK_THAT(refusal([&] {
               model.run({Tensor({6}, {1, 2, 3, 4, 0, 0})});
             }),
             Catch::Contains("holds 4 at element 0") && Catch::Contains("other_side is INT3"));
}

TEST_CASE("several inputs are joined as the graph joins them", "[golden][onnx]") {
  OnnxModel model({1, 2, 4, 4});
  model.add_input("gate", {1, 2, 1, 1});
  model.add_input("more", {1, 1, 4, 4});
  model.annotate("in", "INT4");
  model.annotate("gate", "UINT3");
  model.annotate("more", "UINT2");
  model.node("Mul", {"in", "gate"}, "gated");
  integer(model.node("Concat", {"gated", "more"}, "out"), "axis", 1);
  require_same(model, 3);
}

TEST_CASE("an input that no layer reads, and inputs of different frames, are refused", "[golden][onnx]") {
  OnnxModel unread = sums();
  unread.add_input("spare", {1, 2});
  unread.annotate("spare", "UINT2");
  CHECK_THAT(refusal_of(unread), Catch::Contains("no layer reads input \"spare\""));
  OnnxModel uneven({4, 3});
  uneven.add_input("b", {2, 3});
  uneven.node("Add", {"in", "b"}, "out");
  CHECK_THAT(refusal_of(uneven), Catch::Contains("\"in\" has 4 frames") && Catch::Contains("\"b\" 2"));
}

TEST_CASE("files say which input they are for", "[golden][onnx]") {
  const FoldedNetwork made = imported(sums());
  const TemporaryFolder folder("weir_inputs");
  const auto path = [&](const std::string& name) { return folder.path() / name; };
  write_npy(path("a.npy"), Tensor({2, 3}, {1, 2, 3, 4, 5, 6}));
  write_npy(path("b.npy"), Tensor({2, 3}, {-1, -2, -3, 1, 2, 3}));
  write_npy(path("one.npy"), Tensor({3}, {0, 0, 0}));
  const auto named = [&](const std::string& input, const std::string& file) {
    return input + "=" + path(file).string();
  };

  FrameSource source(*made.network, {named("other_side", "b.npy"), named("in", "a.npy")});
  CHECK(source.total() == 2);
  const auto frames = source.next_elements(9);
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].data == std::vector<std::int32_t>{1, 2, 3, -1, -2, -3});
  CHECK(frames[1].data == std::vector<std::int32_t>{4, 5, 6, 1, 2, 3});

  const auto refused = [&](const std::vector<std::filesystem::path>& files) {
    return refusal([&] { FrameSource(*made.network, files); });
  };
  CHECK_THAT(refused({path("a.npy")}), Catch::Contains("does not say which input") && Catch::Contains("NAME=FILE"));
  CHECK_THAT(refused({named("in", "a.npy")}), Catch::Contains("\"other_side\" has no file"));
  CHECK_THAT(refused({named("in", "a.npy"), named("other_side", "one.npy")}), Catch::Contains("2 frames"));
}
