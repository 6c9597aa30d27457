/// FINN's blocks: the clocked SystemC modules and the recurrences of the max-plus engine are two descriptions of the
/// same hardware that share parameters, and no order, count or time. They must agree on every word, stall and deadlock,
/// also where blocks and schedules stand side by side.
#include <catch2/catch.hpp>

#include "systemc/engines/simulate.hpp"
#include "tests/systemc/random_blocks.hpp"

namespace weir::timing::test {

namespace {

/// Number of its kind of block; -1: it follows a schedule.
int kind_of(const TimingStage& stage) { return stage.block ? static_cast<int>(stage.block->index()) : -1; }

void require_same(const TimingGraph& graph, const SimulationResult& a, const SimulationResult& b) {
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    const std::string& name = graph.streams[s].name;
    INFO("stream " << name << " from stage " << graph.streams[s].producer << " to " << graph.streams[s].consumer);
    REQUIRE(a.streams.at(name).written_cycles == b.streams.at(name).written_cycles);
    REQUIRE(a.streams.at(name).read_cycles == b.streams.at(name).read_cycles);
    CHECK(a.fifos[s].high_water_words == b.fifos[s].high_water_words);
  }
  CHECK(a.cycles == b.cycles);
  CHECK(a.latency_cycles == b.latency_cycles);
  CHECK(a.interval_cycles == b.interval_cycles);
  CHECK(a.batch_cycles == b.batch_cycles);
  REQUIRE(a.deadlock.has_value() == b.deadlock.has_value());
  if (a.deadlock) {
    CHECK(a.deadlock->cycle == b.deadlock->cycle);
    CHECK(a.deadlock->circle == b.deadlock->circle);
    CHECK(a.deadlock->waits == b.deadlock->waits);
  }
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    INFO("stage " << graph.stages[i].name << " of kind " << kind_of(graph.stages[i]));
    CHECK(a.stages[i].busy == b.stages[i].busy);
    CHECK(a.stages[i].starved == b.stages[i].starved);
    CHECK(a.stages[i].backpressured == b.stages[i].backpressured);
    CHECK(a.stages[i].starved_by == b.stages[i].starved_by);
    CHECK(a.stages[i].backpressured_by == b.stages[i].backpressured_by);
    CHECK(a.stages[i].busy + a.stages[i].starved + a.stages[i].backpressured <= 1.0 + 1e-9);
  }
}

}  // namespace

TEST_CASE("clocked modules and recurrences agree on every word of random graphs of FINN's blocks", "[finn]") {
  int deadlocked = 0, alive = 0;
  std::vector<int> kinds(std::variant_size_v<finn::Block>);
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = random_blocks(seed);
    const SimulationOptions options = random_options(seed);
    const SimulationResult systemc = simulate_systemc(graph, options), maxplus = simulate_maxplus(graph, options);
    require_same(graph, systemc, maxplus);
    (systemc.deadlock ? deadlocked : alive) += 1;
    if (systemc.deadlock) CHECK_FALSE(systemc.deadlock->circle.empty());
    for (const TimingStage& stage : graph.stages) ++kinds[stage.block->index()];
  }
  // The generator must keep producing everything.
  CHECK(deadlocked >= 30);
  CHECK(alive >= 100);
  for (const int count : kinds) CHECK(count >= 20);
}

TEST_CASE("SystemC and the recurrences agree on every word of random graphs of blocks beside schedules", "[finn]") {
  int deadlocked = 0, mixed = 0;
  std::vector<int> kinds(std::variant_size_v<finn::Block> + 1);
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = random_mixed(seed);
    const SimulationOptions options = random_options(seed);
    const SimulationResult systemc = simulate_systemc(graph, options), maxplus = simulate_maxplus(graph, options);
    require_same(graph, systemc, maxplus);
    deadlocked += systemc.deadlock ? 1 : 0;
    bool has_schedule = false, has_block = false;
    for (const TimingStage& stage : graph.stages) {
      ++kinds[static_cast<std::size_t>(kind_of(stage) + 1)];
      (stage.block ? has_block : has_schedule) = true;
    }
    mixed += has_schedule && has_block ? 1 : 0;
  }
  // The generator must keep producing everything.
  CHECK(deadlocked >= 30);
  CHECK(mixed >= 500);
  for (const int count : kinds) CHECK(count >= 20);
}

TEST_CASE("the max-plus engine says the same whether or not it keeps the transfers", "[finn]") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = seed % 2 == 0 ? random_blocks(seed) : random_mixed(seed);
    SimulationOptions options = random_options(seed);
    const SimulationResult kept = simulate_maxplus(graph, options);
    options.record_transfers = false;
    const SimulationResult dropped = simulate_maxplus(graph, options);
    CHECK(kept.cycles == dropped.cycles);
    CHECK(kept.latency_cycles == dropped.latency_cycles);
    CHECK(kept.deadlock == dropped.deadlock);
    for (std::size_t s = 0; s < kept.fifos.size(); ++s)
      CHECK(kept.fifos[s].high_water_words == dropped.fifos[s].high_water_words);
  }
}

}  // namespace weir::timing::test
