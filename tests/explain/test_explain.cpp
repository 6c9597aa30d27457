/// Is the circle that is said to set the interval really one, and does it take as long as the interval measured?
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "golden/builtin/builtin.hpp"
#include "systemc/explain/critical_cycle.hpp"
#include "systemc/explain/waterfall.hpp"
#include "systemc/explain/what_if.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

using Reason = CriticalCycle::Reason;

SimulationResult recorded(const TimingGraph& graph, int frames) {
  SimulationOptions options;
  options.frames = frames;
  options.record_transfers = true;
  return simulate_maxplus(graph, options);
}

/// Copying stages in a row, each of one word per iteration.
TimingGraph copies(int stages, std::int64_t words, int latency, int depth) {
  TimingGraph graph{"copies", {}, {}};
  for (int i = 0; i < stages; ++i)
    graph.stages.push_back(
        {"copy" + std::to_string(i), "Copy", {{{1, {{words, 1, 1, 1}}}}, words, 0, {latency}}, {i}, {i + 1}});
  for (int s = 0; s <= stages; ++s)
    graph.streams.push_back({"s" + std::to_string(s), words, depth, 8, s - 1, 0, s < stages ? s : kOutside, 0});
  return graph;
}

const CriticalCycle::Part* find(const CriticalCycle& circle, Reason reason, const std::string& name) {
  const auto part = std::find_if(circle.parts.begin(), circle.parts.end(),
                                 [&](const auto& p) { return p.reason == reason && p.name == name; });
  return part == circle.parts.end() ? nullptr : &*part;
}

std::int64_t sum(const CriticalCycle& circle) {
  std::int64_t cycles = 0;
  for (const auto& part : circle.parts) cycles += part.cycles;
  return cycles;
}

/// The cycle in which the slowest output of the run ends frame `frame` (from 0).
std::int64_t end_of(const TimingGraph& graph, const SimulationResult& run, int frame) {
  std::int64_t last = -1, end = 0;
  for (const TimingStream& stream : graph.streams) {
    if (stream.consumer != kOutside) continue;
    const auto& cycles = run.streams.at(stream.name).read_cycles;
    if (cycles.back() <= last) continue;
    last = cycles.back();
    end = cycles[static_cast<std::size_t>((frame + 1) * stream.words_per_frame - 1)];
  }
  return end;
}

}  // namespace

TEST_CASE("a stage that works longer than all others is the whole circle", "[timing][explain]") {
  TimingGraph graph = copies(3, 100, 2, 20);
  graph.stages[1].schedule = {{{100, {{1, 4, 1, 1}}}}, 400, 0, {2}};
  const auto circle = find_critical_cycle(graph, 10, recorded(graph, 10));
  REQUIRE(circle);
  CHECK(circle->interval_cycles() == 400);
  REQUIRE(circle->parts.size() == 1);
  CHECK(circle->parts[0].name == "copy1");
  CHECK(circle->bottleneck() == "copy1");
}

TEST_CASE("a FIFO that is too short for its writer's latency is the circle, word and room by turns",
          "[timing][explain]") {
  // Latency 6, a cycle until readable, a cycle until the place is free: 8 cycles for every 4 words.
  const TimingGraph graph = copies(2, 64, 6, 4);
  const auto circle = find_critical_cycle(graph, 10, recorded(graph, 10));
  REQUIRE(circle);
  CHECK(circle->interval_cycles() == 64 * 8 / 4);
  const auto *word = find(*circle, Reason::Word, "s1"), *room = find(*circle, Reason::Room, "s1");
  REQUIRE((word != nullptr && room != nullptr));
  CHECK(word->cycles == 7 * word->times);
  CHECK(room->cycles == room->times);
  CHECK(word->times == room->times);
  CHECK(find(*circle, Reason::Work, "copy0") == nullptr);
}

