#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "hls/compiler/kernel_report.hpp"

using namespace weir::hls;

namespace {

/// Reads in the first SF iterations of a vector, a write at the end of every SF.
std::vector<KernelEvent> mvau_events(int SF, int NF, int vectors) {
  std::vector<KernelEvent> events;
  for (std::int64_t i = 0; i < std::int64_t{SF} * NF * vectors; ++i) {
    const bool read = i % (std::int64_t{SF} * NF) < SF, write = i % SF == SF - 1;
    if (read || write) events.push_back({i, read, write});
  }
  return events;
}

KernelReport sample() {
  KernelReport r;
  r.module = "m";
  r.top = "t";
  r.stages = 3;
  r.iterations = 24;
  r.ports = {{"in0", true, 8, 0}, {"out0", false, 4, 2}};
  r.roms = {{"weights", 16, 6, true}};
  r.steps = compress(mvau_events(3, 4, 2));
  r.max_stage_delay = 7.25;
  r.latency_budget = 8;
  return r;
}

}  // namespace

TEST_CASE("a compressed trace expands to the same events", "[hls][report]") {
  for (int SF : {1, 2, 5}) {
    for (int NF : {1, 3}) {
      for (int vectors : {1, 2, 7}) {
        KernelReport r;
        const auto events = mvau_events(SF, NF, vectors);
        r.steps = compress(events);
        CHECK(expand(r) == events);
      }
    }
  }
  KernelReport odd;
  const std::vector<KernelEvent> irregular = {{0, 1, 0}, {2, 1, 0}, {4, 1, 0}, {6, 1, 0}, {7, 0, 1}, {20, 1, 1}};
  odd.steps = compress(irregular);
  CHECK(expand(odd) == irregular);
}

TEST_CASE("the trace of thousands of vectors is as short as that of one", "[hls][report]") {
  const auto steps = compress(mvau_events(9, 4, 5000));
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].repeat == 5000);
  CHECK(steps[0].steps.size() <= 4);
}

TEST_CASE("a kernel report survives its JSON", "[hls][report]") {
  const KernelReport r = sample();
  CHECK(parse_kernel_report(to_json(r), "x") == r);
  CHECK(schedule_hash(r).size() == 16);
}

TEST_CASE("the schedule hash changes with every part of the schedule and with nothing else", "[hls][report]") {
  const KernelReport r = sample();
  KernelReport other = r;
  other.module = "n";
  other.roms.clear();
  CHECK(schedule_hash(other) == schedule_hash(r));
  other = r;
  other.ports[1].stage = 1;
  CHECK(schedule_hash(other) != schedule_hash(r));
  other = r;
  ++other.iterations;
  CHECK(schedule_hash(other) != schedule_hash(r));
  other = r;
  ++other.steps[0].steps[0].dt;
  CHECK(schedule_hash(other) != schedule_hash(r));
}

TEST_CASE("a damaged kernel report is refused", "[hls][report]") {
  std::string text = to_json(sample());
  CHECK_THROWS_AS(parse_kernel_report("{}", "x"), weir::Error);
  CHECK_THROWS_AS(parse_kernel_report("nonsense", "x"), weir::Error);
  text.replace(text.find("\"stages\":3"), 10, "\"stages\":4");
  CHECK_THROWS_AS(parse_kernel_report(text, "x"), weir::Error);
}
