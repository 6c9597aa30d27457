/// Do sources and sinks keep their patterns to the cycle, alike in SystemC and in the max-plus engine?
#include <catch2/catch.hpp>

#include "systemc/engines/simulate.hpp"
#include "systemc/process/boundary.hpp"
#include "tests/systemc/random_blocks.hpp"

namespace weir::timing::test {

namespace {

using Cycles = std::vector<std::int64_t>;

/// in -> copy -> out, a word per cycle, FIFOs of `depth` words.
TimingGraph copy_graph(std::int64_t words, int depth) {
  TimingGraph graph;
  graph.name = "copy";
  graph.stages = {{"copy", "copy", {{{words, {{1, 1, 1, 1}}}}, words, 0, {1}}, {0}, {1}}};
  graph.streams = {{"in", words, depth, 8, kOutside, 0, 0, 0}, {"out", words, depth, 8, 0, 0, kOutside, 0}};
  return graph;
}

SimulationResult run(const TimingGraph& graph, int frames, bool is_systemc) {
  SimulationOptions options;
  options.frames = frames;
  options.record_transfers = true;
  return is_systemc ? simulate_systemc(graph, options) : simulate_maxplus(graph, options);
}

Cycles sent(const TimingGraph& graph, int frames) {
  const SimulationResult systemc = run(graph, frames, true), maxplus = run(graph, frames, false);
  CHECK(systemc.streams.at("in").written_cycles == maxplus.streams.at("in").written_cycles);
  return maxplus.streams.at("in").written_cycles;
}

Pace random_pace(Random& random) {
  Pace pace{{between(random, 0, 1) * between(random, 1, 9), between(random, 1, 6)}};
  for (int more = between(random, 0, 2); more > 0; --more)
    pace.push_back({between(random, 1, 12), between(random, 1, 6)});
  if (between(random, 0, 1) == 1) pace.push_back({between(random, 1, 12), 0});
  return pace;
}

TimingGraph with_random_paces(TimingGraph graph, std::uint64_t seed) {
  Random random(seed);
  for (TimingStream& stream : graph.streams)
    if (stream.producer == kOutside || stream.consumer == kOutside)
      if (between(random, 0, 2) > 0) stream.pace = random_pace(random);
  return graph;
}

/// The idle cycles that a pattern puts before word `word` of a frame, read off the pattern run by run; before word 0
/// those that begin it.
std::int64_t idle_before(const Pace& pace, std::int64_t word) {
  std::int64_t idle = 0;
  for (std::size_t r = 0;; r = (r + 1) % pace.size()) {
    idle += pace[r].idle_cycles;
    if (word < pace[r].words) return word == 0 ? idle : 0;
    if (pace[r].words == 0) continue;
    word -= pace[r].words;
    idle = 0;
  }
}

void require_kept(const Pace& pace, std::int64_t words_per_frame, const Cycles& cycles) {
  for (std::size_t k = 1; k < cycles.size(); ++k) {
    const std::int64_t word = static_cast<std::int64_t>(k) % words_per_frame;
    REQUIRE(cycles[k] - cycles[k - 1] >= 1 + idle_before(pace, word));
  }
}

/// Returns whether it deadlocked.
bool require_alike(const TimingGraph& graph, const SimulationOptions& options) {
  const SimulationResult systemc = simulate_systemc(graph, options), maxplus = simulate_maxplus(graph, options);
  CHECK(systemc.cycles == maxplus.cycles);
  CHECK(systemc.deadlock == maxplus.deadlock);
  for (const TimingStream& stream : graph.streams) {
    INFO("stream " << stream.name);
    const StreamRecord &a = systemc.streams.at(stream.name), &b = maxplus.streams.at(stream.name);
    REQUIRE(a.written_cycles == b.written_cycles);
    REQUIRE(a.read_cycles == b.read_cycles);
    if (stream.pace.empty()) continue;
    if (stream.producer == kOutside) require_kept(stream.pace, stream.words_per_frame, a.written_cycles);
    if (stream.consumer == kOutside) require_kept(stream.pace, stream.words_per_frame, a.read_cycles);
  }
  return systemc.deadlock.has_value();
}

}  // namespace

TEST_CASE("a source sends its runs of words and pauses between them, anew in every frame", "[timing][pace]") {
  TimingGraph graph = copy_graph(7, 100);
  // Three words, two idle cycles. The third run is cut short by the frame's end, and its pause follows it.
  graph.streams[0].pace = parse_pace("3x1,2x0", "");
  CHECK(sent(graph, 2) == Cycles{0, 1, 2, 5, 6, 7, 10, 13, 14, 15, 18, 19, 20, 23});
  CHECK(source_schedule(graph.streams[0]).iterations == 13);
  // Idle cycles that begin the pattern begin every frame.
  graph.streams[0].pace = parse_pace("2x0 3x1", "");
  CHECK(sent(graph, 2) == Cycles{2, 3, 4, 7, 8, 9, 12, 15, 16, 17, 20, 21, 22, 25});
  CHECK(source_schedule(graph.streams[0]).iterations == 13);
  // A pattern longer than the frame.
  graph.streams[0].pace = parse_pace("5x1 1x0 9x1 4x0", "");
  CHECK(sent(graph, 2) == Cycles{0, 1, 2, 3, 4, 6, 7, 12, 13, 14, 15, 16, 18, 19});
}

TEST_CASE("a source that found no room sends later and pauses no less", "[timing][pace]") {
  TimingGraph graph = copy_graph(4, 1);
  graph.streams[0].pace = parse_pace("2x1,3x0", "");
  graph.streams[1].pace = parse_pace("1x1,9x0", "");  // a word every ten cycles
  for (const bool is_systemc : {false, true}) {
    const SimulationResult result = run(graph, 1, is_systemc);
    // "in" has one place: free in the cycle after the copy reads, and the copy reads when "out" has room.
    CHECK(result.streams.at("in").read_cycles.size() == 4);
    const Cycles &written = result.streams.at("in").written_cycles, &taken = result.streams.at("out").read_cycles;
    CHECK(written[1] > written[0]);
    CHECK(written[2] >= written[1] + 4);
    for (std::size_t k = 1; k < 4; ++k) CHECK(taken[k] == taken[k - 1] + 10);
  }
}

TEST_CASE("both engines keep random patterns alike, with random stalls, on schedules and on FINN's blocks",
          "[timing][pace]") {
  int alive = 0, deadlocked = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    (require_alike(with_random_paces(random_fork_join(seed), seed), random_options(seed)) ? deadlocked : alive) += 1;
    (require_alike(with_random_paces(random_blocks(seed), seed), random_options(seed)) ? deadlocked : alive) += 1;
  }
  CHECK(alive >= 100);
  CHECK(deadlocked >= 30);
}

