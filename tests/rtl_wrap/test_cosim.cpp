#include <catch2/catch.hpp>

#include "rtl_wrap/cosim/replay.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr int kFrames = 3, kWordsPerFrame = 40, kStreams = 3;

golden::StageGraph with_depths(golden::StageGraph graph, const std::vector<int>& depths) {
  for (std::size_t i = 0; i < depths.size(); ++i) graph.streams[i].depth_words = depths[i];
  return graph;
}

Run with_fault(int stage, int fault, int at = 0) {
  Run run;
  const std::string s = std::to_string(stage);
  run.plusargs = {"+fault_" + s + "=" + std::to_string(fault), "+at_" + s + "=" + std::to_string(at)};
  return run;
}

bool has(const rtl::CosimResult& result, const std::string& id, const std::string& text) {
  for (const auto& h : result.hypotheses)
    if (h.id == id && h.text.find(text) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("a pass-through equals word by word and cycle by cycle for every depth, free and under stalls", "[cosim]") {
  const Design& design = pass_chain();
  for (const auto& depths : std::vector<std::vector<int>>{{1, 1, 1}, {2, 6, 2}, {1, 2, 3}, {3, 1, 5}, {32, 32, 32}}) {
    for (const double probability : {0.0, 0.3, 0.9}) {
      Run run;
      run.stalls = {probability, 11};
      const auto result = simulate(design, with_depths(design.graph, depths), run);
      INFO("depths " << depths[0] << " " << depths[1] << " " << depths[2] << ", stalls " << probability);
      INFO(rtl::render(result));
      CHECK(result.equal());
      CHECK(result.frames_equal == kFrames);
      CHECK(result.stages_compared == 2);
      CHECK(result.words_compared == kFrames * kWordsPerFrame * kStreams);
      CHECK(result.transfers_compared == 2 * result.words_compared);
      CHECK(result.cycles_rtl == result.cycles_systemc);
    }
  }
}

TEST_CASE("cycles of a pass-through follow from the FIFO rules alone", "[cosim]") {
  // A FIFO of depth 1 takes a word every second cycle: written at t, read at t + 1, room again at t + 2.
  golden::StageGraph graph;
  add_chain(graph, {{4, 4}, {0}, {1, 1}});
  const Design design = make_design(graph);
  Run run;
  run.compare_cycles = false;
  const auto narrow = simulate(design, run);
  const std::int64_t words = kFrames * kWordsPerFrame;
  CHECK(narrow.cycles_rtl == 2 * words + 1);
  CHECK(narrow.latency_cycles == 2 * kWordsPerFrame + 1);
  CHECK(narrow.interval_cycles == 2 * kWordsPerFrame);
  const auto wide = simulate(design, with_depths(graph, {2, 2}), run);
  CHECK(wide.cycles_rtl == words + 2);
  CHECK(wide.interval_cycles == kWordsPerFrame);
  CHECK(wide.equal());
  CHECK_FALSE(wide.cycles_compared);
}

TEST_CASE("width converters equal up and down, free and under stalls", "[cosim]") {
  golden::StageGraph graph;
  add_chain(graph, {{2, 8, 1, 1}, {0, 2, 1}, {2, 3, 4, 1}});
  const Design design = make_design(graph);
  for (const double probability : {0.0, 0.5}) {
    Run run;
    run.stalls = {probability, 3};
    const auto result = simulate(design, run);
    INFO(rtl::render(result));
    CHECK(result.equal());
    CHECK(result.words_compared == kFrames * (80 + 20 + 160 + 160));
  }
}

TEST_CASE("words of every width pass through every kind of Verilator port", "[cosim]") {
  golden::StageGraph graph;
  for (const std::int64_t bits : {1, 7, 8, 9, 12, 16, 17, 31, 32, 33, 63, 64, 65, 96, 100, 1030}) {
    ChainShape chain{{bits, bits}, {0}, {2, 2}};
    chain.shape = {12, bits};
    chain.type = DataType::binary();
    add_chain(graph, chain, "w" + std::to_string(bits) + "_");
  }
  const Design design = make_design(graph);
  const auto result = simulate(design);
  INFO(rtl::render(result));
  CHECK(result.equal());
  CHECK(result.streams_compared == 32);
  CHECK(result.words_compared == 32 * 12 * kFrames);
}

TEST_CASE("Weir's own FIFO keeps the timing model's cycles for every depth, in LUT RAM and in block RAM", "[cosim]") {
  golden::StageGraph graph;
  for (const int depth : {1, 2, 3, 4, 7, 64, 256, 257, 300})
    add_chain(graph, {{4, 4}, {depth % 3}, {depth, depth}, {150, 4}}, "d" + std::to_string(depth) + "_");
  const Design design = make_design(graph, Fifo::Weir);
  for (const double probability : {0.0, 0.5, 0.95}) {
    Run run;
    run.frames = 8;
    run.stalls = {probability, 21};
    const auto result = simulate(design, run);
    INFO(rtl::render(result));
    CHECK(result.equal());
    CHECK(result.words_compared == 8 * 150 * 18);
  }
}

TEST_CASE("a wrong value is found in its frame, word, pixel and channel", "[cosim]") {
  // Word 40 + 17: frame 1, elements 68..71 of [4, 5, 8]; lane 2 is element 70 = (y 1, x 3, channel 6).
  const auto result = simulate(pass_chain(), with_fault(0, 1, 57));
  REQUIRE(result.first_mismatch);
  const rtl::Mismatch& m = *result.first_mismatch;
  CHECK(m.stage == "stage_0");
  CHECK(m.stream == "mid1");
  CHECK(m.frame == 1);
  CHECK(m.word == 17);
  CHECK(m.words_per_frame == 40);
  CHECK(m.element == 70);
  CHECK(m.row == 1);
  CHECK(m.column == 3);
  CHECK(m.channel == 6);
  CHECK(m.first_channel == 4);
  CHECK(m.last_channel == 7);
  CHECK((m.got - m.expected - 1) % 16 == 0);
  CHECK(result.frames_equal == kFrames - 1);
  CHECK(result.mismatches == 2);  // the same word again on the stream behind
  CHECK(result.elements_different == 1);
  CHECK(result.cycle_differences == 0);
  CHECK_FALSE(result.equal());
}

TEST_CASE("a fault in the second stage is not blamed on the first", "[cosim]") {
  const auto result = simulate(pass_chain(), with_fault(1, 1, 5));
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->stage == "stage_1");
  CHECK(result.first_mismatch->stream == "out");
}

TEST_CASE("swapped lanes are named", "[cosim]") {
  const auto result = simulate(pass_chain(), with_fault(0, 2));
  REQUIRE_FALSE(result.hypotheses.empty());
  CHECK(result.hypotheses[0].id == "lanes");
  CHECK(result.hypotheses[0].text == "lanes 1 and 2 swapped");
  CHECK(result.hypotheses[0].explained == result.hypotheses[0].of);
}

TEST_CASE("a dropped word shows as shifted words, as a missing word and as a run that cannot end", "[cosim]") {
  const auto result = simulate(pass_chain(), with_fault(0, 3, 57));
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->stream == "mid1");
  CHECK(result.first_mismatch->word + 40 * result.first_mismatch->frame == 57);
  CHECK(has(result, "shifted-words", "1 word missing"));
  CHECK(result.streams[1].words_missing == 1);
  CHECK(result.streams[2].words_missing == 1);
  CHECK(result.deadlock);
  CHECK_FALSE(result.deadlock_in_systemc);
}

