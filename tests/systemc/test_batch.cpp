/// Batches from periods, and depths that open a deadlock.
#include <catch2/catch.hpp>
#include <set>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/batch.hpp"
#include "systemc/explain/deadlock_cure.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

TimingGraph in_profile(const std::string& network, const std::string& profile) {
  const golden::FoldedNetwork built = golden::make_builtin(network);
  return make_timing_graph(golden::build_stage_graph(built.network, built.folding), load_profile(profile));
}

SimulationResult every_frame(const TimingGraph& graph, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(graph, options);
}

void require_same(const Batch& batch, const SimulationResult& all) {
  CHECK(batch.result.cycles == all.cycles);
  CHECK(batch.result.batch_cycles == all.batch_cycles);
  CHECK(batch.result.latency_cycles == all.latency_cycles);
  CHECK(batch.result.interval_cycles == all.interval_cycles);
  REQUIRE(batch.result.stages.size() == all.stages.size());
  for (std::size_t i = 0; i < all.stages.size(); ++i) {
    CHECK(batch.result.stages[i].busy == Approx(all.stages[i].busy).margin(2e-3));
    CHECK(batch.result.stages[i].starved == Approx(all.stages[i].starved).margin(2e-3));
    CHECK(batch.result.stages[i].backpressured == Approx(all.stages[i].backpressured).margin(2e-3));
  }
  for (std::size_t s = 0; s < all.fifos.size(); ++s)
    CHECK(batch.result.fifos[s].high_water_words == all.fifos[s].high_water_words);
}

void make_rigid(TimingGraph& graph, std::uint64_t seed) {
  Random random(seed * 11 + 7);
  for (TimingStage& stage : graph.stages) {
    const auto most = static_cast<int>(std::min<std::int64_t>(6, stage.schedule.iterations - 1));
    Schedule loop = stage.schedule;
    loop.gate_stage = 0;
    stage.loop =
        RigidLoop{loop, between(random, 0, most), between(random, 0, 1) == 0 ? Drain::AtBatchEnd : Drain::AtFrameEnd};
    stage.schedule = rigid_schedule(*stage.loop, stage.name);
  }
}

/// dup -> (burst reads 8 words before it writes 8, bypass) -> add, twice; the bypasses hold 7 and 5.
TimingGraph two_shortcuts() {
  constexpr std::int64_t kWords = 16;
  const auto straight = [](std::uint32_t reads, std::uint32_t writes, std::vector<int> latencies) {
    return Schedule{{{kWords, {{1, 1, reads, writes}}}}, kWords, 0, std::move(latencies)};
  };
  const Schedule burst{{{2, {{7, 1, 1, 0}, {1, 1, 1, 1}, {7, 1, 0, 1}}}}, 30, 0, {0}};
  TimingGraph graph;
  graph.name = "shortcuts";
  graph.streams = {{"in", kWords, 2, 8, kOutside, 0, 0, 0}, {"long0", kWords, 2, 8, 0, 0, 1, 0},
                   {"bypass0", kWords, 7, 8, 0, 1, 2, 0},   {"result0", kWords, 2, 8, 1, 0, 2, 1},
                   {"between", kWords, 2, 8, 2, 0, 3, 0},   {"long1", kWords, 2, 8, 3, 0, 4, 0},
                   {"bypass1", kWords, 5, 8, 3, 1, 5, 0},   {"result1", kWords, 2, 8, 4, 0, 5, 1},
                   {"out", kWords, 2, 8, 5, 0, kOutside, 0}};
  graph.stages = {{"dup0", "dup", straight(1, 3, {0, 0}), {0}, {1, 2}},
                  {"burst0", "burst", burst, {1}, {3}},
                  {"add0", "add", straight(3, 1, {0}), {2, 3}, {4}},
                  {"dup1", "dup", straight(1, 3, {0, 0}), {4}, {5, 6}},
                  {"burst1", "burst", burst, {5}, {7}},
                  {"add1", "add", straight(3, 1, {0}), {6, 7}, {8}}};
  return graph;
}

}  // namespace

TEST_CASE("a batch from its period equals the run of every frame: 10,000 images of LFC", "[timing][batch]") {
  const TimingGraph graph = in_profile("lfc-w1a1", "finn-hlslib-2020");
  const Batch batch = simulate_batch(graph, 10000);
  CHECK(batch.simulated_frames < 200);
  CHECK(batch.period_frames == 1);
  CHECK(batch.period_cycles == 841);
  CHECK(batch.result.batch_cycles == 8410965);
  require_same(batch, every_frame(graph, 10000));
}

