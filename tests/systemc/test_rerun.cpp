/// Timing again only what other FIFO depths change gives what a run of the whole graph gives.
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/maxplus/rerun.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/search/segments.hpp"
#include "tests/systemc/random_blocks.hpp"

namespace weir::timing::test {

namespace {

using maxplus::Rerun;
using End = Rerun::Trial::End;

constexpr int kAllStages = 1000000;

TimingGraph with(TimingGraph graph, const std::vector<std::int64_t>& depths) {
  for (std::size_t s = 0; s < depths.size(); ++s) graph.streams[s].depth_words = static_cast<int>(depths[s]);
  return graph;
}

SimulationResult whole_run(const TimingGraph& graph, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(graph, options);
}

void require_same(const SimulationResult& part, const SimulationResult& whole) {
  REQUIRE(part.cycles == whole.cycles);
  REQUIRE(part.latency_cycles == whole.latency_cycles);
  REQUIRE(part.interval_cycles == whole.interval_cycles);
  REQUIRE(part.steady_interval_cycles == whole.steady_interval_cycles);
  REQUIRE(part.batch_cycles == whole.batch_cycles);
  for (std::size_t s = 0; s < whole.fifos.size(); ++s) {
    INFO("fifo " << whole.fifos[s].name);
    REQUIRE(part.fifos[s].depth_words == whole.fifos[s].depth_words);
    REQUIRE(part.fifos[s].high_water_words == whole.fifos[s].high_water_words);
  }
  for (std::size_t i = 0; i < whole.stages.size(); ++i) {
    INFO("stage " << whole.stages[i].name);
    REQUIRE(part.stages[i].busy == whole.stages[i].busy);
    REQUIRE(part.stages[i].starved == whole.stages[i].starved);
    REQUIRE(part.stages[i].backpressured == whole.stages[i].backpressured);
    REQUIRE(part.stages[i].starved_by == whole.stages[i].starved_by);
    REQUIRE(part.stages[i].backpressured_by == whole.stages[i].backpressured_by);
  }
}

std::vector<std::int64_t> change(std::vector<std::int64_t> depths, Random& random) {
  for (int changes = between(random, 1, 3); changes > 0; --changes) {
    std::int64_t& depth = depths[static_cast<std::size_t>(between(random, 0, static_cast<int>(depths.size()) - 1))];
    depth = between(random, 0, 3) == 0 ? depth + between(random, 1, 40)
                                       : std::max<std::int64_t>(1, depth * between(random, 0, 9) / 10);
  }
  return depths;
}

}  // namespace

TEST_CASE("a rerun of random graphs with other depths is the run of the whole graph", "[finn][rerun]") {
  int local = 0, wide = 0, deadlocked = 0, accepted = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const TimingGraph graph = seed % 4 == 0   ? random_mixed(seed)
                              : seed % 4 == 1 ? random_fork_join(seed)
                                              : random_blocks(seed);
    Random random(seed * 31 + 7);
    const int frames = between(random, 1, 8);
    if (whole_run(graph, frames).deadlock) continue;
    Rerun rerun(graph, frames);
    for (int round = 0; round < 12; ++round) {
      INFO("seed " << seed << ", round " << round);
      const auto depths = change(rerun.depths(), random);
      const SimulationResult whole = whole_run(with(graph, depths), frames);
      Rerun::Trial trial = rerun.run(depths, kAllStages);
      REQUIRE(whole.deadlock.has_value() == (trial.end == End::kDeadlock));
      if (whole.deadlock) {
        ++deadlocked;
        continue;
      }
      require_same(trial.result, whole);
      (trial.stages_run < static_cast<int>(graph.stages.size()) ? local : wide) += 1;
      if (between(random, 0, 2) == 0) continue;
      rerun.accept(std::move(trial));
      ++accepted;
      REQUIRE(rerun.depths() == depths);
      require_same(rerun.base(), whole);
    }
  }
  // The graphs must keep producing everything.
  CHECK(local >= 500);
  CHECK(wide >= 100);
  CHECK(deadlocked >= 5);
  CHECK(accepted >= 500);
}

