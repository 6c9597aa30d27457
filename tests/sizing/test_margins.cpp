/// Are margins of answers found by simulation what other runs show, and do frames that are looked at change no answer?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/simulated/margins.hpp"
#include "systemc/sizing/simulated/simulated.hpp"

namespace weir::timing::test {

namespace {

constexpr std::int64_t kLeastWords = 2, kInterval = 512;

TimingGraph graph_of(const std::string& network, const std::string& profile) {
  const golden::FoldedNetwork made = golden::make_builtin(network);
  return make_timing_graph(golden::build_stage_graph(made.network, made.folding), load_profile(profile));
}

FifoSizing size_lfc(const TimingGraph& graph, int frames) {
  const Depths start(graph.streams.size(), 64);
  SizingOptions options;
  return size_by_simulation(graph, start, kLeastWords, kInterval, 0, frames, options);
}

/// In SystemC; nothing for a deadlock.
std::optional<double> interval_of(const TimingGraph& graph, const Depths& depths, int frames) {
  SimulationOptions options;
  options.frames = frames;
  const SimulationResult result = simulate_systemc(with_depths(graph, depths), options);
  if (result.deadlock) return std::nullopt;
  return result.steady_interval_cycles;
}

}  // namespace

TEST_CASE("margins say what SystemC shows with one word less, and with the least that does not deadlock",
          "[sizing][margins]") {
  constexpr int kFrames = 16;
  const TimingGraph graph = graph_of("lfc-w1a1", "finn-hlslib-2020");
  FifoSizing sizing = size_lfc(graph, 4);
  add_margins(sizing, graph, kLeastWords, kInterval, kFrames, {});
  int slower = 0;
  for (std::size_t i = 0; i < sizing.fifos.size(); ++i) {
    const SizedFifo& fifo = sizing.fifos[i];
    INFO(fifo.name << ": " << fifo.why);
    Depths depths = sizing.depths();
    if (fifo.depth_words == kLeastWords) {
      CHECK(fifo.why == "no FIFO is shallower");
      continue;
    }
    --depths[i];
    const auto less = interval_of(graph, depths, kFrames);
    if (!less) {
      CHECK(fifo.why.find("deadlock") != std::string::npos);
    } else if (*less > kInterval) {
      ++slower;
      const std::size_t at = fifo.why.find("interval ");
      REQUIRE(at != std::string::npos);
      CHECK(std::stod(fifo.why.substr(at + 9)) == Approx(*less));
      CHECK(fifo.enough_words == fifo.depth_words);
    }
    depths[i] = fifo.deadlock_free_words;
    CHECK(interval_of(graph, depths, kFrames).has_value());
    depths[i] = fifo.deadlock_free_words - 1;
    if (depths[i] >= kLeastWords) CHECK_FALSE(interval_of(graph, depths, kFrames).has_value());
  }
  CHECK(slower >= 2);
}

TEST_CASE("the depths found by simulation do not depend on the frames that are looked at", "[sizing][margins]") {
  const TimingGraph graph = graph_of("lfc-w1a1", "finn-hlslib-2020");
  const Depths depths = size_lfc(graph, 4).depths();
  for (const int frames : {6, 8, 16}) CHECK(size_lfc(graph, frames).depths() == depths);
}

TEST_CASE("FINN dev's throttled peaks do not depend on the number of frames, unthrottled ones do",
          "[sizing][margins][finn]") {
  const TimingGraph graph = graph_of("cnv-finn-1w1a-core", "finn-v0.10");
  constexpr std::int64_t kSlowestLayer = 147456;  // FINN's estimate of MVAU_hls_5
  const auto throttled = finn_maxcounts(graph, {2, kSlowestLayer});
  std::int64_t bits = 0;
  for (std::size_t s = 0; s < throttled.size(); ++s)
    bits += finn_rounded_depth(throttled[s]) * graph.streams[s].width_bits;
  CHECK(bits == 185018 - 2 * (16 - 10));  // an independent model's, whose last FIFO has 16 bits per word instead of 10
  for (const int frames : {3, 5}) {
    const auto more = finn_maxcounts(graph, {frames, kSlowestLayer});
    Depths depths, expected;
    for (const auto count : more) depths.push_back(finn_rounded_depth(count));
    for (const auto count : throttled) expected.push_back(finn_rounded_depth(count));
    CHECK(depths == expected);
  }
  CHECK(finn_largefifo_depths(graph, {5, 0}) != finn_largefifo_depths(graph));
}

}  // namespace weir::timing::test
