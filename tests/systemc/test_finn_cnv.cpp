/// Profile finn-v0.10 against the published run of FINN's 1-bit CNV, and its blocks against figures measured on RTL.
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/batch.hpp"
#include "systemc/engines/recurrence.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/data.hpp"

namespace weir::timing::test {

namespace {

/// StreamingFIFO_0 .. StreamingFIFO_27 of the published final_hw_config.json.
const std::vector<std::int64_t> kPublishedDepths{3072, 3644, 900, 2, 350, 2, 32, 2,   2, 32,  256, 2,  657, 71,
                                                 2,    32,   2,   2, 32,  2, 2,  250, 2, 574, 2,   54, 2,   2};

/// 147,456 iterations of the slowest layer, whose class has N = 2, and N + 4 cycles between two frames.
constexpr std::int64_t kInterval = 147456 + 2 + 4;

TimingGraph cnv() {
  const golden::FoldedNetwork made = golden::make_builtin("cnv-finn-1w1a-core");
  return make_timing_graph(golden::build_stage_graph(made.network, made.folding), load_profile("finn-v0.10"));
}

void require_published_run(const SimulationResult& result) {
  REQUIRE_FALSE(result.deadlock);
  CHECK(std::abs(result.latency_cycles - 366924) <= 36);  // 0.01 %; no number was chosen for it
  CHECK(result.interval_cycles == kInterval);
}

/// One block behind a source and before a sink that never pause.
TimingGraph lone_graph(const finn::Block& block) {
  TimingGraph graph;
  graph.name = "lone_graph";
  graph.stages.push_back({"block", "block", {}, {0}, {1}});
  graph.stages[0].schedule.iterations = work_cycles(block);
  graph.stages[0].block = block;
  graph.streams.push_back({"in", words_in(block), 2, 8, kOutside, 0, 0, 0});
  graph.streams.push_back({"out", words_out(block), 2, 8, 0, 0, kOutside, 0});
  return graph;
}

SimulationResult recorded_run(const TimingGraph& graph, int frames) {
  SimulationOptions options;
  options.frames = frames;
  options.record_transfers = true;
  return simulate_maxplus(graph, options);
}

/// Cycles from the first word read by the block to the first result it offers.
std::int64_t first_word_latency(const finn::Block& block) {
  const SimulationResult result = recorded_run(lone_graph(block), 1);
  return result.streams.at("out").written_cycles.front() - result.streams.at("in").read_cycles.front();
}

std::int64_t window_interval(const finn::Window& window) { return recorded_run(lone_graph(window), 3).interval_cycles; }

}  // namespace

TEST_CASE("FINN's CNV takes the published 366,924 cycles within 0.01 % in both engines", "[finn]") {
  const TimingGraph graph = cnv();
  SimulationOptions options;
  options.frames = 3;
  require_published_run(simulate_maxplus(graph, options));
  require_published_run(simulate_systemc(graph, options));
}

TEST_CASE("FINN's own FIFO sizing finds the 28 published depths of CNV", "[finn]") {
  CHECK(finn_largefifo_depths(cnv()) == kPublishedDepths);
}

TEST_CASE("the published configuration of CNV keeps the published figures", "[finn][data]") {
  const auto data = weir::test::data_folder("finn_cnv_1w1a");
  if (!data) return;
  const golden::FoldedNetwork made = golden::make_builtin("cnv-finn-1w1a-core");
  const golden::Folding folding =
      golden::read_folding(*data / "final_hw_config.json", *made.network, golden::Folding(made.folding));
  const TimingGraph graph =
      make_timing_graph(golden::build_stage_graph(made.network, folding), load_profile("finn-v0.10"));
  SimulationOptions options;
  options.frames = 4;
  require_published_run(simulate_maxplus(graph, options));
}

TEST_CASE("a large batch of FINN's blocks is run frame by frame, and takes one interval per frame", "[finn]") {
  const TimingGraph graph = cnv();
  const Batch batch = simulate_batch(graph, 24);
  CHECK(batch.simulated_frames == 24);
  CHECK(batch.result.latency_cycles == recorded_run(graph, 1).latency_cycles);
  CHECK(batch.result.cycles == batch.result.latency_cycles + 23 * kInterval);
}

TEST_CASE("FINN's CNV keeps its published interval for ever", "[finn]") {
  const auto found = find_recurrence(cnv(), 24);
  REQUIRE(found);
  CHECK(found->frames == 1);
  CHECK(found->cycles == kInterval);
}

TEST_CASE("both engines agree on every word of CNV under stalls", "[finn]") {
  const TimingGraph graph = cnv();
  SimulationOptions options;
  options.stalls = {0.3, 7};
  options.record_transfers = true;
  const SimulationResult a = simulate_systemc(graph, options), b = simulate_maxplus(graph, options);
  for (const auto& [name, record] : a.streams) {
    INFO(name);
    CHECK(record.written_cycles == b.streams.at(name).written_cycles);
    CHECK(record.read_cycles == b.streams.at(name).read_cycles);
  }
}

TEST_CASE("a free window generator has the interval measured on FINN's RTL", "[finn]") {
  const auto window = [](std::int64_t side, std::int64_t kernel, std::int64_t stride, std::int64_t fold) {
    return finn::Window{side, side, kernel, kernel, stride, stride, fold, false};
  };
  CHECK(window_interval(window(32, 3, 1, 3)) == 24476);
  CHECK(window_interval(window(30, 3, 1, 8)) == 56882);
  CHECK(window_interval(window(14, 3, 1, 32)) == 42178);
  CHECK(window_interval(window(12, 3, 1, 64)) == 58754);
  CHECK(window_interval(window(5, 3, 1, 128)) == 10882);
  CHECK(window_interval(window(3, 3, 1, 256)) == 2306);
}

TEST_CASE("FINN's blocks have the latencies measured on RTL", "[finn]") {
  CHECK(first_word_latency(finn::Padding{4, 4, 0, 0, 1, 1, 1}) == 1);
  CHECK(first_word_latency(finn::Window{4, 4, 2, 2, 1, 1, 1, false}) == 2);
  CHECK(first_word_latency(finn::Narrow{64, 2}) == 2);
  CHECK(first_word_latency(finn::Wire{4}) == 0);
  CHECK(first_word_latency(finn::Widen{8, 16}) == 8);  // the eighth word completes the first result
  const Profile profile = load_profile("finn-v0.10");
  // 1, 3, 15 and 255 thresholds with deep pipelines.
  for (const auto& [levels, cycles] : {std::pair{1, 4}, {3, 6}, {15, 10}, {255, 18}}) {
    golden::Thresholding t;
    t.channels = 2;
    t.input = t.output = DataType::uint(8);
    t.levels = levels;
    golden::Stage stage{"t", t, {}, -1, {0}, {1}, 0};
    golden::StageGraph graph;
    graph.streams.resize(2);
    for (golden::Stream& stream : graph.streams) stream.shape = {2};
    const TimingGraph made = make_timing_graph(
        [&] {
          graph.name = "t";
          graph.stages = {stage};
          graph.streams[0].name = "in";
          graph.streams[0].consumer = 0;
          graph.streams[1].name = "out";
          graph.streams[1].producer = 0;
          return graph;
        }(),
        profile);
    CHECK(first_word_latency(*made.stages[0].block) == cycles);
  }
}

TEST_CASE("what FINN v0.10 does not build is refused with the stage's name", "[finn]") {
  const golden::FoldedNetwork made = golden::make_builtin("lfc-w1a1");
  golden::Folding folding = made.folding;
  const golden::StageGraph graph = golden::build_stage_graph(made.network, folding);
  CHECK_NOTHROW(make_timing_graph(graph, load_profile("finn-v0.10")));
  const golden::FoldedNetwork resnet = golden::make_builtin("resnet50-w1a2");
  try {
    make_timing_graph(golden::build_stage_graph(resnet.network, resnet.folding), load_profile("finn-v0.10"));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "no-schedule");
    CHECK(error.what_text.find("MMV above 1") != std::string::npos);
  }
}

}  // namespace weir::timing::test
