/// Do shares of a steady interval and curves in time say what can be counted by hand?
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "golden/builtin/builtin.hpp"
#include "systemc/explain/steady_shares.hpp"
#include "systemc/explain/timeline.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing::test {

namespace {

constexpr std::int64_t kWords = 10;

/// Two stages in a row that copy words, one word in so many iterations.
TimingGraph two_copies(std::int64_t first, std::int64_t second, int depth) {
  TimingGraph graph{"copies", {}, {}};
  for (int i = 0; i < 2; ++i) {
    const std::int64_t per_word = i == 0 ? first : second;
    graph.stages.push_back({"copy" + std::to_string(i),
                            "Copy",
                            {{{kWords, {{1, per_word, 1, 1}}}}, kWords * per_word, 0, {1}},
                            {i},
                            {i + 1}});
  }
  for (int s = 0; s <= 2; ++s)
    graph.streams.push_back({"s" + std::to_string(s), kWords, depth, 8, s - 1, 0, s < 2 ? s : kOutside, 0});
  return graph;
}

SimulationResult run(const TimingGraph& graph, int frames = 3) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(graph, options);
}

std::int64_t sum(const std::vector<std::int64_t>& cycles) {
  return std::accumulate(cycles.begin(), cycles.end(), std::int64_t{0});
}

}  // namespace

TEST_CASE("a fast stage behind a slow one lacks words for the rest of the interval", "[report][explain]") {
  const TimingGraph graph = two_copies(4, 1, 64);
  const auto shares = steady_shares(graph, run(graph));
  REQUIRE(shares);
  // Four iterations for each of ten words: 40 cycles a frame, of which the second stage works 10.
  CHECK(shares->interval_cycles == 40);
  CHECK(shares->stages[0].busy == 1);
  CHECK(shares->stages[1].busy == 0.25);
  CHECK(shares->stages[1].starved == 0.75);
  CHECK(shares->stages[1].starved_by == "s1");
}

TEST_CASE("a fast stage before a slow one lacks room for the rest of the interval", "[report][explain]") {
  const TimingGraph graph = two_copies(1, 4, 2);
  const auto shares = steady_shares(graph, run(graph));
  REQUIRE(shares);
  CHECK(shares->stages[0].busy == 0.25);
  CHECK(shares->stages[0].backpressured == 0.75);
  CHECK(shares->stages[0].backpressured_by == "s1");
  CHECK(shares->stages[1].busy == 1);
}

TEST_CASE("the shares of a network's stages are what a longer run adds to a shorter one", "[report][explain]") {
  const golden::FoldedNetwork lfc = golden::make_builtin("lfc-w1a1", std::nullopt);
  const TimingGraph graph = make_timing_graph(golden::build_stage_graph(lfc.network, lfc.folding));
  SimulationOptions options;
  options.frames = 12;
  const SimulationResult shorter = simulate_maxplus(graph, options);
  options.frames = 24;
  const SimulationResult longer = simulate_maxplus(graph, options);
  const auto cycles = static_cast<double>(longer.cycles - shorter.cycles);
  const auto shares = steady_shares(graph, shorter);
  REQUIRE(shares);
  CHECK(shares->interval_cycles == cycles / 12);
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    INFO(graph.stages[i].name);
    const std::int64_t starved = sum(longer.stages[i].starved_cycles) - sum(shorter.stages[i].starved_cycles);
    CHECK(shares->stages[i].starved == Approx(static_cast<double>(starved) / cycles).margin(1e-3));
    const std::int64_t blocked =
        sum(longer.stages[i].backpressured_cycles) - sum(shorter.stages[i].backpressured_cycles);
    CHECK(shares->stages[i].backpressured == Approx(static_cast<double>(blocked) / cycles).margin(1e-3));
  }
}

TEST_CASE("the bands of two steady intervals hold the waits of two frames", "[report][explain]") {
  const TimingGraph starved = two_copies(4, 1, 64), blocked = two_copies(1, 4, 2);
  const auto first = make_timeline(starved, run(starved), 16), second = make_timeline(blocked, run(blocked), 16);
  REQUIRE(first);
  REQUIRE(second);
  REQUIRE(first->steady.buckets > 0);
  REQUIRE(second->steady.buckets > 0);
  CHECK(sum(first->steady.stages[1].starved_cycles) == 2 * 30);
  CHECK(sum(first->steady.stages[0].starved_cycles) == 0);
  CHECK(sum(second->steady.stages[0].backpressured_cycles) == 2 * 30);
  CHECK(sum(second->steady.stages[1].backpressured_cycles) == 0);
}

TEST_CASE("a FIFO before the slow stage is full all the time, and empty behind it", "[report][explain]") {
  const TimingGraph graph = two_copies(1, 4, 2);
  const auto timeline = make_timeline(graph, run(graph), 20);
  REQUIRE(timeline);
  const auto& most = timeline->steady.fifos[1].most_words;
  CHECK(std::all_of(most.begin(), most.end(), [](std::int64_t words) { return words == 2; }));
  const auto& least = timeline->steady.fifos[2].least_words;
  CHECK(*std::min_element(least.begin(), least.end()) == 0);
}

TEST_CASE("no FIFO of lfc-w1a1 is fuller in the curves than the engine's high water", "[report][explain]") {
  const golden::FoldedNetwork lfc = golden::make_builtin("lfc-w1a1", std::nullopt);
  const golden::StageGraph graph = golden::build_stage_graph(lfc.network, lfc.folding);
  const TimingGraph timing = make_timing_graph(graph, load_profile("weir"));
  const SimulationResult result = run(timing);
  const auto timeline = make_timeline(timing, result, 300);
  REQUIRE(timeline);
  CHECK(timeline->first.frame_ends.size() == 1);
  const SimulationResult same = run(timing, timeline->frames);
  for (std::size_t s = 0; s < timing.streams.size(); ++s) {
    INFO(timing.streams[s].name);
    std::int64_t most = 0;
    for (const TimelinePart* part : {&timeline->first, &timeline->steady})
      for (const std::int64_t words : part->fifos[s].most_words) most = std::max(most, words);
    CHECK(most <= same.fifos[s].high_water_words);
    if (timing.streams[s].producer != kOutside) CHECK(most == result.fifos[s].high_water_words);
  }
}

}  // namespace weir::timing::test