TEST_CASE("a batch from its period equals the run of every frame: random graphs, elastic and rigid",
          "[timing][batch]") {
  int extended = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    INFO("seed " << seed);
    TimingGraph graph = seed % 2 == 0 ? random_fork_join(seed) : make_timing_graph(random_chain(seed));
    if (seed % 3 != 0) make_rigid(graph, seed);
    const int frames = 60 + static_cast<int>(seed % 7);
    const SimulationResult all = every_frame(graph, frames);
    const Batch batch = simulate_batch(graph, frames);
    CHECK(batch.result.deadlock == all.deadlock);
    if (all.deadlock) continue;
    require_same(batch, all);
    extended += batch.simulated_frames < frames ? 1 : 0;
  }
  CHECK(extended > 40);
}

TEST_CASE("10,000 images of CNV W2A2 are a few and their period, and take the published cycles to 0.05 %",
          "[timing][batch]") {
  const TimingGraph graph = in_profile("cnv-w2a2", "finn-hlslib-2020");
  const Batch batch = simulate_batch(graph, 10000);
  CHECK(batch.simulated_frames < 200);
  CHECK(static_cast<double>(batch.result.batch_cycles) == Approx(1162653198).epsilon(5e-4));
  require_same(simulate_batch(graph, 100), every_frame(graph, 100));
}

TEST_CASE("the cure of a deadlock is the smallest depth that opens it, circle after circle", "[timing][deadlock]") {
  const TimingGraph graph = two_shortcuts();
  const std::vector<Cure> cures = find_cures(graph, 2);
  REQUIRE(cures.size() == 2);
  std::map<std::string, int> needed;
  for (const Cure& cure : cures) needed[cure.stream] = cure.needed_words;
  // A burst swallows 8 words before its first one comes out.
  CHECK(needed == std::map<std::string, int>{{"bypass0", 8}, {"bypass1", 8}});
  CHECK(cures[0].next_circle == cures[1].stream);
  CHECK(cures[1].next_circle.empty());
  TimingGraph cured = graph;
  for (TimingStream& stream : cured.streams)
    if (needed.contains(stream.name)) stream.depth_words = needed[stream.name];
  CHECK_FALSE(every_frame(cured, 2).deadlock.has_value());
  CHECK(find_cures(cured, 2).empty());
}

TEST_CASE("where more room may hurt, a cure is what a FIFO holds without limits, and opens its circle",
          "[timing][deadlock]") {
  TimingGraph graph = two_shortcuts();
  graph.streams[4].hops = 2;
  REQUIRE_FALSE(is_monotone(graph));
  const std::vector<Cure> cures = find_cures(graph, 2);
  REQUIRE(cures.size() == 2);
  TimingGraph cured = graph;
  for (const Cure& cure : cures) {
    CHECK_FALSE(cure.is_least);
    CHECK(cure.needed_words >= 8);   // what a burst swallows
    CHECK(cure.needed_words <= 32);  // all words of the run
    for (TimingStream& stream : cured.streams)
      if (stream.name == cure.stream) stream.depth_words = cure.needed_words;
  }
  CHECK_FALSE(every_frame(cured, 2).deadlock.has_value());
  CHECK(std::set<std::string>{cures[0].stream, cures[1].stream} == std::set<std::string>{"bypass0", "bypass1"});
}

TEST_CASE("ResNet50 with bypasses of 3.6 rows: which FIFOs need how many words", "[timing][deadlock]") {
  TimingGraph graph = in_profile("resnet50-w1a2", "finn-hlslib-2020");
  for (TimingStream& stream : graph.streams)
    if (stream.name.ends_with("_bypass")) stream.depth_words = stream.depth_words * 9 / 10;
  const std::vector<Cure> cures = find_cures(graph, 2);
  REQUIRE_FALSE(cures.empty());
  CHECK(cures[0].stream == "res5b_bypass");
  CHECK(cures[0].depth_words == 1612);
  CHECK(cures[0].needed_words <= 1792);  // what the published design has, which runs
  const auto with = [&](int fewer) {
    TimingGraph cured = graph;
    for (TimingStream& stream : cured.streams)
      for (const Cure& cure : cures)
        if (stream.name == cure.stream) stream.depth_words = cure.needed_words - fewer;
    return every_frame(cured, 2).deadlock.has_value();
  };
  CHECK_FALSE(with(0));
  CHECK(with(1));
}

TEST_CASE("both engines and batches end when they are told to stop", "[batch]") {
  for (const char* profile : {"weir", "finn-v0.10"}) {
    const TimingGraph graph = in_profile("cnv-finn-1w1a-core", profile);
    const std::atomic<bool> stop{true};
    SimulationOptions options;
    options.stop = &stop;
    const auto is_stopped = Catch::Matchers::Predicate<Error>([](const Error& e) { return e.code == "stopped"; });
    CHECK_THROWS_MATCHES(simulate_maxplus(graph, options), Error, is_stopped);
    CHECK_THROWS_MATCHES(simulate_systemc(graph, options), Error, is_stopped);
    CHECK_THROWS_MATCHES(simulate_batch(graph, 1000, &stop), Error, is_stopped);
  }
}

}  // namespace weir::timing::test
