/// Is the period what the rules of dataflow make it, and is the circle one that explains it?
#include <catch2/catch.hpp>

#include "systemc/sdf/throughput.hpp"
#include "tests/sdf/oracle.hpp"
#include "tests/sdf/random_dataflow.hpp"

using namespace weir::sdf;
using weir::sdf::test::run_self_timed;

namespace {

std::int64_t time_of(const Throughput& t) {
  std::int64_t time = 0;
  for (const CircleStep& step : t.circle) time += step.time;
  return time;
}

/// A (2 units) and B (3 units) in a circle with `tokens`.
Graph ring(std::int64_t tokens) {
  Graph graph{"ring", {{"A", {2}}, {"B", {3}}}, {}, {}};
  graph.channels.push_back({"ab", 0, 1, {1}, {1}, 0, {}, 1});
  graph.channels.push_back({"ba", 1, 0, {1}, {1}, tokens, {}, 1});
  return graph;
}

}  // namespace

TEST_CASE("a ring takes its time over its tokens, as a ratio", "[sdf]") {
  CHECK(throughput(ring(1)).period == Ratio{5, 1});
  CHECK(throughput(ring(2)).period == Ratio{5, 2});
  CHECK(throughput(ring(3)).period == Ratio{5, 3});
  CHECK(time_of(throughput(ring(3))) % 5 == 0);
}

TEST_CASE("a ring without tokens is a deadlock with its circle", "[sdf]") {
  const Throughput t = throughput(ring(0));
  REQUIRE(t.is_deadlock);
  REQUIRE(t.circle.size() == 2);
  CHECK(t.circle[0].actor + t.circle[1].actor == 1);
  CHECK(t.circle[0].channel + t.circle[1].channel == 1);
}

TEST_CASE("a ring without tokens and without time is a deadlock, too", "[sdf]") {
  Graph graph = ring(0);
  graph.actors[0].times = graph.actors[1].times = {0};
  CHECK(throughput(graph).is_deadlock);
  graph.actors.push_back({"C", {7}});
  graph.channels.push_back({"bc", 1, 2, {1}, {1}, 0, {}, 1});
  graph.channels.push_back({"cc", 2, 2, {1}, {1}, 1, {}, 1});
  CHECK(throughput(graph).is_deadlock);
}

TEST_CASE("without a circle that takes time there is no greatest throughput", "[sdf]") {
  Graph graph = ring(1);
  graph.channels.pop_back();
  CHECK(throughput(graph).is_unlimited);
  graph = ring(1);
  graph.actors[0].times = graph.actors[1].times = {0};
  CHECK(throughput(graph).is_unlimited);
}

TEST_CASE("an actor overlaps its firings unless a channel to itself forbids it", "[sdf]") {
  Graph graph = ring(4);
  CHECK(throughput(graph).period == Ratio{5, 4});
  graph.channels.push_back({"bb", 1, 1, {1}, {1}, 1, {}, 1});
  CHECK(throughput(graph).period == Ratio{3, 1});
  graph.channels.back().initial_tokens = 2;
  CHECK(throughput(graph).period == Ratio{3, 2});
}

TEST_CASE("rates above one: three firings of A and two of B, by hand", "[sdf]") {
  Graph graph{"two and three", {{"A", {2}}, {"B", {3}}}, {}, {}};
  graph.channels.push_back({"c", 0, 1, {2}, {3}, 0, 4, 1});
  graph.channels.push_back({"a", 0, 0, {1}, {1}, 1, {}, 1});
  graph.channels.push_back({"b", 1, 1, {1}, {1}, 1, {}, 1});
  // With room for 4 tokens: A 0-2 and 2-4, then no room. B 4-7 takes 3 of 4, A 7-9 and B 9-12 take the rest. At 12 the
  // channel is empty, as it was at 0.
  CHECK(throughput(graph).period == Ratio{12, 1});
  graph.channels[0].capacity = 3;  // A's second firing finds room for one token, B one token
  CHECK(throughput(graph).is_deadlock);
}

TEST_CASE("the period of random graphs with circles and tokens is that of their run", "[sdf]") {
  int deadlocks = 0, periods = 0, ratios = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    const Graph graph = weir::sdf::test::random_graph(seed, true);
    INFO(graph.name);
    const auto run = run_self_timed(graph);
    if (!run) continue;
    const Throughput found = throughput(graph);
    CHECK(found.is_deadlock == run->is_deadlock);
    if (run->is_deadlock != found.is_deadlock) continue;
    deadlocks += run->is_deadlock;
    if (run->is_deadlock) continue;
    CHECK(found.period == run->period);
    ++periods;
    ratios += run->period.denominator != 1;
  }
  CHECK(deadlocks > 50);
  CHECK(periods > 200);
  CHECK(ratios > 5);
}

TEST_CASE("a graph of unlimited channels runs as one with more room than it fills", "[sdf]") {
  int compared = 0;
  for (std::uint64_t seed = 1001; seed <= 1200; ++seed) {
    Graph graph = weir::sdf::test::random_graph(seed, false);
    INFO(graph.name);
    const Throughput found = throughput(graph);
    for (Channel& channel : graph.channels) channel.capacity = channel.initial_tokens + 400;
    const auto run = run_self_timed(graph, 60'000);
    if (!run || found.is_unlimited) continue;
    CHECK(found.is_deadlock == run->is_deadlock);
    if (!found.is_deadlock) CHECK(found.period == run->period);
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("the circle is a chain of firings, and its time over its tokens is the period", "[sdf]") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Graph graph = with_rooms(weir::sdf::test::random_graph(seed, true));
    INFO(graph.name);
    const Throughput found = throughput(graph);
    REQUIRE_FALSE(found.circle.empty());
    for (std::size_t s = 0; s < found.circle.size(); ++s) {
      const CircleStep &step = found.circle[s], &next = found.circle[(s + 1) % found.circle.size()];
      if (step.channel == kOrder) {
        CHECK(next.actor == step.actor);
        continue;
      }
      const Channel& channel = graph.channels[step.channel];
      CHECK((channel.source == step.actor && channel.destination == next.actor));
      CHECK(channel.production[step.phase] > 0);
      CHECK(channel.consumption[next.phase] > 0);
      CHECK(step.time == graph.actors[step.actor].times[step.phase]);
    }
    if (found.is_deadlock) continue;
    // In the time of the circle each of its actors fires a whole number of cycles.
    std::int64_t cycles = 0;
    for (const CircleStep& step : found.circle) cycles = std::gcd(cycles, repetition_vector(graph)[step.actor]);
    CHECK(Wide{time_of(found)} * found.period.denominator * cycles % found.period.numerator == 0);
  }
}
