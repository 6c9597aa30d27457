/// Small designs whose cycles can be worked out on paper.
#include <catch2/catch.hpp>
#include <thread>

#include "systemc/engines/simulate.hpp"

namespace weir::timing::test {

namespace {

/// in -> copy_0 -> s1 -> copy_1 -> ... -> out; every stage reads and writes a word per iteration.
TimingGraph copies(int stages, std::int64_t words, int latency, int depth) {
  TimingGraph graph;
  graph.name = "copies";
  for (int i = 0; i <= stages; ++i)
    graph.streams.push_back({"s" + std::to_string(i), words, depth, 8, i - 1, 0, i < stages ? i : kOutside, 0});
  for (int i = 0; i < stages; ++i)
    graph.stages.push_back(
        {"copy_" + std::to_string(i), "copy", {{{words, {{1, 1, 1, 1}}}}, words, 0, {latency}}, {i}, {i + 1}});
  return graph;
}

/// dup -> (burst, bypass) -> add: the burst stage reads 8 words before it writes 8; the bypass holds `depth`.
TimingGraph shortcut(int depth) {
  constexpr std::int64_t kWords = 16;
  const auto straight = [](std::uint32_t reads, std::uint32_t writes, std::vector<int> latencies) {
    return Schedule{{{kWords, {{1, 1, reads, writes}}}}, kWords, 0, std::move(latencies)};
  };
  TimingGraph graph;
  graph.name = "shortcut";
  graph.stages = {{"dup", "dup", straight(1, 3, {0, 0}), {0}, {1, 2}},
                  {"burst", "burst", {{{2, {{7, 1, 1, 0}, {1, 1, 1, 1}, {7, 1, 0, 1}}}}, 30, 0, {0}}, {1}, {3}},
                  {"add", "add", straight(3, 1, {0}), {2, 3}, {4}}};
  graph.streams = {{"in", kWords, 2, 8, kOutside, 0, 0, 0},
                   {"long", kWords, 2, 8, 0, 0, 1, 0},
                   {"bypass", kWords, depth, 8, 0, 1, 2, 0},
                   {"result", kWords, 2, 8, 1, 0, 2, 1},
                   {"out", kWords, 2, 8, 2, 0, kOutside, 0}};
  return graph;
}

using Simulate = SimulationResult (*)(const TimingGraph&, const SimulationOptions&);
constexpr Simulate kEngines[] = {&simulate_systemc, &simulate_maxplus};

}  // namespace

TEST_CASE("a word passes a stage in its latency plus one cycle", "[timing][known]") {
  for (const Simulate simulate : kEngines)
    for (const int latency : {0, 1, 6})
      for (const int stages : {1, 3}) {
        SimulationOptions options;
        options.frames = 3;
        const SimulationResult r = simulate(copies(stages, 10, latency, latency + 2), options);
        // Word 0 enters in cycle 0, passes each stage, is taken by the sink one cycle after; nine words follow.
        CHECK(r.latency_cycles == stages * (latency + 1) + 1 + 9 + 1);
        CHECK(r.interval_cycles == 10);
        CHECK(r.cycles == r.latency_cycles + 2 * 10);
      }
}

TEST_CASE("a FIFO passes its depth of words per round of latency plus two cycles", "[timing][known]") {
  for (const Simulate simulate : kEngines)
    for (const int depth : {1, 2, 4, 8}) {
      SimulationOptions options;
      options.frames = 6;
      const SimulationResult r = simulate(copies(1, 64, 6, depth), options);
      // Credit, latency 6, a cycle until readable, a cycle until the place is free: 8 cycles around.
      CHECK(r.interval_cycles == 64 * 8 / depth);
      CHECK(r.fifos[1].high_water_words == depth);
    }
}

TEST_CASE("a bypass that does not hold a burst deadlocks, and the report says who waits for whom", "[timing][known]") {
  for (const Simulate simulate : kEngines) {
    CHECK_FALSE(simulate(shortcut(8), {}).deadlock.has_value());
    const SimulationResult r = simulate(shortcut(7), {});
    REQUIRE(r.deadlock.has_value());
    // dup fires in the cycles 1 to 7; in cycle 8 burst reads the last of those words and the source fills "in".
    CHECK(r.deadlock->cycle == 9);
    CHECK(r.deadlock->waits == std::vector<Wait>{{"dup", "bypass", true, 7, 7},
                                                 {"burst", "long", false, 0, 2},
                                                 {"add", "result", false, 0, 2},
                                                 {"source", "in", true, 2, 2},
                                                 {"sink", "out", false, 0, 2}});
    CHECK(r.deadlock->circle == std::vector<std::string>{"dup", "add", "burst"});
    CHECK(r.cycles == 9);
    CHECK(r.latency_cycles == 0);
    CHECK(r.interval_cycles == 0);
  }
}

TEST_CASE("a stage that works 4 cycles per word is busy, its producer backpressured, its consumer starved",
          "[timing][known]") {
  TimingGraph graph = copies(3, 100, 0, 2);
  graph.stages[1].schedule = {{{100, {{1, 4, 1, 1}}}}, 400, 0, {0}};
  SimulationOptions options;
  options.frames = 50;
  for (const Simulate simulate : kEngines) {
    const SimulationResult r = simulate(graph, options);
    CHECK(r.interval_cycles == 400);
    CHECK(r.stages[1].busy == Approx(1.0).margin(0.01));
    CHECK(r.stages[0].busy == Approx(0.25).margin(0.01));
    CHECK(r.stages[0].backpressured == Approx(0.75).margin(0.01));
    CHECK(r.stages[0].backpressured_by == "s1");
    CHECK(r.stages[2].starved == Approx(0.75).margin(0.01));
    CHECK(r.stages[2].starved_by == "s2");
    CHECK(r.stages[1].work_cycles == 400);
  }
}

TEST_CASE("SystemC runs from several threads at once", "[timing][known]") {
  const TimingGraph graph = copies(2, 50, 3, 4);
  SimulationOptions options;
  options.frames = 3;
  const std::int64_t cycles = simulate_systemc(graph, options).cycles;
  std::vector<std::int64_t> seen(4, 0);
  std::vector<std::thread> threads;
  for (std::int64_t& mine : seen)
    threads.emplace_back([&graph, &options, &mine] {
      for (int k = 0; k < 10; ++k) mine = simulate_systemc(graph, options).cycles;
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(seen == std::vector<std::int64_t>(4, cycles));
}

}  // namespace weir::timing::test