TEST_CASE("on random graphs the circle takes exactly the interval that is measured", "[timing][explain]") {
  constexpr int kFrames = 400, kFrom = 200;
  int checked = 0, with_room = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const TimingGraph graph = random_fork_join(seed);
    const SimulationResult run = recorded(graph, kFrames);
    if (run.deadlock) continue;
    CAPTURE(seed);
    const auto circle = find_critical_cycle(graph, kFrames, run);
    REQUIRE(circle);
    CHECK(sum(*circle) == circle->cycles);
    // Whole numbers of the circle's frames, so many that a period of 2 to 6 circles is whole as well.
    const auto span = static_cast<int>(60 * circle->frames);
    REQUIRE(kFrom + span < kFrames);
    CHECK(end_of(graph, run, kFrom + span) - end_of(graph, run, kFrom) == 60 * circle->cycles);
    ++checked;
    with_room += std::any_of(circle->parts.begin(), circle->parts.end(),
                             [](const auto& part) { return part.reason == Reason::Room; });
  }
  CHECK(checked > 100);
  CHECK(with_room > 20);
}

TEST_CASE("a circle stays when every FIFO outside it becomes endless", "[timing][explain]") {
  int checked = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    TimingGraph graph = random_fork_join(seed);
    const SimulationResult run = recorded(graph, 100);
    if (run.deadlock) continue;
    CAPTURE(seed);
    const auto circle = find_critical_cycle(graph, 100, run);
    REQUIRE(circle);
    for (TimingStream& stream : graph.streams)
      if (find(*circle, Reason::Room, stream.name) == nullptr) stream.depth_words = 1 << 20;
    const SimulationResult freed = recorded(graph, 100);
    REQUIRE_FALSE(freed.deadlock.has_value());
    // No interval is below the circle's mean; over 80 frames a whole transient cannot hide a shorter one.
    CHECK(end_of(graph, freed, 99) - end_of(graph, freed, 99 - static_cast<int>(20 * circle->frames)) >=
          20 * circle->cycles);
    ++checked;
  }
  CHECK(checked > 40);
}

TEST_CASE("the waterfall tells first and last words of every stage, and whom it waited for", "[timing][explain]") {
  TimingGraph graph = copies(2, 10, 3, 64);
  graph.stages[0].schedule = {{{10, {{1, 4, 1, 1}}}}, 40, 0, {3}};
  const auto stages = waterfall(graph, recorded(graph, 1));
  REQUIRE(stages.size() == 2);
  // Word k is offered in cycle k; the first stage's iterations end in the cycles 3, 7, .. 39, it writes 3 later.
  CHECK(stages[0].first_word_in == 3);
  CHECK(stages[0].first_word_out == 6);
  CHECK(stages[0].last_word_out == 42);
  CHECK(stages[1].first_word_in == 7);
  CHECK(stages[1].first_word_out == 10);
  CHECK(stages[1].last_word_out == 46);
  CHECK(stages[1].starved_by == "s1");
  CHECK(stages[1].starved_cycles == 7 + 9 * 3);
  CHECK(stages[0].starved_cycles == 0);
}

TEST_CASE("lfc-w1a1 takes 724 cycles because of one FIFO, and 512 where none is short", "[timing][explain]") {
  const golden::FoldedNetwork lfc = golden::make_builtin("lfc-w1a1");
  const golden::StageGraph graph = golden::build_stage_graph(lfc.network, lfc.folding);
  TimingGraph timing = make_timing_graph(graph, load_profile("weir"));
  const auto circle = find_critical_cycle(timing, 10, recorded(timing, 10));
  REQUIRE(circle);
  CHECK(circle->interval_cycles() == 724);
  CHECK(recorded(timing, 10).steady_interval_cycles == 724);
  CHECK(find(*circle, Reason::Room, "inter1") != nullptr);
  CHECK(find(*circle, Reason::Work, "MVAU_1") != nullptr);
  CHECK(find(*circle, Reason::Work, "MVAU_2") != nullptr);
  for (TimingStream& stream : timing.streams) stream.depth_words = 1024;
  const auto free = find_critical_cycle(timing, 10, recorded(timing, 10));
  REQUIRE(free);
  CHECK(free->interval_cycles() == 512);
  CHECK(free->parts.size() == 1);
}

