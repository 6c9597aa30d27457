/// Does one frame decide what long runs show, and does a circuit prove what it says?
#include <atomic>
#include <catch2/catch.hpp>

#include "systemc/sizing/search/parallel.hpp"
#include "systemc/sizing/sizing.hpp"
#include "systemc/sizing/timetable/timetable.hpp"
#include "tests/sizing/oracle.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

struct LongRun {
  bool is_deadlocked;
  std::int64_t cycles;  ///< of the second half
};

LongRun long_run(const TimingGraph& graph, int frames) {
  const SimulationResult half = run_frames(simulate_maxplus, graph, frames / 2);
  if (half.deadlock) return {true, 0};
  return {false, run_frames(simulate_maxplus, graph, frames).cycles - half.cycles};
}

}  // namespace

TEST_CASE("an interval too long for the times of a timetable is refused, not cut off", "[sizing][timetable]") {
  const TimingGraph graph = random_fork_join(1);
  for (const std::int64_t interval : {std::int64_t{3'000'000'000}, std::int64_t{1} << 40}) {
    SizingOptions options;
    options.target_interval_cycles = interval;
    try {
      size_fifos(graph, options);
      FAIL("an interval of " << interval << " was taken");
    } catch (const Error& error) {
      CHECK(error.code == "sizing-range");
      CHECK(error.what_text.find(std::to_string(interval)) != std::string::npos);
    }
  }
}

TEST_CASE("what parallel work throws comes out of it, of several the first in the order of work", "[sizing]") {
  std::atomic<int> done{0};
  const auto failing = [&](std::size_t i) {
    if (i == 3 || i == 5) throw Error("test", "piece " + std::to_string(i));
    ++done;
  };
  try {
    for_each_in_parallel(1000, 0, failing);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK((error.what_text == "piece 3" || error.what_text == "piece 5"));
  }
  CHECK(done < 1000);
  done = 0;
  for_each_in_parallel(100, 0, [&](std::size_t) { ++done; });
  CHECK(done == 100);
}

TEST_CASE("a timetable's verdict equals what 1000 frames show, for any interval", "[sizing][timetable]") {
  int kept = 0, slower = 0, deadlocked = 0;
  for (const MakeGraph make : kMakers)
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
      INFO("seed " << seed);
      const TimingGraph graph = make(seed);
      const auto plan = std::make_shared<Plan>(graph);
      const std::int64_t interval = unlimited_interval(graph) + static_cast<std::int64_t>(seed % 4) * 3;
      Timetable timetable(plan, interval);
      const Verdict verdict = timetable.try_depths(own_depths(graph));
      const LongRun run = long_run(graph, 1000);
      REQUIRE(verdict != Verdict::kUndecided);
      if (verdict == Verdict::kKeeps) {
        ++kept;
        CHECK_FALSE(run.is_deadlocked);
        CHECK(run.cycles <= 500 * interval);
      } else if (verdict == Verdict::kSlower) {
        ++slower;
        if (run.is_deadlocked) continue;  // both are true, and either is proof enough
        CHECK(run.cycles > 500 * interval);
        const Circuit& circuit = timetable.circuit();
        CHECK(run.cycles >= 500 * interval + 500 * circuit.excess_cycles / circuit.frames - 500);
      } else {
        ++deadlocked;
        CHECK(run.is_deadlocked);
      }
    }
  CHECK(kept >= 20);
  CHECK(slower >= 50);
  CHECK(deadlocked >= 50);
}

TEST_CASE("the depths that a circuit names are too small, whatever the others", "[sizing][timetable]") {
  for (const MakeGraph make : kMakers)
    for (std::uint64_t seed = 1; seed <= 250; ++seed) {
      INFO("seed " << seed);
      const TimingGraph graph = make(seed);
      const std::int64_t interval = unlimited_interval(graph);
      Timetable timetable(std::make_shared<Plan>(graph), interval);
      if (timetable.try_depths(own_depths(graph)) == Verdict::kKeeps) continue;
      TimingGraph only_these = unlimited(graph);
      REQUIRE_FALSE(timetable.circuit().fifos.empty());
      for (const int fifo : timetable.circuit().fifos)
        only_these.streams[static_cast<std::size_t>(fifo)].depth_words =
            graph.streams[static_cast<std::size_t>(fifo)].depth_words;
      const LongRun run = long_run(only_these, 400);
      CHECK((run.is_deadlocked || run.cycles > 200 * interval));
    }
}

TEST_CASE("a timetable made smaller step by step says the same as one made at once", "[sizing][timetable]") {
  for (const MakeGraph make : kMakers)
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
      INFO("seed " << seed);
      const TimingGraph graph = make(seed);
      const std::int64_t interval = unlimited_interval(graph);
      const auto plan = std::make_shared<Plan>(graph);
      Timetable steps(plan, interval);
      Depths depths = steps.peaks();
      REQUIRE(steps.try_depths(depths) == Verdict::kKeeps);
      Random random(seed);
      for (int n = 0; n < 30; ++n) {
        Depths less = depths;
        std::int64_t& one = less[static_cast<std::size_t>(between(random, 0, static_cast<int>(less.size()) - 1))];
        one = std::max<std::int64_t>(1, one - between(random, 1, 6));
        const Verdict verdict = steps.try_depths(less);
        Timetable fresh(plan, interval);
        REQUIRE(verdict != Verdict::kUndecided);
        CHECK((fresh.try_depths(less) == Verdict::kKeeps) == (verdict == Verdict::kKeeps));
        if (verdict == Verdict::kKeeps) depths = less;
        CHECK(steps.depths() == depths);
      }
    }
}

