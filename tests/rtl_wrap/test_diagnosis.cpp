#include <catch2/catch.hpp>
#include <functional>
#include <random>

#include "rtl_wrap/cosim/diagnosis.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;

namespace {

constexpr int kDiagnosedFrames = 4;
using Elements = std::vector<std::int32_t>;

/// One stream of random words; `corrupt` makes what the RTL would have shown.
class Scene {
 public:
  Scene(DataType type, std::int64_t lanes, Shape shape) {
    test::add_chain(graph, {{lanes, lanes}, {0}, {2, 2}, shape, type});
    expected = test::random_words(graph, kDiagnosedFrames, 3);
    elements = golden::unpack_words(expected["out"], type, lanes);
  }

  std::vector<rtl::Hypothesis> explain(const golden::Words& got) const {
    rtl::StreamCheck check(graph.streams[1], kDiagnosedFrames, &expected.at("out"), nullptr);
    check.watch(true, false);
    for (std::int64_t k = 0; k < got.count(); ++k) check.enter(k, got.word(k).data());
    check.finish(true);
    return rtl::explain(graph, check, expected);
  }
  /// `corrupt(all elements)` in place.
  std::vector<rtl::Hypothesis> explain(const std::function<void(Elements&)>& corrupt) const {
    Elements changed = elements;
    corrupt(changed);
    return explain(golden::pack_words(changed, graph.streams[1].type, graph.streams[1].elements_per_word));
  }
  std::vector<rtl::Hypothesis> explain_bytes(const std::function<void(std::vector<std::uint8_t>&)>& corrupt) const {
    golden::Words changed = expected.at("out");
    corrupt(changed.bytes);
    return explain(changed);
  }

  golden::StageGraph graph;
  rtl::ExpectedWords expected;
  Elements elements;
};

void check_best(const std::vector<rtl::Hypothesis>& found, const std::string& id, const std::string& text) {
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].id == id);
  CHECK(found[0].text == text);
  CHECK(found[0].explained == found[0].of);
  CHECK(found[0].of > 0);
}

Scene four_bit_image() { return Scene(DataType::int_(4), 8, {3, 4, 16}); }

}  // namespace

TEST_CASE("reversed, rotated and reordered lanes are named", "[diagnosis]") {
  const Scene scene = four_bit_image();
  const auto reorder = [&](const std::vector<std::size_t>& source) {
    return scene.explain([&](Elements& e) {
      const Elements old = e;
      for (std::size_t i = 0; i < e.size(); ++i) e[i] = old[i / 8 * 8 + source[i % 8]];
    });
  };
  check_best(reorder({7, 6, 5, 4, 3, 2, 1, 0}), "lanes", "lanes in reverse order");
  check_best(reorder({3, 4, 5, 6, 7, 0, 1, 2}), "lanes", "lanes rotated: lane 0 holds lane 3");
  check_best(reorder({0, 1, 2, 5, 4, 3, 6, 7}), "lanes", "lanes 3 and 5 swapped");
  check_best(reorder({0, 2, 1, 3, 4, 6, 5, 7}), "lanes", "lanes reordered: from lane 0 2 1 3 4 6 5 7");
}

TEST_CASE("byte order, bit order and polarity are named", "[diagnosis]") {
  const Scene scene = four_bit_image();
  check_best(scene.explain_bytes([](auto& bytes) {
    for (std::size_t i = 0; i < bytes.size(); i += 4)
      std::reverse(bytes.begin() + static_cast<long>(i), bytes.begin() + static_cast<long>(i) + 4);
  }),
             "word-coding", "bytes of the word in reverse order");
  const Scene bits(DataType::bipolar(), 8, {12, 64});
  check_best(bits.explain([](Elements& e) {
    for (auto& x : e) x = -x;
  }),
             "word-coding", "every bit inverted");
  const Scene reversed(DataType::int_(4), 2, {12, 64});
  check_best(reversed.explain_bytes([](auto& bytes) {
    for (auto& byte : bytes) {
      std::uint8_t turned = 0;
      for (int i = 0; i < 8; ++i) turned |= static_cast<std::uint8_t>(((byte >> i) & 1) << (7 - i));
      byte = turned;
    }
  }),
             "word-coding", "bits of the word in reverse order");
}