TEST_CASE("a duplicated word shows as shifted words and as an extra word", "[cosim]") {
  const auto result = simulate(pass_chain(), with_fault(0, 4, 57));
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->word + 40 * result.first_mismatch->frame == 58);
  CHECK(has(result, "shifted-words", "1 word too many"));
  CHECK(result.streams[1].words_extra == 1);
  CHECK(result.streams[2].words_extra == 1);
  CHECK_FALSE(result.deadlock);
}

TEST_CASE("a stale word, a systematic step and a single bad channel are told apart", "[cosim]") {
  CHECK(has(simulate(pass_chain(), with_fault(0, 8, 57)), "stale-word", "previous word"));
  const auto step = simulate(pass_chain(), with_fault(0, 6));
  CHECK(has(step, "constant-difference", "always by -1"));
  CHECK(has(simulate(pass_chain(), with_fault(0, 11)), "one-channel", "only in channel 5"));
}

TEST_CASE("a stage that stops taking words is a deadlock with the words that wait", "[cosim]") {
  for (const double probability : {0.0, 0.8}) {
    Run run = with_fault(0, 5, 57);
    run.stalls = {probability, 5};
    const auto result = simulate(pass_chain(), run);
    REQUIRE(result.deadlock);
    CHECK_FALSE(result.deadlock_in_systemc);
    CHECK(result.streams[0].exits == 57);
    CHECK(result.streams[2].exits == 57);
    CHECK(result.idle_stages == std::vector<std::string>{"stage_0"});
    REQUIRE(result.first_mismatch);
    CHECK(result.first_mismatch->kind == rtl::Mismatch::Kind::Missing);
    CHECK(result.first_mismatch->stage == "stage_0");
    bool source_waits = false, sink_waits = false;
    for (const auto& wait : result.deadlock->waits) {
      source_waits |= wait.stage == "source" && wait.stream == "in" && wait.for_room && wait.occupancy_words == 2;
      sink_waits |= wait.stage == "sink" && wait.stream == "out" && !wait.for_room;
    }
    CHECK(source_waits);
    CHECK(sink_waits);
  }
}

TEST_CASE("a design that never answers ends in bounded time", "[cosim]") {
  Run run = with_fault(0, 5, 0);
  run.compare_cycles = false;
  const auto result = simulate(pass_chain(), run);
  CHECK(result.deadlock);
  CHECK(result.simulated_cycles < 1000);
  CHECK(result.cycles_rtl == 0);
}

