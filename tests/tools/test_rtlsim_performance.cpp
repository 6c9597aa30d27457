/// Does rtlsim_performance.json say in FINN's keys what each of its releases means by them?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "tools/report/rtlsim_performance.hpp"

using namespace weir::tools;

namespace {

const std::string kStable = "stable_throughput[images/s]";

/// Five frames of 10 and 4 words at 200 MHz: the first after 1000 cycles, then one every 250.
PerformanceRun five_frames() {
  PerformanceRun run;
  run.frames = 5;
  run.input_words = 50;
  run.output_words = 20;
  run.cycles = run.last_frame_done_cycle = 2000;
  run.latency_cycles = run.first_frame_done_cycle = 1000;
  run.interval_cycles = 250;
  run.clk_ns = 5.0;
  return run;
}

std::vector<std::string> keys(const nlohmann::ordered_json& json) {
  std::vector<std::string> list;
  for (const auto& [key, value] : json.items()) list.push_back(key);
  return list;
}

}  // namespace

TEST_CASE("schema dev counts the intervals between frames", "[report]") {
  const auto json = rtlsim_performance(five_frames(), FinnSchema::Dev);
  CHECK(json[kStable].get<double>() == Approx(800'000));  // one frame every 250 cycles of 5 ns
  CHECK(json["throughput[images/s]"].get<double>() == Approx(500'000));
  CHECK(json["runtime[ms]"].get<double>() == Approx(0.01));
  CHECK(json["fclk[mhz]"].get<double>() == Approx(200));
  CHECK(json["interval_cycles"] == 250);
  CHECK(json["UNFINISHED_INS"] == 0);
}

TEST_CASE("schema v0.10 has its nine keys and counts a frame too many", "[report]") {
  const auto json = rtlsim_performance(five_frames(), FinnSchema::V010);
  CHECK(keys(json) == std::vector<std::string>{"N_IN_TXNS", "N_OUT_TXNS", "cycles", "N", "latency_cycles",
                                               "runtime[ms]", "throughput[images/s]", "fclk[mhz]", kStable});
  CHECK(json[kStable].get<double>() == Approx(1'000'000));  // 5 / 4 of the true rate
}

TEST_CASE("of a single frame v0.10 calls its throughput stable, and dev says nothing", "[report]") {
  PerformanceRun run = five_frames();
  run.frames = 1;
  run.cycles = run.last_frame_done_cycle = run.latency_cycles;
  run.interval_cycles = 0;
  const auto old = rtlsim_performance(run, FinnSchema::V010);
  CHECK(old[kStable] == old["throughput[images/s]"]);
  CHECK_FALSE(rtlsim_performance(run, FinnSchema::Dev).contains(kStable));
}

TEST_CASE("schemas have names", "[report]") {
  CHECK(finn_schema("v0.10") == FinnSchema::V010);
  CHECK(finn_schema("dev") == FinnSchema::Dev);
  CHECK_THROWS_AS(finn_schema("v0.9"), weir::Error);
}
