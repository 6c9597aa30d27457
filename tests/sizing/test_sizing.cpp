/// Is the answer as small as it says it is, and does it do what was asked?
#include <catch2/catch.hpp>
#include <iostream>

#include "tests/sizing/oracle.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

constexpr Objective kObjectives[] = {Objective::kDeadlockFree, Objective::kThroughput, Objective::kLatency};
constexpr int kFrames = 30;

std::int64_t long_run_interval(const TimingGraph& graph) {
  std::int64_t slowest = 0;
  for (const TimingStage& stage : graph.stages) slowest = std::max(slowest, stage.schedule.iterations);
  for (const TimingStream& stream : graph.streams)
    if (stream.producer == kOutside || stream.consumer == kOutside) slowest = std::max(slowest, stream.words_per_frame);
  return slowest;
}

/// Calls `visit` for every set of depths that costs less than `limit`, until it returns false.
class Cheaper {
 public:
  Cheaper(const TimingGraph& graph, const FifoCost& limit)
      : graph_(graph), limit_(limit), depths_(graph.streams.size(), 1) {}
  template <class Visit>
  bool for_each(Visit&& visit, std::size_t fifo = 0) {
    if (fifo == depths_.size()) return visit(depths_);
    for (depths_[fifo] = 1; total_cost(graph_, depths_) < limit_; ++depths_[fifo])
      if (!for_each(visit, fifo + 1)) return false;
    depths_[fifo] = 1;
    return true;
  }

 private:
  const TimingGraph& graph_;
  const FifoCost limit_;
  Depths depths_;
};

std::int64_t count_cheaper(const TimingGraph& graph, const FifoCost& limit, std::int64_t most) {
  std::int64_t count = 0;
  Cheaper(graph, limit).for_each([&](const Depths&) { return ++count <= most; });
  return count;
}

/// Of every FIFO's own bound.
FifoCost bounds_cost(const TimingGraph& graph, const FifoSizing& sizing) {
  Depths bounds;
  for (const SizedFifo& fifo : sizing.fifos) bounds.push_back(fifo.lower_bound_words);
  return total_cost(graph, bounds);
}

SizingOptions quick(Objective objective) {
  SizingOptions options;
  options.objective = objective;
  options.systemc_frames = 0;
  options.branch_runs = 500;
  options.orders = 2;
  return options;
}

}  // namespace

namespace {

struct Compared {
  int graphs = 0, open = 0, above_bound = 0;
  std::int64_t tried = 0;
};

/// Sizes the smallest of `seeds` random graphs and looks for anything cheaper.
Compared compare_with_exhaustive_search(TimingGraph (*make)(std::uint64_t), std::uint64_t seeds, int objectives) {
  Compared compared;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const TimingGraph graph = make(seed);
    if (graph.streams.size() > 4) continue;
    const Objective objective = objectives == 1 ? Objective::kThroughput : kObjectives[seed % 3];
    const std::int64_t interval = long_run_interval(graph);
    const std::int64_t latency = run_frames(simulate_maxplus, unlimited(graph), 1).latency_cycles;
    const FifoSizing sizing = size_fifos(graph, quick(objective));
    if (count_cheaper(graph, sizing.cost, 2500) > 2500) continue;
    INFO("seed " << seed);
    const auto reaches = [&](const Depths& depths) {
      ++compared.tried;
      return reaches_objective(simulate_maxplus, with_depths(graph, depths), objective, interval, latency, kFrames);
    };
    REQUIRE(reaches(sizing.depths()));
    const bool is_minimal =
        Cheaper(graph, sizing.cost).for_each([&](const Depths& depths) { return !reaches(depths); });
    if (sizing.proven_minimal) CHECK(is_minimal);
    ++compared.graphs;
    compared.open += sizing.proven_minimal ? 0 : 1;
    compared.above_bound += sizing.cost != bounds_cost(graph, sizing) ? 1 : 0;
  }
  std::cout << "exhaustive search: " << compared.graphs << " graphs, " << compared.tried << " sets of depths, "
            << compared.above_bound << " above their bounds, " << compared.open << " open\n";
  return compared;
}

}  // namespace

TEST_CASE("what is proven minimal is what exhaustive search finds on small graphs", "[sizing]") {
  const Compared elastic = compare_with_exhaustive_search(random_fork_join, 6000, 3);
  CHECK(elastic.graphs >= 200);
  CHECK(elastic.graphs - elastic.open >= 195);
}

TEST_CASE("what is proven minimal of rigid pipelines is what exhaustive search finds on small graphs", "[sizing]") {
  const Compared rigid = compare_with_exhaustive_search(random_rigid_graph, 6000, 1);
  CHECK(rigid.graphs >= 200);
  CHECK(rigid.graphs - rigid.open >= 195);
}

