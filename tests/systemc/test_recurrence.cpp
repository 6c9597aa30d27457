/// Is what find_recurrence() claims to be periodic periodic, in every word, in an engine that shares nothing with it?
#include <catch2/catch.hpp>

#include "systemc/engines/recurrence.hpp"
#include "systemc/engines/simulate.hpp"
#include "tests/systemc/random_blocks.hpp"

namespace weir::timing::test {

namespace {

constexpr int kMostFrames = 24;

/// Every word that moves after from_cycle moves again one period later; the end of the run is left out.
void require_periodic(const TimingGraph& graph, const Recurrence& found) {
  SimulationOptions options;
  const int last_frame = found.periodic_from_frame + 3 * found.frames;
  options.frames = last_frame + 4;
  options.record_transfers = true;
  const SimulationResult run = simulate_maxplus(graph, options);
  for (const TimingStream& stream : graph.streams) {
    INFO("stream " << stream.name);
    const std::int64_t period = found.frames * stream.words_per_frame;
    const std::int64_t words = last_frame * stream.words_per_frame;
    for (const auto* cycles : {&run.streams.at(stream.name).written_cycles, &run.streams.at(stream.name).read_cycles}) {
      REQUIRE(static_cast<std::int64_t>(cycles->size()) >= words);
      std::int64_t compared = 0;
      for (std::int64_t k = 0; k + period < words; ++k) {
        const std::int64_t now = (*cycles)[static_cast<std::size_t>(k)];
        if (now <= found.from_cycle) continue;
        REQUIRE((*cycles)[static_cast<std::size_t>(k + period)] == now + found.cycles);
        ++compared;
      }
      CHECK(compared > 0);
      const std::int64_t first = (found.periodic_from_frame - 1) * stream.words_per_frame;
      if (first < words) CHECK((*cycles)[static_cast<std::size_t>(first)] > found.from_cycle);
    }
  }
}

}  // namespace

TEST_CASE("a state that comes back makes every word of random graphs periodic, of blocks and of schedules", "[finn]") {
  int found = 0, deadlocked = 0, longer = 0;
  for (std::uint64_t seed = 1; seed <= 900; ++seed) {
    INFO("seed " << seed);
    const TimingGraph graph = seed % 3 == 0 ? random_mixed(seed) : random_blocks(seed);
    const auto recurrence = find_recurrence(graph, kMostFrames);
    if (!recurrence) {
      SimulationOptions options;
      options.frames = kMostFrames;
      deadlocked += simulate_maxplus(graph, options).deadlock ? 1 : 0;
      continue;
    }
    require_periodic(graph, *recurrence);
    ++found;
    longer += recurrence->frames > 1 ? 1 : 0;
  }
  INFO(found << " found, " << deadlocked << " deadlock, " << longer << " have a period of several frames");
  CHECK(found >= 200);
  CHECK(longer >= 2);  // or that case is not tried
}

TEST_CASE("a state is not looked for where a source or sink has a pattern of its own", "[finn]") {
  TimingGraph graph = random_blocks(1);
  for (TimingStream& stream : graph.streams)
    if (stream.producer == kOutside) stream.pace = {{1, 1}};
  CHECK_THROWS_AS(find_recurrence(graph, 4), Error);
}

}  // namespace weir::timing::test
