#include <catch2/catch.hpp>

#include "systemc/engines/simulate.hpp"

namespace weir::timing::test {

namespace {

Schedule copy_words(std::int64_t words) { return {{{words, {{1, 1, 1, 1}}}}, words, 0, {1}}; }

/// in -> a -> mid -> b -> out, 10 words per frame.
TimingGraph two_stages() {
  TimingGraph graph;
  graph.name = "pair";
  graph.stages = {{"a", "copy", copy_words(10), {0}, {1}}, {"b", "copy", copy_words(10), {1}, {2}}};
  graph.streams = {
      {"in", 10, 2, 8, kOutside, 0, 0, 0}, {"mid", 10, 2, 8, 0, 0, 1, 0}, {"out", 10, 2, 8, 1, 0, kOutside, 0}};
  return graph;
}

/// The problem that both engines report, "code: sentence"; the first if there are several.
std::string problem(const TimingGraph& graph, const SimulationOptions& options = {}) {
  const auto caught = [&](auto simulate) -> std::string {
    try {
      simulate(graph, options);
    } catch (const Errors& errors) {
      return errors.list().front().code + ": " + errors.list().front().what();
    }
    return "nothing";
  };
  const std::string from_systemc =
      caught([](const TimingGraph& g, const SimulationOptions& o) { return simulate_systemc(g, o); });
  CHECK(from_systemc ==
        caught([](const TimingGraph& g, const SimulationOptions& o) { return simulate_maxplus(g, o); }));
  return from_systemc;
}

}  // namespace

TEST_CASE("a sound graph is accepted", "[timing]") { CHECK(problem(two_stages()) == "nothing"); }

TEST_CASE("a FIFO without places is rejected by name", "[timing]") {
  TimingGraph graph = two_stages();
  graph.streams[1].depth_words = 0;
  CHECK(problem(graph) == "fifo-depth: stream mid has depth 0 words");
}

TEST_CASE("a dangling stream is rejected by name", "[timing]") {
  TimingGraph graph = two_stages();
  SECTION("its producer has no such port") {
    graph.stages[0].outputs = {2};
    CHECK(problem(graph) == "dangling-stream: stream mid is not output 0 of its producer a");
  }
  SECTION("its consumer does not exist") {
    graph.streams[1].consumer = 7;
    CHECK(problem(graph) == "dangling-stream: stream mid has a consumer that does not exist (stage number 7)");
  }
  SECTION("it has no end at all") {
    graph.streams.push_back({"loose", 10, 2, 8, kOutside, 0, kOutside, 0});
    CHECK(problem(graph) == "dangling-stream: stream loose has neither producer nor consumer");
  }
  SECTION("a port leads nowhere") {
    graph.stages[1].inputs.push_back(-1);
    CHECK(problem(graph) == "dangling-stream: stage b: input 1 is not connected to a stream");
  }
  SECTION("a port takes another stage's stream") {
    graph.stages[1].inputs.push_back(0);
    CHECK(problem(graph) == "dangling-stream: stage b: input 1 is stream in, which has another end there");
  }
}

TEST_CASE("rates that do not balance are rejected by stage and stream", "[timing]") {
  TimingGraph graph = two_stages();
  graph.stages[1].schedule = copy_words(9);
  CHECK(problem(graph) == "rate-balance: stage b reads 9 words per frame on stream mid, which carries 10");
}

TEST_CASE("a cycle of streams is rejected with its stages", "[timing]") {
  TimingGraph graph = two_stages();
  graph.stages[0].inputs.push_back(3);
  graph.stages[0].schedule.blocks[0].steps[0].reads = 3;
  graph.stages[1].outputs.push_back(3);
  graph.stages[1].schedule.blocks[0].steps[0].writes = 3;
  graph.stages[1].schedule.write_latency_cycles = {1, 1};
  graph.streams.push_back({"back", 10, 2, 8, 1, 1, 0, 1});
  CHECK(problem(graph) == "graph-cycle: pair: a cycle of streams among or before the stages a, b");
}

TEST_CASE("a meaningless schedule is rejected with the stage", "[timing]") {
  TimingGraph graph = two_stages();
  Schedule& schedule = graph.stages[0].schedule;
  SECTION("two events in one iteration") {
    schedule.blocks[0].steps[0].advance = 0;
    CHECK(problem(graph) == "bad-schedule: stage a: two events in one iteration");
  }
  SECTION("too few iterations") {
    schedule.iterations = 9;
    CHECK(problem(graph) == "bad-schedule: stage a: 9 iterations, but an event in iteration 9");
  }
  SECTION("a port it does not have") {
    schedule.blocks[0].steps[0].reads = 5;
    CHECK(problem(graph) == "bad-schedule: stage a: a step reads a port that the stage does not have");
  }
  SECTION("no latency for an output") {
    schedule.write_latency_cycles = {};
    CHECK(problem(graph) == "bad-schedule: stage a: 0 write latencies for 1 output ports");
  }
}

TEST_CASE("queues in a row have no law where words take their places early", "[timing]") {
  TimingGraph graph = two_stages();
  graph.streams[1].hops = 2;
  graph.stages[0].schedule.write_latency_cycles = {0};
  CHECK(problem(graph) == "nothing");
  CHECK_FALSE(is_monotone(graph));  // a deeper FIFO may have a queue more to pass
  CHECK_FALSE(follows_schedules(graph));
  graph.stages[0].schedule.write_latency_cycles = {3};
  CHECK(problem(graph) ==
        "fifo-depth: stream mid has 2 queues in a row behind a writer that takes places before its words enter");
}

TEST_CASE("two stages or streams of one name are rejected", "[timing]") {
  TimingGraph graph = two_stages();
  graph.streams[2].name = "mid";
  CHECK(problem(graph) == "duplicate-name: two streams are named mid");
}

TEST_CASE("options that cannot be simulated are rejected", "[timing]") {
  SimulationOptions options;
  SECTION("no frames") {
    options.frames = 0;
    CHECK(problem(two_stages(), options) == "frames: cannot simulate 0 frames");
  }
  SECTION("a source that never sends") {
    options.stalls.probability = 1.0;
    CHECK(problem(two_stages(), options).substr(0, 18) == "stall-probability:");
  }
}

}  // namespace weir::timing::test