TEST_CASE("DMA stalls come every so many words, random ones about as often and the same for a seed", "[timing][pace]") {
  const DmaStall even = parse_dma_stall("100:7");
  CHECK(stall_pace(even, 1000, 0) == Pace{{0, 100}, {7, 0}});
  DmaStall random = parse_dma_stall("100:7:random");
  random.seed = 3;
  const Pace first = stall_pace(random, 100'000, 0);
  CHECK(stall_pace(random, 100'000, 0) == first);
  CHECK(stall_pace(random, 100'000, 1) != first);
  std::int64_t words = 0, idle = 0;
  for (const PaceRun& run : first) {
    words += run.words;
    idle += run.idle_cycles;
    CHECK(run.words <= 199);
    CHECK(run.idle_cycles <= 13);
  }
  CHECK(words >= 100'000);
  // About 1000 pauses of 7 cycles on average (uniform from 1 to 13, deviation 3.7): 5 deviations of the mean are 0.6.
  const auto pauses = static_cast<double>(first.size() - 1);
  CHECK(pauses == Approx(1000).margin(100));
  CHECK(static_cast<double>(idle) / pauses == Approx(7).margin(0.6));
  random.seed = 4;
  CHECK(stall_pace(random, 100'000, 0) != first);
}

TEST_CASE("patterns and DMA stalls that mean nothing are refused with what is legal", "[timing][pace]") {
  const auto code = [](const auto& parse) -> std::string {
    try {
      parse();
    } catch (const Error& error) {
      return error.code + ": " + error.what();
    }
    return "accepted";
  };
  const auto pattern = [&](const std::string& text) { return code([&] { parse_pace(text, "test"); }); };
  CHECK(pattern("128x1,32x0") == "accepted");
  CHECK(pattern("4x1\n2x0\n") == "accepted");
  CHECK(pattern("") == "input-pattern: the pattern \"\" has no words");
  CHECK(pattern("5x0") == "input-pattern: the pattern \"5x0\" has no words");
  for (const std::string run : {"5x2", "5", "x1", "0x1", "-3x1", "5x1x1", "99999999x1", "4x"})
    CHECK(pattern("1x1," + run) == "input-pattern: the pattern has a run \"" + run + "\"");
  for (const std::string text : {"", "5", "5:", ":5", "0:5", "5:0", "5:5:", "5:5:often", "5:5:random:1", "a:5"})
    CHECK(code([&] { parse_dma_stall(text); }) == "dma-stall: \"" + text + "\" is no DMA stall");
  TimingGraph graph = copy_graph(4, 2);
  graph.streams[0].pace = {{3, 0}};
  CHECK_THROWS_AS(run(graph, 1, false), Errors);
}

}  // namespace weir::timing::test
