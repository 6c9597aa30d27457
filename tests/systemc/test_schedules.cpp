#include <catch2/catch.hpp>

#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/process/cursor.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

golden::Stage stage_of(golden::LayerKind kind, golden::LayerFolding folding = {}) {
  golden::Stage stage;
  stage.name = "S";
  stage.kind = std::move(kind);
  stage.folding = folding;
  stage.latency_cycles = 5;
  return stage;
}

golden::Mvau mvau(std::int64_t MW, std::int64_t MH, std::int64_t vectors) {
  golden::Mvau m;
  m.MW = MW;
  m.MH = MH;
  m.num_input_vectors = {vectors};
  return m;
}

/// What the loop of the kernel's HLS source does, iteration by iteration. External weights come through port 1.
std::vector<Event> mvau_loop(int SF, int NF, int vectors, bool external_weights = false) {
  std::vector<Event> events;
  std::int64_t iteration = 0;
  for (int v = 0; v < vectors; ++v)
    for (int nf = 0; nf < NF; ++nf)
      for (int sf = 0; sf < SF; ++sf, ++iteration) {
        const Event event{iteration, (nf == 0 ? 1u : 0u) | (external_weights ? 2u : 0u), sf == SF - 1 ? 1u : 0u};
        if (event.reads != 0 || event.writes != 0) events.push_back(event);
      }
  return events;
}

/// The rule in words: the lines of the first row of windows are read alone; while output row r is sent, the lines up to
/// the last one that row r + 1 needs are read (behind the last row: all that are left), one word of each per iteration,
/// both from the row's first iteration on.
std::vector<Event> window_loop(const golden::SlidingWindow& s, std::int64_t groups, std::int64_t MMV = 1) {
  const std::int64_t line = s.in_size[1] * groups, rows = golden::out_size(s)[0];
  const std::int64_t per_row = golden::out_size(s)[1] / MMV * s.kernel[0] * s.kernel[1] * groups;
  const std::int64_t span = 1 + (s.kernel[0] - 1) * s.dilation[0];
  std::vector<Event> events;
  std::int64_t iteration = 0, lines_read = span;
  while (iteration < lines_read * line) events.push_back({iteration++, 1, 0});
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t lines_wanted = row + 1 < rows ? (row + 1) * s.stride[0] + span : s.in_size[0];
    std::int64_t to_read = (lines_wanted - lines_read) * line, to_send = per_row;
    lines_read = lines_wanted;
    for (; to_read > 0 || to_send > 0; --to_read, --to_send)
      events.push_back({iteration++, to_read > 0 ? 1u : 0u, to_send > 0 ? 1u : 0u});
  }
  return events;
}

std::vector<Event> pool_loop(const golden::MaxPool& p) {
  const std::int64_t KH = p.window[0], KW = p.window[1];
  std::vector<Event> events;
  for (std::int64_t y = 0; y < p.in_size[0]; ++y)
    for (std::int64_t x = 0; x < p.in_size[1]; ++x) {
      const bool in_window = y < p.in_size[0] / KH * KH && x < p.in_size[1] / KW * KW;
      const bool is_last = y % KH == KH - 1 && x % KW == KW - 1;
      events.push_back({y * p.in_size[1] + x, 1, in_window && is_last ? 1u : 0u});
    }
  return events;
}

golden::Dwc dwc(std::int64_t in, std::int64_t out, std::int64_t elements) {
  golden::Dwc d;
  d.shape = {elements};
  d.in_elements = in;
  d.out_elements = out;
  return d;
}

}  // namespace

TEST_CASE("an MVAU reads while nf is 0 and writes at the last sf of every nf", "[timing][schedule]") {
  for (const int SF : {1, 2, 7})
    for (const int NF : {1, 2, 5})
      for (const int vectors : {1, 3}) {
        INFO("SF " << SF << " NF " << NF << " vectors " << vectors);
        golden::LayerFolding folding;
        folding.SIMD = 4;
        folding.PE = 3;
        const Schedule s = make_schedule(stage_of(mvau(4 * SF, 3 * NF, vectors), folding));
        CHECK(expand(s) == mvau_loop(SF, NF, vectors));
        CHECK(s.iterations == SF * NF * vectors);
        CHECK(s.gate_stage == 0);
        CHECK(s.write_latency_cycles == std::vector<int>{5});
      }
}

