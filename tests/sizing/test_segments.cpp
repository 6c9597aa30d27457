/// Does a graph that is cut and sized part by part get what it would get as one?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/search/behind.hpp"
#include "systemc/sizing/search/search.hpp"
#include "tests/sizing/oracle.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

/// The graph of `b` behind that of `a`: an output of one becomes an input of the other. Nothing if no words match.
std::optional<TimingGraph> chain(TimingGraph a, const TimingGraph& b) {
  const int stages = static_cast<int>(a.stages.size());
  for (int out = 0; out < static_cast<int>(a.streams.size()); ++out)
    for (int in = 0; in < static_cast<int>(b.streams.size()); ++in) {
      TimingStream& from = a.streams[static_cast<std::size_t>(out)];
      const TimingStream& to = b.streams[static_cast<std::size_t>(in)];
      if (from.consumer != kOutside || to.producer != kOutside || from.words_per_frame != to.words_per_frame) continue;
      from.consumer = stages + to.consumer;
      from.consumer_port = to.consumer_port;
      std::vector<int> renamed;
      for (int s = 0; s < static_cast<int>(b.streams.size()); ++s) {
        renamed.push_back(s == in ? out : static_cast<int>(a.streams.size()));
        if (s == in) continue;
        TimingStream stream = b.streams[static_cast<std::size_t>(s)];
        stream.name = "b" + stream.name;
        if (stream.producer != kOutside) stream.producer += stages;
        if (stream.consumer != kOutside) stream.consumer += stages;
        a.streams.push_back(stream);
      }
      for (TimingStage stage : b.stages) {
        stage.name = "b" + stage.name;
        for (std::vector<int>* ports : {&stage.inputs, &stage.outputs})
          for (int& s : *ports) s = renamed[static_cast<std::size_t>(s)];
        a.stages.push_back(stage);
      }
      return a;
    }
  return std::nullopt;
}

TimingGraph resnet50(const std::string& profile = "weir") {
  const golden::FoldedNetwork network = golden::make_builtin("resnet50-w1a2");
  return make_timing_graph(golden::build_stage_graph(network.network, network.folding), find_profile(profile));
}

struct PartsBesideWhole {
  int chains = 0, smaller = 0, larger = 0;
};

/// Chains of two random graphs, sized part by part and as one; `objectives` in turns.
PartsBesideWhole compare_parts_with_whole(TimingGraph (*make)(std::uint64_t), int chains,
                                          const std::vector<Objective>& objectives) {
  PartsBesideWhole seen;
  for (std::uint64_t seed = 1; seen.chains < chains; ++seed) {
    const std::optional<TimingGraph> graph = chain(make(2 * seed), make(2 * seed + 1));
    if (!graph || graph->stages.size() > 10) continue;
    const std::vector<Segment> segments = cut_into_segments(*graph);
    if (segments.size() < 2) continue;
    ++seen.chains;
    INFO("seed " << seed);
    SizingOptions options;
    options.objective = objectives[seed % objectives.size()];
    options.branch_runs = 100;
    const std::int64_t interval = unlimited_interval(*graph);
    const std::optional<Found> parts = search_segments(*graph, segments, interval, options);
    REQUIRE(parts);
    Goal goal(*graph, options.objective, interval, nullptr);
    const Found whole = search_whole(goal, options);
    const FifoCost parts_cost = total_cost(*graph, parts->best), whole_cost = total_cost(*graph, whole.best);
    CHECK(parts->lower_bound <= whole_cost);
    CHECK(whole.lower_bound <= parts_cost);
    CHECK(parts->lower_bound <= parts_cost);
    seen.smaller += parts_cost < whole_cost ? 1 : 0;
    seen.larger += parts_cost > whole_cost ? 1 : 0;
    CHECK(reaches_objective(simulate_maxplus, with_depths(*graph, parts->best), options.objective, interval, 0, 40));
  }
  return seen;
}

}  // namespace

TEST_CASE("ResNet50 is cut before each of its sixteen blocks, and every stage and stream is in one part",
          "[sizing][segments]") {
  const TimingGraph graph = resnet50();
  const std::vector<Segment> segments = cut_into_segments(graph);
  CHECK(segments.size() == 17);
  std::vector<int> stages(graph.stages.size(), 0), owners(graph.streams.size(), 0);
  int entries = 0;
  for (const Segment& segment : segments) {
    Errors errors;
    validate(segment.graph, errors);
    CHECK(errors.empty());
    for (const int stage : segment.stages) ++stages[static_cast<std::size_t>(stage)];
    for (std::size_t i = 0; i < segment.streams.size(); ++i)
      owners[static_cast<std::size_t>(segment.streams[i])] += segment.graph.streams[i].width_bits > 0 ? 1 : 0;
    entries += static_cast<int>(segment.entries.size());
  }
  CHECK(entries == 16);
  CHECK(std::count(stages.begin(), stages.end(), 1) == static_cast<std::ptrdiff_t>(stages.size()));
  CHECK(std::count(owners.begin(), owners.end(), 1) == static_cast<std::ptrdiff_t>(owners.size()));
  CHECK(are_alike(segments[5], segments[6]));         // res3b and res3c
  CHECK_FALSE(are_alike(segments[5], segments[10]));  // res4c: smaller pictures
}