TEST_CASE("what stays with a few stages of FINN's CNV costs the words of those alone", "[finn][rerun]") {
  const golden::FoldedNetwork built_in = golden::make_builtin("cnv-finn-1w1a-core");
  TimingGraph graph =
      make_timing_graph(golden::build_stage_graph(built_in.network, built_in.folding), load_profile("finn-v0.10"));
  graph = with(graph, finn_largefifo_depths(graph));
  const Rerun rerun(graph, 3);
  auto depths = rerun.depths();

  SECTION("a FIFO behind the source") {
    depths[0] -= 1;
    const auto trial = rerun.run(depths, 0);
    CHECK(trial.end == End::kDone);
    CHECK(trial.stages_run == 0);
  }
  SECTION("a FIFO that fills") {
    depths[1] = depths[1] * 9 / 10;
    const auto trial = rerun.run(depths, kAllStages);
    REQUIRE(trial.end == End::kDone);
    CHECK(trial.stages_run < 5);
    require_same(trial.result, whole_run(with(graph, depths), 3));
    CHECK(rerun.run(depths, trial.stages_run - 1).end == End::kSpread);
  }
}

TEST_CASE("a part of a graph behind given words does what it does in the whole graph, and never delays them",
          "[finn][rerun]") {
  int parts = 0, late = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    INFO("seed " << seed);
    TimingGraph graph = seed % 3 == 0 ? random_mixed(seed) : random_blocks(seed);
    const Segment last = cut_into_segments(graph).back();
    if (last.entries.size() != 1 || last.stages.size() == graph.stages.size()) continue;
    constexpr int kFrames = 4;
    const auto entry = static_cast<std::size_t>(last.entries.front());
    const auto between_parts = static_cast<std::size_t>(last.streams[entry]);
    const auto words = static_cast<int>(kFrames * graph.streams[between_parts].words_per_frame);
    graph.streams[between_parts].depth_words = words;
    graph.streams[between_parts].hops = 1;  // how many would follow from the depth
    SimulationOptions options;
    options.frames = kFrames;
    options.record_transfers = true;
    const SimulationResult whole = simulate_maxplus(graph, options);
    if (whole.deadlock) continue;
    Rerun::Given given{last.entries.front(), maxplus::TimeLog(graph.streams[between_parts].words_per_frame)};
    for (const std::int64_t cycle : whole.streams.at(graph.streams[between_parts].name).written_cycles)
      given.written.add(cycle);  // when they enter: a given word has no gate
    TimingGraph alone = last.graph;
    alone.streams[entry].depth_words = words;
    alone.streams[entry].hops = 1;
    Rerun rerun(alone, kFrames, {given});
    REQUIRE(rerun.base().cycles == whole.cycles);
    for (std::size_t i = 0; i < last.streams.size(); ++i) {
      const auto there = static_cast<std::size_t>(last.streams[i]);
      if (i == entry && write_latency_cycles(graph, graph.streams[there]) > 0) continue;  // places are taken earlier
      if (counts_words(alone, alone.streams[i]) != counts_words(graph, graph.streams[there])) continue;
      REQUIRE(rerun.base().fifos[i].high_water_words == whole.fifos[there].high_water_words);
    }
    ++parts;

    const int peak = rerun.base().fifos[entry].high_water_words;
    auto depths = rerun.depths();
    depths[entry] = peak + 1;
    Rerun::Trial enough = rerun.run(depths, kAllStages);
    REQUIRE(enough.end == End::kDone);
    REQUIRE(enough.result.cycles == whole.cycles);
    rerun.accept(std::move(enough));
    if (peak < 2) continue;
    depths[entry] = peak - 1;
    REQUIRE(rerun.run(depths, kAllStages).end == End::kLate);
    alone.streams[entry].depth_words = peak - 1;
    REQUIRE_THROWS_WITH(Rerun(alone, kFrames, {given}), Catch::Contains("given would have to wait"));
    ++late;
  }
  CHECK(parts >= 100);
  CHECK(late >= 50);
}

TEST_CASE("a rerun needs a base that does not deadlock", "[finn][rerun]") {
  for (std::uint64_t seed = 1;; ++seed) {
    const TimingGraph graph = random_blocks(seed);
    if (!whole_run(graph, 2).deadlock) continue;
    CHECK_THROWS_WITH(Rerun(graph, 2), Catch::Contains("deadlocks with the depths to start from"));
    break;
  }
}

}  // namespace weir::timing::test
