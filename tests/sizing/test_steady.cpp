/// Are the verdicts about the steady state right, whatever the graph?
#include <catch2/catch.hpp>

#include "tests/sizing/oracle.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

TEST_CASE("the interval of unlimited FIFOs is the one that a long run shows", "[sizing][steady]") {
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = unlimited(random_fork_join(seed));
    // The slowest stage need not lead to an output, so the slowest of all streams counts.
    SimulationOptions options;
    options.record_transfers = true;
    std::vector<SimulationResult> runs;
    for (const int frames : {100, 200}) {
      options.frames = frames;
      runs.push_back(simulate_maxplus(graph, options));
    }
    std::int64_t slowest = 0;
    for (const auto& [name, record] : runs[1].streams) {
      const std::size_t middle = runs[0].streams.at(name).read_cycles.size() - 1;
      slowest = std::max(slowest, record.read_cycles.back() - record.read_cycles[middle]);
      slowest = std::max(slowest, record.written_cycles.back() - record.written_cycles[middle]);
    }
    CHECK(slowest == 100 * unlimited_interval(graph));
  }
}

TEST_CASE("verdicts on random graphs with random depths equal what 1000 frames show", "[sizing][steady]") {
  int kept = 0, slower = 0, deadlocked = 0;
  for (const MakeGraph make : kMakers)
    for (std::uint64_t seed = 1; seed <= 350; ++seed) {
      INFO("seed " << seed);
      const TimingGraph graph = make(seed);
      const std::int64_t interval = unlimited_interval(graph);
      const SteadyState state = find_steady_state(graph, own_depths(graph), interval);
      const SimulationResult half = run_frames(simulate_maxplus, graph, 500);
      const SimulationResult full = run_frames(simulate_maxplus, graph, 1000);
      CHECK((find_deadlock(graph, own_depths(graph)).verdict == Verdict::kDeadlock) == half.deadlock.has_value());
      REQUIRE(state.verdict != Verdict::kUndecided);
      CHECK((state.verdict == Verdict::kDeadlock) == half.deadlock.has_value());
      const std::int64_t taken = full.cycles - half.cycles;
      if (state.verdict == Verdict::kKeeps) {
        ++kept;
        CHECK(taken <= 500 * interval);
        CHECK(state.latency_cycles == half.latency_cycles);
      } else if (state.verdict == Verdict::kSlower) {
        ++slower;
        CHECK(taken > 500 * interval);
        CHECK(static_cast<double>(taken) / 500 == Approx(state.interval_cycles).margin(0.1));
      } else {
        ++deadlocked;
      }
    }
  CHECK(kept >= 20);
  CHECK(slower >= 50);
  CHECK(deadlocked >= 50);
}

TEST_CASE("a proven period holds for every word far behind the frames that were looked at", "[sizing][steady]") {
  int proven = 0;
  for (const MakeGraph make : kMakers)
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      INFO("seed " << seed);
      const TimingGraph graph = make(seed);
      const std::int64_t interval = unlimited_interval(graph);
      const SteadyState state = prove_periodic(graph, own_depths(graph), interval);
      if (state.periodic_from_frame == 0) continue;
      ++proven;
      SimulationOptions options;
      options.frames = 4 * state.frames + static_cast<int>(graph.stages.size());
      options.record_transfers = true;
      const SimulationResult run = simulate_systemc(graph, options);
      for (const TimingStream& stream : graph.streams) {
        const StreamRecord& record = run.streams.at(stream.name);
        const auto words = static_cast<std::size_t>(stream.words_per_frame);
        // What the last frame does not wait for may come earlier in some frames before it, too.
        const std::size_t end = record.read_cycles.size() - words * graph.stages.size();
        for (std::size_t k = words * static_cast<std::size_t>(state.periodic_from_frame); k < end; ++k) {
          REQUIRE(record.written_cycles[k] - record.written_cycles[k - words] == interval);
          REQUIRE(record.read_cycles[k] - record.read_cycles[k - words] == interval);
        }
      }
    }
  CHECK(proven >= 10);
}

}  // namespace weir::timing::test