TEST_CASE("parts and whole never contradict each other, and the joined depths reach the objective",
          "[sizing][segments]") {
  const PartsBesideWhole elastic =
      compare_parts_with_whole(random_fork_join, 40, {Objective::kThroughput, Objective::kDeadlockFree});
  CAPTURE(elastic.smaller, elastic.larger);
  CHECK(elastic.smaller + elastic.larger < elastic.chains);
  const PartsBesideWhole rigid = compare_parts_with_whole(random_rigid_graph, 20, {Objective::kThroughput});
  CAPTURE(rigid.smaller, rigid.larger);
  CHECK(rigid.smaller + rigid.larger < rigid.chains);
}

TEST_CASE("chains with time to spare, sized part by part behind each other, keep their interval in long runs",
          "[sizing][segments]") {
  int chains = 0, cheaper = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::optional<TimingGraph> graph = chain(random_fork_join(2 * seed), random_fork_join(2 * seed + 1));
    if (!graph || graph->stages.size() > 10) continue;
    const std::vector<Segment> segments = cut_into_segments(*graph);
    if (segments.size() < 2) continue;
    ++chains;
    INFO("seed " << seed);
    SizingOptions options;
    options.branch_runs = 100;
    const std::int64_t fastest = unlimited_interval(*graph), interval = fastest * (10 + static_cast<int>(seed % 9)) / 9;
    const std::optional<Found> known = search_segments(*graph, segments, fastest, options);
    REQUIRE(known);
    const std::optional<Behind> behind = search_behind(*graph, segments, known->best, interval, nullptr);
    REQUIRE(behind);
    const TimingGraph sized = with_depths(*graph, behind->depths);
    CHECK(reaches_objective(simulate_maxplus, sized, Objective::kThroughput, interval, 0, 40));
    CHECK(Goal(*graph, Objective::kThroughput, interval, nullptr).is_reached(behind->depths));
    options.known = known->best;
    const std::optional<Found> found = search_slower(*graph, segments, interval, options);
    REQUIRE(found);
    CHECK(total_cost(*graph, found->best) <= total_cost(*graph, known->best));
    Goal goal(*graph, Objective::kThroughput, interval, nullptr);
    CHECK(found->lower_bound <= total_cost(*graph, search_whole(goal, options).best));
    cheaper += total_cost(*graph, found->best) < total_cost(*graph, known->best) ? 1 : 0;
  }
  CAPTURE(chains, cheaper);
  CHECK(chains >= 10);
  CHECK(cheaper >= 5);
}

TEST_CASE("ResNet50 with three times the cycles needs fewer LUTs, and still 194 RAMB18", "[sizing][segments]") {
  const TimingGraph graph = resnet50();
  SizingOptions options;
  options.systemc_frames = 0;
  options.with_reasons = false;
  const FifoSizing fastest = size_fifos(graph, options);
  options.known = fastest.depths();
  options.target_interval_cycles = std::int64_t{3} * 56448;
  const FifoSizing slower = size_fifos(graph, options);
  CHECK(slower.cost.bram18 == 194);
  CHECK(slower.proven_minimal_bram18);
  CHECK(slower.cost.lut < fastest.cost.lut);
  CHECK(slower.interval_cycles <= 3.0 * 56448);
  CHECK(reaches_objective(simulate_maxplus, with_depths(graph, slower.depths()), Objective::kThroughput,
                          options.target_interval_cycles, 0, 6));
}

TEST_CASE("ResNet50 needs 194 RAMB18 for its FIFOs and no more", "[sizing][segments]") {
  const TimingGraph graph = resnet50();
  SizingOptions options;
  options.systemc_frames = 0;
  options.with_reasons = false;
  const FifoSizing sizing = size_fifos(graph, options);
  CHECK(sizing.cost.bram18 == 194);
  CHECK(sizing.proven_minimal_bram18);
  CHECK(sizing.interval_cycles == 56448);
  CHECK(sizing.periodic_from_frame > 0);
  CHECK(reaches_objective(simulate_maxplus, with_depths(graph, sizing.depths()), Objective::kThroughput, 56448, 0, 6));
}

TEST_CASE("ResNet50 of rigid pipelines needs 152 RAMB18 for its FIFOs and no more", "[sizing][segments]") {
  const TimingGraph graph = resnet50("finn-hlslib-2020");
  SizingOptions options;
  options.systemc_frames = 0;
  options.with_reasons = false;
  const FifoSizing sizing = size_fifos(graph, options);
  CHECK(sizing.cost.bram18 == 152);
  CHECK(sizing.proven_minimal_bram18);
  CHECK(sizing.interval_cycles == 56459);
  CHECK(reaches_objective(simulate_maxplus, with_depths(graph, sizing.depths()), Objective::kThroughput, 56459, 0, 12));
}

TEST_CASE("paced sources prove a longer interval exactly where a timetable of it is legal", "[sizing][steady]") {
  int keeps = 0, slower = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    const TimingGraph graph = random_fork_join(seed);
    const std::int64_t interval = unlimited_interval(graph) * 5 / 4;
    Depths depths;
    for (const TimingStream& stream : graph.streams) depths.push_back(stream.depth_words);
    INFO("seed " << seed);
    const Verdict verdict = Goal(graph, Objective::kThroughput, interval, nullptr).evaluate(depths);
    const SteadyState paced = prove_paced(graph, depths, interval);
    if (verdict == Verdict::kSlower) CHECK(paced.verdict != Verdict::kKeeps);
    if (verdict == Verdict::kKeeps) CHECK(paced.verdict == Verdict::kKeeps);
    keeps += verdict == Verdict::kKeeps ? 1 : 0;
    slower += verdict == Verdict::kSlower ? 1 : 0;
  }
  CHECK(keeps >= 10);
  CHECK(slower >= 10);
}

}  // namespace weir::timing::test
