#include <catch2/catch.hpp>

#include "golden/base/grouped.hpp"
#include "rtl_wrap/cosim/report.hpp"

using namespace weir;

namespace {

rtl::CosimResult equal_run() {
  rtl::CosimResult result;
  result.network = "cnv";
  result.frames = result.frames_equal = 20;
  result.streams_compared = 14;
  result.words_compared = 3'698'112;
  result.cycles_compared = true;
  return result;
}

}  // namespace

TEST_CASE("counts read in groups of three and in three digits", "[report]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(58113) == "58,113");
  CHECK(grouped(-1234567) == "-1,234,567");
  CHECK(rtl::short_count(999) == "999");
  CHECK(rtl::short_count(1000) == "1.0 k");
  CHECK(rtl::short_count(3'698'112) == "3.7 M");
  CHECK(rtl::short_count(12'345) == "12 k");
  CHECK(rtl::short_count(999'700) == "1.0 M");
}

TEST_CASE("success says in one line how much was compared", "[report]") {
  auto result = equal_run();
  CHECK(rtl::render(result) == "equal: 20 frames, 14 streams, 3.7 M words, 0 cycle differences\n");
  result.cycles_compared = false;
  CHECK(rtl::render(result) == "equal: 20 frames, 14 streams, 3.7 M words, cycles not compared\n");
}

TEST_CASE("a mismatch is shown with its place, values, accumulator, cause and replay", "[report]") {
  auto result = equal_run();
  result.frames_equal = 19;
  result.mismatches = 4;
  result.elements_different = 4;
  rtl::Mismatch m;
  m.stage = "MVAU_3";
  m.stream = "MVAU_3.out";
  m.frame = 7;
  m.word = 1042;
  m.words_per_frame = 2304;
  m.cycle = 58113;
  m.row = 10;
  m.column = 20;
  m.rows = m.columns = 24;
  m.channel = 9;
  m.channels = 16;
  m.first_channel = 8;
  m.last_channel = 11;
  m.elements_per_word = 4;
  m.expected = 3;
  m.got = 2;
  m.expected_word = "e7";
  m.got_word = "a7";
  m.accumulator = -3;
  m.thresholds = {-40, -18, -3};
  result.first_mismatch = m;
  result.streams.push_back({});
  result.streams[0].name = "MVAU_3.out";
  result.streams[0].elements_compared = 184'320;
  result.hypotheses = {{"comparison", "the RTL compares with >, golden with >=", 4, 4}};
  CHECK(rtl::render(result, {"weir cosim cnv.h5 --stage MVAU_3 --vectors r.h5"}) ==
        "FAIL  MVAU_3: 19 of 20 frames equal; first difference in stream MVAU_3.out\n"
        "  frame 7   word 1,042 of 2,304   cycle 58,113   pixel (y 10, x 20) of 24x24, channels 8..11 (4 per word)\n"
        "  channel 9   expected 3   got 2   accumulator -3   thresholds [-40 -18 -3]\n"
        "  word expected 0xe7   got 0xa7\n"
        "  4 elements differ of 184,320 in this stream\n"
        "  looks like: the RTL compares with >, golden with >=  (explains 4 of 4)\n"
        "  replay: weir cosim cnv.h5 --stage MVAU_3 --vectors r.h5\n");
}

TEST_CASE("causes that explain the same are told as alternatives, not as findings", "[report]") {
  auto result = equal_run();
  result.mismatches = 1;
  result.first_mismatch = rtl::Mismatch{};
  result.hypotheses = {{"a", "one thing", 8, 8}, {"b", "another", 4, 4}, {"c", "a third", 7, 8}};
  const std::string text = rtl::render(result);
  CHECK(text.find("  looks like one of these, which the words seen do not tell apart:\n"
                  "    one thing  (explains 8 of 8)\n"
                  "    another  (explains 4 of 4)\n"
                  "  looks like: a third  (explains 7 of 8)\n") != std::string::npos);
}

TEST_CASE("the report of a finding says where in the waveform to look", "[report]") {
  auto result = equal_run();
  result.cycle_differences = 1;
  result.first_cycle_difference = {"mid", "stage_0", 2, 11, rtl::Side::Exit, 1027, -1};
  result.first_finding_cycle = 1027;
  const std::string text = rtl::render(result, {"", "out/w.fst", "out/w.gtkw", "out/w.sucl"});
  CHECK(text.find("  waves: gtkwave out/w.fst out/w.gtkw   or   surfer out/w.fst --command-file out/w.sucl   (the "
                  "finding is at 1027 ns, where the marker stands)\n") != std::string::npos);
}

TEST_CASE("a cycle difference names the word and both cycles", "[report]") {
  auto result = equal_run();
  result.cycle_differences = 1;
  result.transfers_compared = 7200;
  result.first_cycle_difference = {"mid", "stage_0", 2, 11, rtl::Side::Exit, 1027, -1};
  CHECK(rtl::render(result) ==
        "FAIL  1 cycle difference in 7,200 transfers; first in stream mid\n"
        "  frame 2   word 11 leaves the FIFO in cycle 1,027 in RTL, never in SystemC\n");
}

TEST_CASE("a deadlock says who waits for whom and where the circle closes", "[report]") {
  auto result = equal_run();
  result.deadlock = timing::Deadlock{
      48211, {{"add_0", "bypass", false, 0, 32}, {"dup_0", "branch", true, 32, 32}}, {"add_0", "dup_0"}};
  result.idle_stages = {"pool_0"};
  CHECK(rtl::render(result) ==
        "error[deadlock]: at cycle 48,211 no word can ever move again; SystemC predicts no deadlock\n"
        "  add_0  waits for  bypass  (empty)\n"
        "  dup_0  waits for  branch  (full, 32 of 32)\n"
        "  pool_0  has words on all inputs and room on all outputs, and does not move\n"
        "  circle: add_0 -> dup_0 -> add_0\n");
  result.deadlock_in_systemc = true;
  CHECK(rtl::render(result) ==
        "equal: 20 frames, 14 streams, 3.7 M words, 0 cycle differences; deadlocks at cycle 48,211, as SystemC "
        "predicts\n");
}
