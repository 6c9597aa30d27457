/// The TLM-2.0 memory: transfers take what their closed forms say, move the right bytes, and a call with DMAs takes the
/// accelerator's time and theirs.
#include <catch2/catch.hpp>
#include <numeric>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/memory/memory.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing::test {

namespace {

std::vector<std::uint8_t> bytes(std::size_t count) {
  std::vector<std::uint8_t> out(count);
  for (std::size_t k = 0; k < count; ++k) out[k] = static_cast<std::uint8_t>(k * 37 + k / 256);
  return out;
}

std::int64_t batch_cycles(const TimingGraph& graph, int frames, bool in_systemc = false) {
  SimulationOptions options;
  options.frames = frames;
  return (in_systemc ? simulate_systemc(graph, options) : simulate_maxplus(graph, options)).batch_cycles;
}

}  // namespace

TEST_CASE("a transfer with enough outstanding bursts takes the latency and its beats", "[memory]") {
  for (const int latency : {0, 6, 60})
    for (const int bus : {8, 64})
      for (const std::int64_t length : {64, 4096, 150528}) {
        const MemoryTiming memory{latency, bus, 4 * bus, 64};
        const std::vector<std::uint8_t> data = bytes(static_cast<std::size_t>(length));
        const Transfer read = transfer(memory, Direction::Read, data, 64);
        const Transfer write = transfer(memory, Direction::Write, data, 64);
        INFO("latency " << latency << ", bus " << bus << ", " << length << " bytes");
        CHECK(read.end_cycle == latency + length / bus);
        CHECK(write.end_cycle == length / bus + latency);
        REQUIRE(read.word_cycles.size() == static_cast<std::size_t>(length / 64));
        for (std::size_t k = 0; k < read.word_cycles.size(); ++k) {
          const auto words = static_cast<std::int64_t>(k + 1);
          REQUIRE(read.word_cycles[k] == latency + words * 64 / bus);
          REQUIRE(write.word_cycles[k] == words * 64 / bus);
        }
      }
}

TEST_CASE("a transfer with one outstanding burst pays the latency for each", "[memory]") {
  const MemoryTiming memory{50, 8, 128, 1};
  // 10 bursts of 16 beats and one of 4 bytes.
  const Transfer read = transfer(memory, Direction::Read, bytes(1284), 4);
  CHECK(read.end_cycle == 10 * (50 + 16) + 50 + 1);
  const Transfer write = transfer(memory, Direction::Write, bytes(1284), 4);
  CHECK(write.end_cycle == 10 * (16 + 50) + 1 + 50);
}

TEST_CASE("few outstanding bursts limit the bandwidth to what fits into a round trip", "[memory]") {
  const MemoryTiming memory{100, 8, 80, 4};
  // 4 bursts of 10 beats per round trip of 110 cycles.
  const Transfer read = transfer(memory, Direction::Read, bytes(80 * 400), 8);
  CHECK(static_cast<double>(read.end_cycle) == Approx(100.0 * 110).epsilon(0.01));
}

TEST_CASE("what is read is what the memory holds, and what is written it holds then", "[memory]") {
  const MemoryTiming memory{7, 8, 64, 3};
  for (const std::size_t length : {8u, 64u, 72u, 1000u}) {
    CHECK(transfer(memory, Direction::Read, bytes(length), 8).contents == bytes(length));
    CHECK(transfer(memory, Direction::Write, bytes(length), 8).contents == bytes(length));
  }
}

TEST_CASE("numbers without meaning are refused", "[memory]") {
  for (const MemoryTiming& bad :
       {MemoryTiming{-1, 8, 64, 1}, MemoryTiming{0, 0, 64, 1}, MemoryTiming{0, 8, 60, 1}, MemoryTiming{0, 8, 64, 0}}) {
    CHECK_THROWS_AS(transfer(bad, Direction::Read, bytes(64), 8), Errors);
  }
  CHECK_THROWS_AS(transfer({}, Direction::Read, bytes(63), 8), Errors);
}

TEST_CASE("a call of LFC takes the latency of both memory accesses more, and the published time",
          "[memory][published]") {
  const golden::FoldedNetwork built = golden::make_builtin("lfc-w1a1");
  const TimingGraph graph =
      make_timing_graph(golden::build_stage_graph(built.network, built.folding), load_profile("finn-hlslib-2020"));
  const int bus = 8, latency = 215;
  const MemoryTiming memory{latency, bus, 128, 32};
  const TimingGraph with = attach_memory(graph, memory);
  for (const int frames : {1, 2, 20}) {
    const std::int64_t added = batch_cycles(with, frames) - batch_cycles(graph, frames);
    INFO(frames << " frames");
    // A beat, a FIFO and the response on top.
    CHECK(added >= 2 * latency);
    CHECK(added <= 2 * latency + 8);
    CHECK(batch_cycles(with, frames, true) == batch_cycles(with, frames));
  }
  // Published: 84,116 us at 100 MHz and 28,040 us at 300 MHz, with 2 us of start and polling.
  const double cycles = static_cast<double>(batch_cycles(with, 10000));
  CHECK(cycles / 100 + 2 == Approx(84116).margin(1));
  CHECK(cycles / 300 + 2 == Approx(28040).margin(1));
}

TEST_CASE("streamed weights that come too slowly hold the fully connected layer up", "[memory]") {
  golden::Network network;
  network.name = "fc";
  golden::Mvau m;
  m.MW = 64;
  m.MH = 32;
  m.weight = m.input = DataType::int_(8);
  m.accumulator = m.output = DataType::int_(32);
  m.no_activation = true;
  m.levels = 0;
  m.external_weights = true;
  network.streams = {{"in", m.input, {1, 64}}, {"out", m.output, {1, 32}}};
  network.inputs = {"in"};
  network.outputs = {"out"};
  network.layers = {{"fc", m, {"in"}, {"out"}, {}}};
  golden::Folding folding;
  folding.layers["fc"] = {1, 16};
  const golden::StageGraph stages =
      golden::build_stage_graph(std::make_shared<const golden::Network>(network), folding);
  const TimingGraph graph = make_timing_graph(stages, load_profile("finn-hlslib-2020"));
  const auto interval = [&](int bus) {
    SimulationOptions options;
    options.frames = 12;
    const TimingGraph with = attach_memory(graph, {0, bus, 16 * bus, 64});
    return simulate_maxplus(with, options).steady_interval_cycles;
  };
  // 4 * 32 tiles; a tile's 16 weights take one cycle of a 16-byte bus, two of 8, eight of 2.
  CHECK(interval(16) == Approx(128).margin(2));
  CHECK(interval(8) == Approx(256).margin(2));
  CHECK(interval(2) == Approx(1024).margin(2));
}

}  // namespace weir::timing::test