TEST_CASE("the first frame by timetable is the first frame of a run", "[sizing][timetable]") {
  int deadlocked = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = random_fork_join(seed);
    Timetable once(std::make_shared<Plan>(graph), Timetable::kOnce);
    const SimulationResult free = run_frames(simulate_maxplus, unlimited(graph), 1);
    CHECK(once.latency_cycles() == free.latency_cycles);
    const Depths peaks = once.peaks();
    for (std::size_t s = 0; s < peaks.size(); ++s) CHECK(peaks[s] == free.fifos[s].high_water_words);
    const SimulationResult run = run_frames(simulate_maxplus, graph, 1);
    const Verdict verdict = once.try_depths(own_depths(graph));
    CHECK((verdict == Verdict::kDeadlock) == run.deadlock.has_value());
    if (verdict == Verdict::kKeeps) CHECK(once.latency_cycles() == run.latency_cycles);
    deadlocked += verdict == Verdict::kDeadlock ? 1 : 0;
  }
  CHECK(deadlocked >= 50);
}

TEST_CASE("one FIFO alone is judged between its ends as by the whole graph", "[sizing][timetable]") {
  int kept = 0, failed = 0;
  for (const MakeGraph make : kMakers)
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      INFO("seed " << seed);
      const TimingGraph graph = make(seed);
      const std::int64_t interval = unlimited_interval(graph);
      const auto plan = std::make_shared<Plan>(graph);
      Timetable unlimited_fifos(plan, interval);
      for (std::size_t s = 0; s < graph.streams.size(); ++s)
        for (const std::int64_t depth : {1, 3, 9}) {
          Depths depths(graph.streams.size(), kUnlimitedWords);
          depths[s] = depth;
          const Verdict verdict = Timetable(plan, interval).try_depths(depths);
          REQUIRE(verdict != Verdict::kUndecided);
          const Verdict alone = unlimited_fifos.probe_alone(static_cast<int>(s), depth);
          CHECK((alone == Verdict::kKeeps) == (verdict == Verdict::kKeeps));
          (verdict == Verdict::kKeeps ? kept : failed) += 1;
        }
    }
  CHECK(kept >= 500);
  CHECK(failed >= 200);
}

}  // namespace weir::timing::test
