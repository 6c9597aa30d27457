/// SystemC = max-plus = a clocked model written from the hardware's rules, for every word on both sides of every FIFO.
#include <catch2/catch.hpp>
#include <set>

#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "tests/systemc/clocked_model.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

void require_same_times(const TimingGraph& graph, const SimulationResult& engine, const ClockedRun& clocked) {
  REQUIRE(engine.streams.size() == graph.streams.size());
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    INFO("stream " << graph.streams[s].name);
    const StreamRecord& record = engine.streams.at(graph.streams[s].name);
    CHECK(record.written_cycles == clocked.streams[s].written_cycles);
    CHECK(record.read_cycles == clocked.streams[s].read_cycles);
    CHECK(engine.fifos[s].high_water_words == clocked.streams[s].high_water_words);
  }
}

/// Stage, stream, for room.
using Block = std::tuple<std::string, std::string, bool>;

void require_same_deadlock(const TimingGraph& graph, const SimulationResult& engine, const ClockedRun& clocked) {
  REQUIRE(engine.deadlock.has_value() == clocked.is_deadlocked);
  if (!engine.deadlock) return;
  std::int64_t cycle = 0;
  for (const auto& s : clocked.streams) {
    for (const auto c : s.written_cycles) cycle = std::max(cycle, c + 1);
    for (const auto c : s.read_cycles) cycle = std::max(cycle, c + 1);
  }
  CHECK(engine.deadlock->cycle == cycle);
  CHECK(engine.cycles == cycle);
  std::set<Block> expected, reported;
  std::set<std::pair<std::string, std::string>> waits_for;
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    if (clocked.stages[i].is_done) continue;
    const std::string& me = graph.stages[i].name;
    for (const int s : clocked.stages[i].missing_words) {
      expected.insert({me, graph.streams[s].name, false});
      if (graph.streams[s].producer >= 0) waits_for.insert({me, graph.stages[graph.streams[s].producer].name});
    }
    for (const int s : clocked.stages[i].missing_room) {
      expected.insert({me, graph.streams[s].name, true});
      if (graph.streams[s].consumer >= 0) waits_for.insert({me, graph.stages[graph.streams[s].consumer].name});
    }
  }
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    if (clocked.streams[s].source_waits) expected.insert({"source", graph.streams[s].name, true});
    if (clocked.streams[s].sink_waits) expected.insert({"sink", graph.streams[s].name, false});
  }
  for (const Wait& wait : engine.deadlock->waits) {
    reported.insert({wait.stage, wait.stream, wait.for_room});
    for (std::size_t s = 0; s < graph.streams.size(); ++s) {
      if (graph.streams[s].name != wait.stream) continue;
      CHECK(wait.occupancy_words == clocked.streams[s].stored_and_in_flight);
      CHECK(wait.depth_words == graph.streams[s].depth_words);
    }
  }
  CHECK(reported == expected);
  CHECK(engine.deadlock->waits.size() == expected.size());
  const auto& circle = engine.deadlock->circle;
  REQUIRE(circle.size() >= 2);
  for (std::size_t k = 0; k < circle.size(); ++k)
    CHECK(waits_for.count({circle[k], circle[(k + 1) % circle.size()]}) == 1);
}

void require_same_waits(const TimingGraph& graph, const SimulationResult& engine, const ClockedRun& clocked) {
  std::int64_t last_move = -1;
  for (const auto& s : clocked.streams) {
    for (const auto c : s.written_cycles) last_move = std::max(last_move, c);
    for (const auto c : s.read_cycles) last_move = std::max(last_move, c);
  }
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    INFO("stage " << graph.stages[i].name);
    std::int64_t starved = 0, backpressured = 0;
    for (const auto& [stream, cycles] : clocked.stages[i].waited_cycles)
      (graph.streams[stream].consumer == static_cast<int>(i) ? starved : backpressured) += cycles;
    const double run = static_cast<double>(std::max<std::int64_t>(last_move + 1, 1));
    CHECK(engine.stages[i].starved == Approx(static_cast<double>(starved) / run));
    CHECK(engine.stages[i].backpressured == Approx(static_cast<double>(backpressured) / run));
    CHECK(engine.stages[i].busy + engine.stages[i].starved + engine.stages[i].backpressured <= 1.0 + 1e-9);
  }
}