TEST_CASE("every answer reaches its objective in SystemC and is never below its bound", "[sizing]") {
  int proven = 0, closed_gap = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const TimingGraph graph = random_fork_join(seed);
    const std::int64_t latency = run_frames(simulate_systemc, unlimited(graph), 1).latency_cycles;
    for (const Objective objective : kObjectives) {
      INFO("seed " << seed << " objective " << static_cast<int>(objective));
      SizingOptions options = quick(objective);
      options.branch_runs = 50;
      const FifoSizing sizing = size_fifos(graph, options);
      const TimingGraph sized = with_depths(graph, sizing.depths());
      CHECK(reaches_objective(simulate_systemc, sized, objective, long_run_interval(graph), latency, kFrames));
      CHECK(sizing.cost == total_cost(graph, sizing.depths()));
      CHECK(sizing.cost >= sizing.lower_bound);
      CHECK(sizing.unlimited_latency_cycles == latency);
      CHECK(sizing.latency_cycles == run_frames(simulate_systemc, sized, 1).latency_cycles);
      proven += sizing.proven_minimal ? 1 : 0;
      closed_gap += sizing.proven_minimal && sizing.cost != bounds_cost(graph, sizing) ? 1 : 0;
      // Below its bound no FIFO reaches the objective, however deep all the others are.
      for (std::size_t s = 0; s < graph.streams.size(); ++s) {
        CHECK(sizing.fifos[s].depth_words >= sizing.fifos[s].lower_bound_words);
        if (sizing.fifos[s].lower_bound_words == 1) continue;
        TimingGraph below = unlimited(graph);
        below.streams[s].depth_words = static_cast<int>(sizing.fifos[s].lower_bound_words - 1);
        CHECK_FALSE(
            reaches_objective(simulate_maxplus, below, objective, long_run_interval(graph), latency, 2 * kFrames));
      }
    }
  }
  CHECK(proven >= 30);
  CHECK(closed_gap >= 1);
}

TEST_CASE("a shortcut is sized for the burst of the long way, and the reason is told", "[sizing]") {
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
                   {"bypass", kWords, 2, 8, 0, 1, 2, 0},
                   {"result", kWords, 2, 8, 1, 0, 2, 1},
                   {"out", kWords, 2, 8, 2, 0, kOutside, 0}};
  const FifoSizing sizing = size_fifos(graph, {Objective::kDeadlockFree});
  // The burst stage reads 8 words before it writes the first, so 8 words wait in the bypass and none elsewhere.
  CHECK(sizing.depths() == Depths{1, 1, 8, 1, 1});
  CHECK(sizing.proven_minimal);
  CHECK(sizing.fifos[2].why == "with 7 words: deadlock");
  CHECK(sizing.systemc.runs == 5);
  CHECK(sizing.systemc.deadlocks == 0);
  CHECK(sizing.systemc.same_cycles);
}

TEST_CASE("graphs that no depth helps, and what no proof covers, are refused with the reason", "[sizing]") {
  TimingGraph graph = random_fork_join(3);
  ++graph.streams.front().words_per_frame;
  const auto refusal = [](const TimingGraph& bad, Objective objective = Objective::kThroughput) {
    try {
      size_fifos(bad, {objective});
    } catch (const Errors& errors) {
      return errors.list().front();
    } catch (const Error& error) {
      return error;
    }
    return Error("none", "accepted");
  };
  CHECK(refusal(graph).code == "rate-balance");
  CHECK(refusal(graph).hint.find("no FIFO depth suffices") != std::string::npos);
  const auto relay = [](const std::string& name, int in, int out) {
    return TimingStage{name, "copy", {{{4, {{1, 1, 1, 1}}}}, 4, 0, {0}}, {in}, {out}};
  };
  TimingGraph circle;
  circle.name = "circle";
  circle.stages = {relay("a", 0, 1), relay("b", 1, 0)};
  circle.streams = {{"s0", 4, 2, 8, 1, 0, 0, 0}, {"s1", 4, 2, 8, 0, 0, 1, 0}};
  // One loop over all frames: the last words of the first one wait for words of the next.
  TimingGraph rigid;
  rigid.name = "rigid";
  rigid.stages = {relay("copy", 0, 1)};
  rigid.streams = {{"in", 4, 2, 8, kOutside, 0, 0, 0}, {"out", 4, 2, 8, 0, 0, kOutside, 0}};
  make_rigid(rigid.stages[0], rigid.stages[0].schedule, 2, Drain::AtBatchEnd);
  CHECK(refusal(rigid).code == "none");
  CHECK(refusal(rigid, Objective::kLatency).code == "first-frame");
  CHECK(refusal(rigid, Objective::kDeadlockFree).code == "first-frame");
  CHECK(refusal(circle).code == "graph-cycle");
  CHECK(refusal(circle).hint.find("deadlocked at any FIFO depth") != std::string::npos);
}

}  // namespace weir::timing::test