TEST_CASE("lfc-w1a1 in profile finn-hlslib-2020: the circle takes the published 841 cycles per image",
          "[timing][explain]") {
  const golden::FoldedNetwork lfc = golden::make_builtin("lfc-w1a1");
  const golden::StageGraph graph = golden::build_stage_graph(lfc.network, lfc.folding);
  const TimingGraph timing = make_timing_graph(graph, load_profile("finn-hlslib-2020"));
  const auto circle = find_critical_cycle(timing, 30, recorded(timing, 30));
  REQUIRE(circle);
  CHECK(circle->interval_cycles() == 841);
  CHECK(sum(*circle) == circle->cycles);
}

TEST_CASE("twice the PE or SIMD of a stage gives the interval of the network folded so by hand", "[timing][explain]") {
  golden::FoldedNetwork lfc = golden::make_builtin("lfc-w1a1");
  lfc.folding.layers["MVAU_1"].PE = 16;  // 64 in the published design: now the slowest by far
  const Profile profile = load_profile("weir");
  const auto interval = [&](const golden::Folding& folding) {
    const auto timing = make_timing_graph(golden::build_stage_graph(lfc.network, folding), profile);
    return recorded(timing, 6).steady_interval_cycles;
  };
  const golden::StageGraph graph = golden::build_stage_graph(lfc.network, lfc.folding);
  const auto entries = what_if(graph, profile, "MVAU_1", 6);
  REQUIRE(entries.size() == 2);
  const int SIMD = lfc.folding.of("MVAU_1").SIMD;
  const double folded = interval(lfc.folding);
  golden::Folding by_hand = lfc.folding;
  by_hand.layers["MVAU_1"].PE = 32;
  CHECK((entries[0].fold == "PE" && entries[0].from == 16 && entries[0].to == 32));
  CHECK(entries[0].interval_cycles == interval(by_hand));
  CHECK(entries[0].interval_cycles < folded);
  CHECK(entries[0].next_bottleneck == "MVAU_1");
  by_hand = lfc.folding;
  by_hand.layers["MVAU_1"].SIMD = 2 * SIMD;
  CHECK((entries[1].fold == "SIMD" && entries[1].from == SIMD && entries[1].to == 2 * SIMD));
  CHECK(entries[1].interval_cycles == interval(by_hand));
  CHECK(entries[1].interval_cycles < folded);
  CHECK_THROWS_AS(what_if(graph, profile, "MVAU_9", 6), Error);
}

TEST_CASE("a depthwise window generator or its pool alone is not told to grow, since they could only together",
          "[timing][explain]") {
  const DataType u4 = DataType::uint(4);
  golden::SlidingWindow window{{5, 5}, 4, {3, 3}, {2, 2}, {1, 1}, u4, true};
  golden::Pool pool{"MaxPool", {2, 2}, {3, 3}, 4, u4, u4, 0};
  golden::Network network;
  network.name = "pooled";
  network.streams = {{"in", u4, {5, 5, 4}}, {"windows", u4, {2, 2, 36}}, {"out", u4, {2, 2, 4}}};
  network.inputs = {"in"};
  network.outputs = {"out"};
  network.layers.push_back({"window", window, {"in"}, {"windows"}, {}});
  network.layers.push_back({"pool", pool, {"windows"}, {"out"}, {}});
  const golden::StageGraph graph =
      golden::build_stage_graph(std::make_shared<const golden::Network>(std::move(network)), {});
  CHECK(what_if(graph, load_profile("weir"), "window", 3).empty());
  CHECK(what_if(graph, load_profile("weir"), "pool", 3).empty());
}

}  // namespace weir::timing::test