TEST_CASE("a width converter moves one narrow word per iteration", "[timing][schedule]") {
  const Schedule down = make_schedule(stage_of(dwc(6, 2, 12)));
  CHECK(expand(down) == std::vector<Event>{{0, 1, 1}, {1, 0, 1}, {2, 0, 1}, {3, 1, 1}, {4, 0, 1}, {5, 0, 1}});
  CHECK(down.iterations == 6);
  const Schedule up = make_schedule(stage_of(dwc(2, 6, 12)));
  CHECK(expand(up) == std::vector<Event>{{0, 1, 0}, {1, 1, 0}, {2, 1, 1}, {3, 1, 0}, {4, 1, 0}, {5, 1, 1}});
  CHECK(up.iterations == 6);
  const Schedule equal = make_schedule(stage_of(dwc(4, 4, 12)));
  CHECK(expand(equal) == std::vector<Event>{{0, 1, 1}, {1, 1, 1}, {2, 1, 1}});
}

TEST_CASE("thresholding moves a word in and a word out in every iteration", "[timing][schedule]") {
  golden::Thresholding t;
  t.channels = 6;
  t.num_input_vectors = {2};
  golden::LayerFolding folding;
  folding.PE = 3;
  CHECK(expand(make_schedule(stage_of(t, folding))) == std::vector<Event>{{0, 1, 1}, {1, 1, 1}, {2, 1, 1}, {3, 1, 1}});
}

TEST_CASE("a sliding window reads the lines of the next output row while it sends one", "[timing][schedule]") {
  for (const std::int64_t KH : {1, 2, 3})
    for (const std::int64_t KW : {1, 3})
      for (const std::int64_t SH : {1, 2, 3})
        for (const std::int64_t height : {3, 4, 8}) {
          golden::SlidingWindow w;
          w.in_size = {height, 5};
          w.channels = 4;
          w.kernel = {KH, KW};
          w.stride = {SH, 2};
          golden::LayerFolding folding;
          folding.SIMD = 2;
          INFO("kernel " << KH << " x " << KW << " stride " << SH << " height " << height);
          const Schedule s = make_schedule(stage_of(w, folding));
          const std::vector<Event> expected = window_loop(w, 2);
          CHECK(expand(s) == expected);
          CHECK(s.iterations == expected.back().iteration + 1);
          CHECK(words_read(s, 0) == height * 5 * 2);
        }
}

TEST_CASE("windows side by side take as many words less per row, and dilated windows span more lines",
          "[timing][schedule]") {
  golden::SlidingWindow w;
  w.in_size = {9, 10};
  w.channels = 4;
  w.kernel = {3, 3};
  golden::LayerFolding folding;
  folding.SIMD = 2;
  SECTION("8 windows per row, 4 at a time") { folding.MMV = 4; }
  SECTION("6 windows per row, 3 at a time, dilated") {
    w.dilation = {3, 2};
    folding.MMV = 3;
  }
  SECTION("depthwise windows move when dense ones do") { w.depthwise = true; }
  const Schedule s = make_schedule(stage_of(w, folding));
  const std::vector<Event> expected = window_loop(w, 2, folding.MMV);
  CHECK(expand(s) == expected);
  CHECK(s.iterations == expected.back().iteration + 1);
}

TEST_CASE("the first window generator of ResNet50 reads two lines while it sends a row", "[timing][schedule]") {
  golden::SlidingWindow w;  // published: 229 * 7 words to fill, 112 rows of 2 * 229, and 16 windows side by side
  w.in_size = {229, 229};
  w.channels = 3;
  w.kernel = {7, 7};
  w.stride = {2, 2};
  const Schedule s = make_schedule(stage_of(w, {1, 3, 16}));
  CHECK(words_written(s, 0) == 112 * 112 / 16 * 49);
  CHECK(s.iterations == 229 * 7 + 111 * 458 + 112 / 16 * 49);  // no 458th pair of lines behind the last row
}