TEST_CASE("shifted words, stale words and stale frames are told apart", "[diagnosis]") {
  const Scene scene = four_bit_image();
  const std::int64_t frame = scene.graph.streams[1].words_per_frame();
  const auto copy_word = [](Elements& e, std::int64_t to, std::int64_t from) {
    std::copy_n(e.begin() + 8 * from, 8, e.begin() + 8 * to);
  };
  check_best(scene.explain([&](Elements& e) { e.erase(e.begin() + 8 * 30, e.begin() + 8 * 32); }), "shifted-words",
             "2 words missing before this one (all later words come too early)");
  check_best(scene.explain([&](Elements& e) {
    e.insert(e.begin() + 8 * 30, {1, 2, 3, 4, 5, 6, 7, 0});
    copy_word(e, 30, 29);
  }),
             "shifted-words", "1 word too many before this one (all later words come too late)");
  check_best(scene.explain([&](Elements& e) {
    for (const int w : {60, 40, 20}) copy_word(e, w, w - 1);
  }),
             "stale-word", "the value of the previous word again");
  check_best(scene.explain([&](Elements& e) {
    for (const int w : {60, 45, 41}) copy_word(e, w, w - frame);
  }),
             "stale-frame", "the value of the same word in the previous frame");
}

TEST_CASE("stuck words, single channels, single lanes and constant steps are named", "[diagnosis]") {
  const Scene scene = four_bit_image();
  check_best(scene.explain([](Elements& e) { std::fill(e.begin() + 8 * 20, e.end(), 0); }), "zero-words",
             "the word is zero");
  check_best(scene.explain([](Elements& e) { std::fill(e.begin() + 8 * 20, e.end(), 1); }), "stuck-word",
             "the word is always 0x11111111");
  check_best(scene.explain([](Elements& e) {
    for (std::size_t i = 11; i < e.size(); i += 16) e[i] = -e[i] - (e[i] == -8);
  }),
             "one-channel", "only in channel 11");
  check_best(scene.explain([](Elements& e) {
    for (std::size_t i = 3; i < e.size(); i += 8) e[i] = -e[i] - (e[i] == -8);
  }),
             "one-lane", "only in lane (PE) 3");
  check_best(scene.explain([](Elements& e) {
    for (std::size_t i = 5; i < e.size(); i += 13) e[i] = std::max(-8, e[i] - 1);
  }),
             "constant-difference", "always by -1");
}

TEST_CASE("values that lost their high bits are named with the bits that arrive", "[diagnosis]") {
  const Scene scene(DataType::int_(12), 2, {30, 8});
  check_best(scene.explain([](Elements& e) {
    for (auto& x : e) x = ((x + 128) & 255) - 128;
  }),
             "narrow-signed", "only the low 8 bits arrive, extended with their sign");
  check_best(scene.explain([](Elements& e) {
    for (auto& x : e) x = x & 1023;
  }),
             "narrow-unsigned", "only the low 10 bits arrive, extended with zeros");
}

TEST_CASE("noise has no explanation", "[diagnosis]") {
  const Scene scene = four_bit_image();
  std::mt19937 random(5);
  const auto found = scene.explain([&](Elements& e) {
    for (auto& x : e) x = static_cast<int>(random() % 16) - 8;
  });
  CHECK(found.empty());
}

namespace {

/// A network of one MVAU, 6 columns and 4 rows, 3 thresholds per row, INT4 in, INT2 weights, UINT2 out; sums are small
/// so that many of them equal a threshold.
struct MvauScene {
  MvauScene() {
    golden::Network network;
    network.name = "one";
    network.inputs = {"x"};
    network.outputs = {"y"};
    network.streams = {{"x", DataType::int_(4), {50, 6}}, {"y", DataType::uint(2), {50, 4}}};
    mvau.MW = 6;
    mvau.MH = 4;
    mvau.num_input_vectors = {50};
    mvau.input = DataType::int_(4);
    mvau.weight = DataType::int_(2);
    mvau.output = DataType::uint(2);
    mvau.levels = 3;
    parameters.weights = Tensor({4, 6}, {1, 0, -1, 1, -2, 1, 0, 1, 1, -1, 1, 0, 1, 1, 1, 1, 1, 1, -1, -2, 0, 1, 0, 1});
    parameters.thresholds = Tensor({4, 3}, {-4, 0, 5, -3, 1, 2, -6, -5, 4, -1, 0, 1});
    network.layers = {{"MVAU_0", mvau, {"x"}, {"y"}, parameters}};
    golden::Folding folding;
    folding.layers["MVAU_0"] = {2, 3, 1, "auto"};
    graph = golden::build_stage_graph(std::make_shared<golden::Network>(network), folding);
    std::mt19937 random(1);
    for (int i = 0; i < 50 * 6; ++i) x.push_back(static_cast<int>(random() % 16) - 8);
  }