void require_same_reports(const SimulationResult& a, const SimulationResult& b) {
  CHECK(a.cycles == b.cycles);
  CHECK(a.latency_cycles == b.latency_cycles);
  CHECK(a.interval_cycles == b.interval_cycles);
  CHECK(a.deadlock == b.deadlock);
  for (std::size_t i = 0; i < a.stages.size(); ++i) {
    CHECK(a.stages[i].busy == b.stages[i].busy);
    CHECK(a.stages[i].starved == b.stages[i].starved);
    CHECK(a.stages[i].backpressured == b.stages[i].backpressured);
    CHECK(a.stages[i].starved_by == b.stages[i].starved_by);
    CHECK(a.stages[i].backpressured_by == b.stages[i].backpressured_by);
  }
}

/// Returns whether it deadlocked.
bool require_all_equal(const TimingGraph& graph, const SimulationOptions& options) {
  const ClockedRun clocked = run_clocked(graph, options.frames, options.stalls);
  const SimulationResult maxplus = simulate_maxplus(graph, options);
  const SimulationResult systemc = simulate_systemc(graph, options);
  for (const SimulationResult* engine : {&maxplus, &systemc}) {
    INFO((engine == &maxplus ? "max-plus" : "SystemC"));
    require_same_times(graph, *engine, clocked);
    require_same_deadlock(graph, *engine, clocked);
    require_same_waits(graph, *engine, clocked);
  }
  require_same_reports(maxplus, systemc);
  return clocked.is_deadlocked;
}

}  // namespace

TEST_CASE("both engines equal the clocked model on random fork and join graphs, deadlocks included", "[timing]") {
  int deadlocked = 0, alive = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    INFO("seed " << seed);
    (require_all_equal(random_fork_join(seed), random_options(seed)) ? deadlocked : alive) += 1;
  }
  // The generator must keep producing both.
  CHECK(deadlocked >= 100);
  CHECK(alive >= 100);
}

TEST_CASE("both engines equal the clocked model on random chains of layers", "[timing]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    CHECK_FALSE(require_all_equal(make_timing_graph(random_chain(seed)), random_options(seed)));
  }
}

TEST_CASE("the max-plus engine says the same whether or not it keeps the transfers", "[timing]") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = random_fork_join(seed);
    SimulationOptions options = random_options(seed);
    const SimulationResult kept = simulate_maxplus(graph, options);
    options.record_transfers = false;
    const SimulationResult dropped = simulate_maxplus(graph, options);
    require_same_reports(kept, dropped);
    for (std::size_t s = 0; s < kept.fifos.size(); ++s)
      CHECK(kept.fifos[s].high_water_words == dropped.fifos[s].high_water_words);
    CHECK(dropped.streams.empty());
  }
}

TEST_CASE("the high-water mark is the smallest depth that changes nothing", "[timing]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    TimingGraph graph = random_fork_join(seed);
    for (TimingStream& stream : graph.streams) stream.depth_words = 10000;
    SimulationOptions options = random_options(seed);
    const SimulationResult free = simulate_maxplus(graph, options);
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      graph.streams[s].depth_words = free.fifos[s].high_water_words;
    const SimulationResult sized = simulate_maxplus(graph, options);
    for (const auto& [name, record] : free.streams) {
      CHECK(sized.streams.at(name).written_cycles == record.written_cycles);
      CHECK(sized.streams.at(name).read_cycles == record.read_cycles);
    }
    const std::size_t victim = seed % graph.streams.size();
    if (--graph.streams[victim].depth_words == 0) continue;
    const SimulationResult small = simulate_maxplus(graph, options);
    CHECK(small.streams.at(graph.streams[victim].name).written_cycles !=
          free.streams.at(graph.streams[victim].name).written_cycles);
  }
}

TEST_CASE("the SystemC model can be run again and again in one program", "[timing]") {
  const TimingGraph graph = random_fork_join(4);
  const SimulationOptions options = random_options(4);
  const SimulationResult first = simulate_systemc(graph, options);
  for (int k = 0; k < 200; ++k) {
    const SimulationResult again = simulate_systemc(graph, options);
    REQUIRE(again.streams.at("s0").read_cycles == first.streams.at("s0").read_cycles);
    REQUIRE(again.cycles == first.cycles);
  }
}

TEST_CASE("what a run tells does not depend on whether the times of its words are kept", "[timing][engines]") {
  // Without them the windows of times move on every hundred words or two.
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = seed % 2 == 0 ? random_fork_join(seed) : make_timing_graph(random_chain(seed));
    SimulationOptions options;
    options.frames = 40;
    const SimulationResult without = simulate_maxplus(graph, options);
    options.record_transfers = true;
    const SimulationResult with = simulate_maxplus(graph, options);
    require_same_reports(without, with);
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      CHECK(without.fifos[s].high_water_words == with.fifos[s].high_water_words);
  }
}

}  // namespace weir::timing::test
