#include <catch2/catch.hpp>
#include <numeric>

#include "golden/network/folding.hpp"
#include "golden/network/words.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::vector<std::int32_t> counting(std::size_t count) {
  std::vector<std::int32_t> values(count);
  std::iota(values.begin(), values.end(), 0);
  return values;
}

/// A window generator and an MVAU behind it: a 1x4 picture of 2 channels, kernel 1x1 or 1x2.
std::shared_ptr<Network> window_and_mvau(std::int64_t kernel) {
  const std::int64_t pixels = 5 - kernel;
  SlidingWindow window;
  window.in_size = {1, 4};
  window.channels = 2;
  window.kernel = {1, kernel};
  window.type = DataType::uint(4);
  Mvau m;
  m.MW = 2 * kernel;
  m.MH = 2;
  m.num_input_vectors = {1, pixels};
  m.input = DataType::uint(4);
  m.output = DataType::binary();
  auto network = std::make_shared<Network>();
  network->name = "windows";
  network->streams = {{"in", DataType::uint(4), {1, 4, 2}},
                      {"windows", DataType::uint(4), {1, pixels, 2 * kernel}},
                      {"out", DataType::binary(), {1, pixels, 2}}};
  network->inputs = {"in"};
  network->outputs = {"out"};
  network->layers = {{"window", window, {"in"}, {"windows"}, {}}, {"conv", m, {"windows"}, {"out"}, {}}};
  return network;
}

}  // namespace

TEST_CASE("the tensor's own order is one order however its loops are written", "[golden][order]") {
  CHECK(ElementOrder({{4, 3}, {3, 1}}).follows_tensor());
  CHECK(ElementOrder({{7, 12}, {1, 5}, {4, 3}, {3, 1}}).follows_tensor());
  CHECK(ElementOrder({{2, 12}, {3, 2}, {2, 6}, {2, 1}}) == ElementOrder({{3, 2}, {2, 6}, {2, 1}}));
  CHECK_FALSE(ElementOrder({{3, 2}, {2, 6}, {2, 1}}).follows_tensor());
}

TEST_CASE("two pixels side by side alternate element by element", "[golden][order]") {
  // Vectors of 6 elements, 2 at a time, 2 elements of each per word.
  const ElementOrder order = ElementOrder({{3, 2}, {2, 6}, {2, 1}});
  const std::vector<std::int32_t> stream = to_stream_order(counting(24), order);
  CHECK(stream == std::vector<std::int32_t>{0,  1,  6,  7,  2,  3,  8,  9,  4,  5,  10, 11,
                                            12, 13, 18, 19, 14, 15, 20, 21, 16, 17, 22, 23});
  CHECK(to_tensor_order(stream, order) == counting(24));
  for (std::int64_t p = 0; p < 24; ++p) CHECK(order.position(order.tensor_index(p)) == p);
}

TEST_CASE("a depthwise window comes channel group by channel group", "[golden][order]") {
  SlidingWindow s;
  s.in_size = {3, 3};
  s.channels = 4;
  s.kernel = {2, 2};
  s.depthwise = true;
  const ElementOrder order = output_ports(s, {1, 2})[0].order;
  CHECK(to_stream_order(counting(16), order) ==
        std::vector<std::int32_t>{0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15});
  CHECK(output_ports(s, {1, 4})[0].order.follows_tensor());
  CHECK(order == input_ports(Pool{"MaxPool", {2, 2}, {2, 2}, 4, s.type, s.type, 0}, {2, 1})[0].order);
}

TEST_CASE("a stream whose ends want different orders is refused with both names", "[golden][order]") {
  Folding folding;
  folding.layers = {{"window", {1, 1, 2}}, {"conv", {1, 2, 1}}};
  CHECK_THROWS_WITH(build_stage_graph(window_and_mvau(1), folding),
                    Catch::Contains("stream windows") && Catch::Contains("window sends its elements in another order "
                                                                         "than conv takes them"));
  folding.layers["conv"] = {1, 1, 2};
  CHECK_NOTHROW(build_stage_graph(window_and_mvau(1), folding));
}

TEST_CASE("words of a stream hold its elements in the order of the stream", "[golden][order]") {
  Folding folding;
  folding.layers = {{"window", {1, 1, 3}}, {"conv", {2, 1, 3}}};
  const StageGraph graph = build_stage_graph(window_and_mvau(2), folding);
  const Stream& windows = *graph.find_stream("windows");
  const Words words = pack_stream(counting(12), windows);
  CHECK(words.count() == 4);
  CHECK(words.word(0)[0] == 0x40);  // elements 0 of the windows 0 and 1, then of window 2
  CHECK(words.word(0)[1] == 0x08);
  CHECK(words.word(1)[0] == 0x51);
  CHECK(unpack_stream(words, windows) == counting(12));
}