TEST_CASE("a maximum pool writes with the last pixel of each whole window", "[timing][schedule]") {
  for (const std::int64_t height : {4, 5, 7})
    for (const std::int64_t width : {3, 6, 8})
      for (const std::int64_t KH : {1, 2, 3})
        for (const std::int64_t KW : {1, 2, 3}) {
          const golden::MaxPool pool{{height, width}, {KH, KW}, 3, DataType::int_(2)};
          INFO("picture " << height << " x " << width << " window " << KH << " x " << KW);
          const Schedule s = make_schedule(stage_of(pool));
          CHECK(expand(s) == pool_loop(pool));
          CHECK(s.iterations == height * width);
        }
}

TEST_CASE("an MVAU that works on several vectors at once takes as many iterations less", "[timing][schedule]") {
  const Schedule s = make_schedule(stage_of(mvau(12, 6, 8), {3, 4, 4}));
  CHECK(expand(s) == mvau_loop(3, 2, 2));
  CHECK(s.iterations == 12);
}

TEST_CASE("external weights are read in every iteration", "[timing][schedule]") {
  for (const int SF : {1, 3})
    for (const int NF : {1, 4})
      for (const int vectors : {1, 2}) {
        golden::Mvau m = mvau(2 * SF, 5 * NF, vectors);
        m.external_weights = true;
        const Schedule s = make_schedule(stage_of(m, {5, 2, 1}));
        CHECK(expand(s) == mvau_loop(SF, NF, vectors, true));
        CHECK(words_read(s, 1) == SF * NF * vectors);
      }
}

TEST_CASE("a label select takes a score per iteration and then sends its labels", "[timing][schedule]") {
  const golden::LabelSelect top{6, 2, DataType::int_(8), DataType::uint(3)};
  CHECK(expand(make_schedule(stage_of(top))) ==
        std::vector<Event>{{0, 1, 0}, {1, 1, 0}, {2, 1, 0}, {3, 1, 0}, {4, 1, 0}, {5, 1, 0}, {6, 0, 1}, {7, 0, 1}});
  CHECK(expand(make_schedule(stage_of(top, {3, 1, 1}))) ==
        std::vector<Event>{{0, 1, 0}, {3, 1, 0}, {6, 0, 1}, {7, 0, 1}});
  CHECK(expand(make_schedule(stage_of(top, {6, 1, 1}))) == std::vector<Event>{{0, 1, 0}, {6, 0, 1}, {7, 0, 1}});
}

TEST_CASE("a padding writes every word of the larger picture and reads ahead only a frame's first word",
          "[timing][schedule]") {
  golden::LayerFolding folding;
  folding.SIMD = 2;
  for (const std::vector<std::int64_t>& padding :
       {std::vector<std::int64_t>{0, 0, 0, 0}, {1, 2, 0, 1}, {0, 1, 2, 0}, {2, 0, 1, 1}}) {
    const golden::FmPadding pad{{2, 3}, padding, 4, DataType::uint(2)};
    std::vector<Event> events;
    std::int64_t words_inside = 0;
    for (std::int64_t y = -padding[0]; y < 2 + padding[2]; ++y)
      for (std::int64_t x = -padding[1]; x < 3 + padding[3]; ++x)
        for (int group = 0; group < 2; ++group) {
          const bool inside = y >= 0 && y < 2 && x >= 0 && x < 3;
          const bool reads = events.empty() || (inside && words_inside > 0);
          words_inside += inside ? 1 : 0;
          events.push_back({static_cast<std::int64_t>(events.size()), reads ? 1u : 0u, 1u});
        }
    INFO("top " << padding[0] << " left " << padding[1] << " bottom " << padding[2] << " right " << padding[3]);
    const Schedule s = make_schedule(stage_of(pad, folding));
    CHECK(expand(s) == events);
    CHECK(s.iterations == static_cast<std::int64_t>(events.size()));
    CHECK(words_read(s, 0) == 2 * 3 * 2);
  }
}

