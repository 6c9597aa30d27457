/// Is the least room the least? Exhaustive search says.
#include <catch2/catch.hpp>
#include <numeric>

#include "systemc/sdf/buffers.hpp"
#include "systemc/sdf/cuts.hpp"
#include "tests/sdf/oracle.hpp"
#include "tests/sdf/random_dataflow.hpp"

using namespace weir::sdf;
using weir::sdf::test::random_small_graph;
using weir::sdf::test::run_self_timed;

namespace {

/// Calls `visit` for every set of capacities of the sized channels with that total, no less than their tokens.
void for_each_distribution(Graph& graph, const std::vector<int>& sized, std::size_t next, std::int64_t total,
                           const std::function<void()>& visit) {
  Channel& channel = graph.channels[sized[next]];
  std::int64_t others = 0;
  for (std::size_t s = next + 1; s < sized.size(); ++s) others += graph.channels[sized[s]].initial_tokens;
  for (std::int64_t room = channel.initial_tokens; room + others <= total; ++room) {
    channel.capacity = room;
    if (next + 1 < sized.size())
      for_each_distribution(graph, sized, next + 1, total - room, visit);
    else if (room == total)
      visit();
  }
}

std::vector<int> channels_between(const Graph& graph) {
  std::vector<int> sized;
  for (std::size_t c = 0; c < graph.channels.size(); ++c)
    if (!graph.channels[c].is_self_loop()) sized.push_back(static_cast<int>(c));
  return sized;
}

/// The least period with that total, none if all deadlock.
std::optional<Ratio> best_period(Graph graph, std::int64_t total) {
  std::optional<Ratio> best;
  for_each_distribution(graph, channels_between(graph), 0, total, [&] {
    const auto run = run_self_timed(graph);
    if (run && !run->is_deadlock && (!best || run->period < *best)) best = run->period;
  });
  return best;
}

}  // namespace

TEST_CASE("least room and the whole front of small graphs are those of exhaustive search", "[sdf]") {
  int compared = 0, points = 0;
  for (std::uint64_t seed = 1; compared < 300 && seed < 1000; ++seed) {
    const Graph graph = random_small_graph(seed);
    if (throughput(graph).is_deadlock) continue;
    INFO(graph.name);
    const Buffers least = least_buffers(graph, {});
    constexpr std::int64_t kMostTokens = 24;  // what can be searched in no time
    if (least.total > kMostTokens) continue;
    CHECK(least.is_proven);
    // Step by step from nothing: the first total that reaches each period.
    std::vector<std::pair<std::int64_t, Ratio>> front;
    for (std::int64_t total = 0; total <= least.total; ++total) {
      const auto best = best_period(graph, total);
      if (best && (front.empty() || *best < front.back().second)) front.emplace_back(total, *best);
    }
    REQUIRE_FALSE(front.empty());
    CHECK(front.back().first == least.total);
    CHECK(front.back().second == throughput(graph).period);
    CHECK(run_self_timed(with_capacities(graph, least))->period == least.period);
    const Front found = all_buffers(graph, {});
    CHECK(found.is_complete);
    REQUIRE(found.points.size() == front.size());
    for (std::size_t p = 0; p < front.size(); ++p) {
      CHECK(found.points[p].total == front[p].first);
      CHECK(found.points[p].period == front[p].second);
      CHECK(run_self_timed(with_capacities(graph, found.points[p]))->period == front[p].second);
    }
    ++compared;
    points += static_cast<int>(front.size());
  }
  CHECK(compared == 300);
  CHECK(points > 400);
}

TEST_CASE("a slower target takes no more room, and is met", "[sdf]") {
  const Graph graph = random_small_graph(3);
  const Buffers fastest = least_buffers(graph, {});
  BufferOptions options;
  options.period = Ratio::of(Wide{fastest.period.numerator} * 3, fastest.period.denominator);
  const Buffers slower = least_buffers(graph, options);
  CHECK(slower.total <= fastest.total);
  CHECK(slower.period <= *options.period);
}

TEST_CASE("only the channels that have a capacity are sized, if any has", "[sdf]") {
  Graph graph{"chain", {{"A", {1}}, {"B", {1}}, {"C", {1}}}, {}, {}};
  graph.channels.push_back({"ab", 0, 1, {1}, {1}, 0, 99, 1});
  graph.channels.push_back({"bc", 1, 2, {1}, {1}, 0, {}, 1});
  for (int a = 0; a < 3; ++a) graph.channels.push_back({"s" + std::to_string(a), a, a, {1}, {1}, 1, {}, 1});
  const Buffers found = least_buffers(graph, {});
  CHECK(found.capacities[0] == 2);  // A starts the next firing while B holds the token of the last
  CHECK_FALSE(found.capacities[1]);
}

TEST_CASE("targets that nothing reaches are refused with the least period there is", "[sdf]") {
  Graph graph{"ring", {{"A", {2}}, {"B", {3}}}, {}, {}};
  graph.channels.push_back({"ab", 0, 1, {1}, {1}, 0, {}, 1});
  graph.channels.push_back({"ba", 1, 0, {1}, {1}, 1, {}, 1});
  BufferOptions options;
  options.period = Ratio{4, 1};
  CHECK_THROWS_WITH(least_buffers(graph, options), Catch::Contains("4 time units cannot be reached"));
  graph.channels[1].initial_tokens = 0;
  CHECK_THROWS_WITH(least_buffers(graph, {}), Catch::Contains("deadlocks with unlimited channels"));
  graph.channels.pop_back();
  CHECK_THROWS_WITH(least_buffers(graph, {}), Catch::Contains("no greatest throughput"));
}

TEST_CASE("a search that may not try enough tells its bounds and no proof", "[sdf]") {
  BufferOptions options;
  options.most_evaluations = 1;
  int unproven = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Graph graph = random_small_graph(seed);
    if (throughput(graph).is_deadlock) continue;
    const Buffers quick = least_buffers(graph, options), whole = least_buffers(graph, {});
    CHECK(quick.period == whole.period);
    CHECK(quick.total >= whole.total);
    CHECK(quick.lower_bound <= whole.total);
    if (quick.is_proven) CHECK(quick.total == whole.total);
    unproven += !quick.is_proven;
  }
  CHECK(unproven > 0);
}

TEST_CASE("the least sum over cuts is that of all choices", "[sdf]") {
  // x + y >= ... as choices: (x >= 4 or y >= 3), (y >= 2 or z >= 5), (x >= 2 or z >= 1)
  const std::vector<Cut> cuts{{{0, 4}, {1, 3}}, {{1, 2}, {2, 5}}, {{0, 2}, {2, 1}}};
  const auto found = least_sum({0, 0, 0}, cuts, 1000);
  REQUIRE(found);
  CHECK(std::accumulate(found->begin(), found->end(), std::int64_t{0}) == 4);  // y 3, z 1
  CHECK_FALSE(least_sum({0, 0, 0}, cuts, 2));
}
