/// Rigid pipelines: SystemC = max-plus = a model of the pipeline's registers, for every word on both sides of every
/// FIFO.
#include <catch2/catch.hpp>

#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/process/cursor.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/systemc/random_graphs.hpp"
#include "tests/systemc/rigid_agreement.hpp"

namespace weir::timing::test {

namespace {

/// MVAUs, thresholding layers and converters, each with a distance of its own.
TimingGraph random_rigid_chain(std::uint64_t seed) {
  TimingGraph graph = make_timing_graph(random_chain(seed));
  Random random(seed * 7 + 5);
  for (TimingStage& stage : graph.stages) {
    const auto most = static_cast<int>(std::min<std::int64_t>(8, stage.schedule.iterations - 1));
    make_rigid(stage, stage.schedule, between(random, 0, most), Drain::AtBatchEnd);
  }
  return graph;
}

/// Reads 8 words, writes 8, a word in every iteration.
Schedule copy_loop() { return {{{8, {{1, 1, 1, 1}}}}, 8, 0, {0}}; }

TimingGraph one_copy(int distance, Drain drain) {
  TimingGraph graph;
  graph.name = "copy";
  graph.streams = {{"in", 8, 4, 8, kOutside, 0, 0, 0}, {"out", 8, 4, 8, 0, 0, kOutside, 0}};
  graph.stages = {{"copy", "copy", {}, {0}, {1}}};
  make_rigid(graph.stages[0], copy_loop(), distance, drain);
  return graph;
}

}  // namespace

TEST_CASE("both engines equal the registers of rigid pipelines on random graphs, deadlocks included",
          "[timing][rigid]") {
  int deadlocked = 0, alive = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    INFO("seed " << seed);
    (require_all_equal(random_rigid_graph(seed), random_options(seed, 5)) ? deadlocked : alive) += 1;
  }
  CHECK(deadlocked >= 50);
  CHECK(alive >= 50);
}

TEST_CASE("both engines equal the registers of rigid pipelines on random chains of layers", "[timing][rigid]") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    CHECK_FALSE(require_all_equal(random_rigid_chain(seed), random_options(seed, 5)));
  }
}

TEST_CASE("one loop over all frames does not drain between them, a loop per frame does", "[timing][rigid]") {
  SimulationOptions options;
  options.frames = 2;
  options.record_transfers = true;
  for (const Drain drain : {Drain::AtBatchEnd, Drain::AtFrameEnd}) {
    const SimulationResult r = simulate_maxplus(one_copy(3, drain), options);
    const auto& in = r.streams.at("in").read_cycles;
    const auto& out = r.streams.at("out").written_cycles;
    // Word 0 is read in cycle 1 and written three ticks later.
    CHECK(in[0] == 1);
    CHECK(out[0] == 4);
    CHECK(out[7] == 11);
    // Over one loop the next frame follows at once; a loop of its own begins after the last write.
    CHECK(in[8] == (drain == Drain::AtBatchEnd ? 9 : 12));
    CHECK(out.back() == in.back() + 3);
  }
}

TEST_CASE("a run of a rigid loop reads and writes whole frames", "[timing][rigid]") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed)
    for (const TimingStage& stage : random_rigid_graph(seed).stages)
      for (const int frames : {1, 2, 4}) {
        std::vector<std::int64_t> read(stage.inputs.size(), 0), written(stage.outputs.size(), 0);
        Cursor cursor(stage.schedule, frames);
        std::int64_t tick = -1;
        while (!cursor.done()) {
          tick += cursor.step().advance;
          for (std::size_t p = 0; p < read.size(); ++p) read[p] += cursor.step().reads >> p & 1u;
          for (std::size_t p = 0; p < written.size(); ++p) written[p] += cursor.step().writes >> p & 1u;
          const bool is_frame_end = cursor.pass(1);
          REQUIRE(cursor.iterations() == tick + 1);
          if (is_frame_end) tick += cursor.tail();
        }
        for (std::size_t p = 0; p < read.size(); ++p)
          CHECK(read[p] == frames * words_read(stage.loop->loop, static_cast<int>(p)));
        for (std::size_t p = 0; p < written.size(); ++p)
          CHECK(written[p] == frames * words_written(stage.loop->loop, static_cast<int>(p)));
      }
}

TEST_CASE("a deeper FIFO never makes a word of a rigid pipeline later, in either engine", "[timing][rigid]") {
  int earlier = 0, freed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    const TimingGraph shallow = random_rigid_graph(seed);
    TimingGraph deep = shallow;
    Random random(seed * 11 + 3);
    for (TimingStream& stream : deep.streams)
      if (between(random, 0, 2) == 0) stream.depth_words += between(random, 1, 20);
    const SimulationOptions options = random_options(seed, 5);
    for (const bool in_systemc : {false, true}) {
      const auto run = [&](const TimingGraph& graph) {
        return in_systemc ? simulate_systemc(graph, options) : simulate_maxplus(graph, options);
      };
      const SimulationResult before = run(shallow), after = run(deep);
      const auto compare = [&](const std::vector<std::int64_t>& least, const std::vector<std::int64_t>& now) {
        REQUIRE(now.size() >= least.size());
        for (std::size_t k = 0; k < least.size(); ++k) REQUIRE(now[k] <= least[k]);
        freed += now.size() > least.size() ? 1 : 0;
        earlier += !least.empty() && now[least.size() - 1] < least.back() ? 1 : 0;
      };
      for (const TimingStream& stream : shallow.streams) {
        const StreamRecord &one = before.streams.at(stream.name), &other = after.streams.at(stream.name);
        compare(one.written_cycles, other.written_cycles);
        compare(one.read_cycles, other.read_cycles);
      }
    }
  }
  CHECK(earlier >= 500);
  CHECK(freed >= 100);
}

TEST_CASE("a pipeline that is longer than its loop is refused", "[timing][rigid]") {
  for (const int distance : {-1, 8}) {
    try {
      rigid_schedule({copy_loop(), distance, Drain::AtBatchEnd}, "stage copy");
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code == "bad-schedule");
      CHECK(error.what_text.find("stage copy") == 0);
    }
  }
}

TEST_CASE("what is written before the first frame is refused", "[timing][rigid]") {
  TimingGraph graph = one_copy(3, Drain::AtBatchEnd);
  graph.stages[0].schedule.first[0].steps[0].writes = 1;
  graph.stages[0].schedule.last[0].steps.back().count -= 3;
  Errors errors;
  validate(graph, errors);
  REQUIRE_FALSE(errors.empty());
  CHECK(errors.list()[0].what_text.find("before its first frame") != std::string::npos);
}

TEST_CASE("a first and last frame that do not balance are refused", "[timing][rigid]") {
  TimingGraph graph = one_copy(3, Drain::AtBatchEnd);
  graph.stages[0].schedule.first[0].steps[0].count = 2;
  Errors errors;
  validate(graph, errors);
  REQUIRE_FALSE(errors.empty());
  CHECK(errors.list()[0].code == "bad-schedule");
}

}  // namespace weir::timing::test