TEST_CASE("a down-sampler and a crop read every word and write those of the pixels that stay", "[timing][schedule]") {
  golden::LayerFolding folding;
  folding.SIMD = 3;
  const auto picture = [](const auto& stays) {  // 5 x 4 pixels of two words
    std::vector<Event> events;
    for (std::int64_t word = 0; word < 5 * 4 * 2; ++word)
      events.push_back({word, 1u, stays(word / 8, word / 2 % 4) ? 1u : 0u});
    return events;
  };
  for (const std::int64_t stride : {1, 2, 3}) {
    const golden::DownSampler sampler{{5, 4}, 6, stride, DataType::uint(2)};
    CHECK(expand(make_schedule(stage_of(sampler, folding))) ==
          picture([&](std::int64_t y, std::int64_t x) { return y % stride == 0 && x % stride == 0; }));
  }
  const golden::Crop crop{{5, 4}, {2, 1, 0, 2}, 6, DataType::uint(2)};  // north, east, south, west
  CHECK(expand(make_schedule(stage_of(crop, folding))) ==
        picture([](std::int64_t y, std::int64_t x) { return y >= 2 && x == 2; }));
}

TEST_CASE("forks and joins move a word on every port, splits and concatenations on one after the other",
          "[timing][schedule]") {
  golden::DuplicateStreams fork;
  fork.channels = 2;
  fork.copies = 3;
  const Schedule copies = make_schedule(stage_of(fork));
  CHECK(expand(copies) == std::vector<Event>{{0, 1, 7}, {1, 1, 7}});
  CHECK(copies.write_latency_cycles == std::vector<int>{5, 5, 5});
  golden::AddStreams join;
  join.channels = 2;
  CHECK(expand(make_schedule(stage_of(join))) == std::vector<Event>{{0, 3, 1}, {1, 3, 1}});
  const golden::Split split{{1, 2}, {2}, DataType::uint(2)};
  CHECK(expand(make_schedule(stage_of(split))) ==
        std::vector<Event>{{0, 1, 1}, {1, 1, 2}, {2, 1, 2}, {3, 1, 1}, {4, 1, 2}, {5, 1, 2}});
  const golden::Concat concat{{1, 2}, {2}, DataType::uint(2)};
  CHECK(expand(make_schedule(stage_of(concat))) ==
        std::vector<Event>{{0, 1, 1}, {1, 2, 1}, {2, 2, 1}, {3, 1, 1}, {4, 2, 1}, {5, 2, 1}});
}

TEST_CASE("two run-length forms of the same events mean the same timing", "[timing][schedule]") {
  const Schedule runs{{{4, {{1, 1, 1, 1}}}}, 4, 0, {2}};
  Schedule steps{{{1, {{3, 1, 1, 1}, {1, 1, 1, 1}}}}, 4, 0, {2}};
  CHECK_FALSE(runs == steps);
  CHECK(same_timing(runs, steps));
  SECTION("another latency") { steps.write_latency_cycles = {3}; }
  SECTION("another gate") { steps.gate_stage = 1; }
  SECTION("an idle iteration at the end") { steps.iterations = 5; }
  SECTION("a later event") { steps.blocks[0].steps[1].advance = 2; }
  SECTION("a missing read") { steps.blocks[0].steps[1].reads = 0; }
  CHECK((same_timing(runs, steps) == false || steps.write_latency_cycles == std::vector<int>{2}));
}

TEST_CASE("a cursor walks through the frames event by event", "[timing][schedule]") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    for (const TimingStage& stage : random_fork_join(seed).stages) {
      const std::vector<Event> events = expand(stage.schedule);
      Cursor cursor(stage.schedule, 3);
      std::int64_t iteration = -1;
      for (int frame = 0; frame < 3; ++frame)
        for (const Event& event : events) {
          REQUIRE_FALSE(cursor.done());
          iteration += cursor.step().advance;
          REQUIRE(iteration == frame * stage.schedule.iterations + event.iteration);
          REQUIRE(cursor.step().reads == event.reads);
          REQUIRE(cursor.step().writes == event.writes);
          const bool is_frame_end = cursor.pass(1);
          REQUIRE(is_frame_end == (&event == &events.back()));
          REQUIRE(cursor.iterations() == iteration + 1);
          if (is_frame_end) iteration += cursor.tail();
        }
      REQUIRE(cursor.done());
    }
  }
}

}  // namespace weir::timing::test