  /// What the RTL would show if it computed outputs by `rule(sum, thresholds of the row)`.
  template <class Rule>
  Elements outputs(Rule rule, int threshold_row_step = 0) const {
    Elements y;
    for (std::size_t v = 0; v < 50; ++v)
      for (std::size_t row = 0; row < 4; ++row) {
        int sum = 0;
        for (std::size_t c = 0; c < 6; ++c) sum += parameters.weights.data[row * 6 + c] * x[v * 6 + c];
        y.push_back(
            rule(sum, &parameters.thresholds.data[(row + static_cast<std::size_t>(threshold_row_step)) % 4 * 3]));
      }
    return y;
  }
  static int reached(int sum, const std::int32_t* t) { return (sum >= t[0]) + (sum >= t[1]) + (sum >= t[2]); }

  golden::Mvau mvau;
  golden::Parameters parameters;
  golden::StageGraph graph;
  Elements x;
};

}  // namespace

TEST_CASE("a wrong comparison is recognised by the accumulators behind the differences", "[diagnosis]") {
  const MvauScene scene;
  REQUIRE(scene.graph.streams.size() == 2);
  const golden::Stream& out = scene.graph.streams[1];
  rtl::ExpectedWords expected;
  expected[scene.graph.streams[0].name] = golden::pack_words(scene.x, DataType::int_(4), 3);
  expected[out.name] = golden::pack_words(scene.outputs(MvauScene::reached), DataType::uint(2), 2);
  const auto check_against = [&](const Elements& got) {
    rtl::StreamCheck check(out, 1, &expected[out.name], nullptr);
    check.watch(true, false);
    const auto words = golden::pack_words(got, DataType::uint(2), 2);
    for (std::int64_t k = 0; k < words.count(); ++k) check.enter(k, words.word(k).data());
    check.finish(true);
    auto mismatch = rtl::first_mismatch(scene.graph, check, 0);
    REQUIRE(mismatch);
    rtl::add_accumulator(scene.graph, expected, *mismatch);
    return std::pair{*mismatch, rtl::explain(scene.graph, check, expected)};
  };

  const auto strict =
      scene.outputs([](int sum, const std::int32_t* t) { return (sum > t[0]) + (sum > t[1]) + (sum > t[2]); });
  const auto [mismatch, found] = check_against(strict);
  check_best(found, "comparison", "the RTL compares with >, golden with >= (or its sums are too small by 1)");
  CHECK(mismatch.stage == "MVAU_0");
  REQUIRE(mismatch.accumulator);
  REQUIRE(mismatch.thresholds.size() == 3);
  CHECK(std::count(mismatch.thresholds.begin(), mismatch.thresholds.end(), *mismatch.accumulator) == 1);

  check_best(check_against(scene.outputs(MvauScene::reached, 1)).second, "threshold-row",
             "thresholds of the next row (row + 1)");
  const auto wrapped =
      scene.outputs([](int sum, const std::int32_t* t) { return MvauScene::reached(((sum + 8) & 15) - 8, t); });
  check_best(check_against(wrapped).second, "accumulator-wrap", "the accumulator wraps at 4 bits");
  auto one_row = scene.outputs(MvauScene::reached);
  for (std::size_t i = 2; i < one_row.size(); i += 4) one_row[i] ^= 1;
  check_best(check_against(one_row).second, "one-channel",
             "only in channel 2: weights or thresholds of row 2 (nf 1, PE 0)");

  // One threshold of row 1 is off by 2: rows 0, 2 and 3 came out right and refute every cause that all rows would
  // share.
  auto one_threshold = scene.outputs(MvauScene::reached);
  const auto off =
      scene.outputs([](int sum, const std::int32_t* t) { return (sum >= t[0]) + (sum >= t[1]) + (sum >= t[2] + 2); });
  for (std::size_t i = 1; i < off.size(); i += 4) one_threshold[i] = off[i];
  check_best(check_against(one_threshold).second, "one-channel",
             "only in channel 1: weights or thresholds of row 1 (nf 0, PE 1)");
}