TEST_CASE("a design that writes without end is cut off", "[cosim]") {
  Run run = with_fault(0, 10);
  run.compare_cycles = false;
  const auto result = simulate(pass_chain(), run);
  CHECK(result.out_of_cycles);
  CHECK(result.simulated_cycles < 100'000);
  CHECK(result.streams[1].words_extra > 0);
  CHECK_FALSE(result.equal());
}

TEST_CASE("the cycle limit of the caller is kept", "[cosim]") {
  Run run;
  run.max_cycles = 20;
  const auto result = simulate(pass_chain(), run);
  CHECK(result.out_of_cycles);
  CHECK(result.simulated_cycles == 20);
  CHECK(result.frames_equal == 0);
  CHECK(result.mismatches == 0);
  CHECK_FALSE(result.equal());
}

TEST_CASE("a design that stops itself is a finding with its own words", "[cosim]") {
  const auto result = simulate(pass_chain(), with_fault(0, 9, 57));
  CHECK(result.stopped);
  CHECK(result.messages.find("fault 9 at word 57") != std::string::npos);
  CHECK(result.mismatches == 0);
  CHECK(result.frames_equal == 1);
  CHECK_FALSE(result.equal());
}

TEST_CASE("a FIFO depth wrong by one shows as cycle differences under stalls", "[cosim]") {
  const Design& design = pass_chain();
  for (const int wrong : {4, 6}) {
    const auto modelled = with_depths(design.graph, {2, 5, 2});
    Run run;
    run.stalls = {0.4, 9};
    run.plusargs = {"+depth_1=" + std::to_string(wrong)};
    const auto result = simulate(design, modelled, run);
    CHECK(result.mismatches == 0);
    CHECK(result.cycle_differences > 0);
    REQUIRE(result.first_cycle_difference);
    CHECK(result.first_cycle_difference->rtl != result.first_cycle_difference->systemc);
  }
}

TEST_CASE("without monitors the boundary is still compared", "[cosim]") {
  golden::StageGraph graph;
  add_chain(graph, {{4, 4, 4}, {3, 0}, {2, 6, 2}});
  const ScratchFolder scratch;
  write_design(graph, scratch.path());
  const Design bare{graph, build(rtl::rtl_folder_of_sources(scratch.path(), "weir_top")).model};
  const auto good = simulate(bare);
  INFO(rtl::render(good));
  CHECK(good.equal());
  CHECK(good.words_compared == 2 * kFrames * kWordsPerFrame);
  CHECK(good.stages_compared == 1);
  const auto bad = simulate(bare, with_fault(0, 1, 57));
  REQUIRE(bad.first_mismatch);
  CHECK(bad.first_mismatch->stream == "out");
  CHECK(bad.first_mismatch->side == rtl::Side::Exit);
}

TEST_CASE("missing ports are all named at once", "[cosim]") {
  const Design& design = pass_chain();
  golden::StageGraph larger = design.graph;
  add_chain(larger, {{4, 4}, {0}, {2, 2}}, "other_");
  larger.streams[0].elements_per_word = 2;
  const auto instance = design.model->create();
  try {
    rtl::cosimulate(*instance, larger, random_words(larger, 1, 1), {});
    FAIL("no error");
  } catch (const Errors& errors) {
    std::string all;
    for (const auto& error : errors.list()) all += error.text() + "\n";
    INFO(all);
    CHECK(all.find("error[rtl-port-missing]: the top has no port \"s_axis_1_tdata\"") != std::string::npos);
    CHECK(all.find("\"m_axis_1_tready\"") != std::string::npos);
    CHECK(all.find("\"mon_3_wvalid\"") != std::string::npos);
    CHECK(all.find("error[rtl-port-width]: port \"s_axis_0_tdata\" of the top is an input of 16 bits, expected an "
                   "input of 8 bits") != std::string::npos);
  }
}

TEST_CASE("the replay of a mismatch shows it again in a run of one frame", "[cosim]") {
  const Design& design = pass_chain();
  const auto words = random_words(design.graph, kFrames, 7);
  const auto result = simulate(design, with_fault(0, 6));
  const auto replay = rtl::replay_frames(result, design.graph, words);
  REQUIRE(replay);
  CHECK(replay->frames == 1);
  CHECK(replay->words.at("in").count() == kWordsPerFrame);
  rtl::CosimOptions options;
  const auto instance = design.model->create({"+fault_0=6"});
  const auto again = rtl::cosimulate(*instance, design.graph, replay->words, options);
  REQUIRE(again.first_mismatch);
  CHECK(again.first_mismatch->frame == 0);
  CHECK(again.first_mismatch->word == result.first_mismatch->word);
  CHECK(again.first_mismatch->expected_word == result.first_mismatch->expected_word);
  CHECK_FALSE(rtl::replay_frames(simulate(design), design.graph, words));
}
