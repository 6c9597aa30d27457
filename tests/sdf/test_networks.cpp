/// Does a network told as cyclo-static dataflow take the cycles that the engines take?
#include <catch2/catch.hpp>
#include <map>
#include <optional>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sdf/buffers.hpp"
#include "systemc/sdf/from_timing.hpp"
#include "systemc/sdf/xml.hpp"
#include "tests/systemc/random_graphs.hpp"

using namespace weir;

namespace {

timing::TimingGraph network(const std::string& name, const std::string& profile = "weir") {
  const golden::FoldedNetwork built_in = golden::make_builtin(name);
  return timing::make_timing_graph(golden::build_stage_graph(built_in.network, built_in.folding),
                                   timing::find_profile(profile));
}

std::int64_t cycles(const timing::TimingGraph& graph, int frames) {
  timing::SimulationOptions options;
  options.frames = frames;
  return timing::simulate_maxplus(graph, options).cycles;
}

bool deadlocks(const timing::TimingGraph& graph) {
  timing::SimulationOptions options;
  options.frames = 6;
  return timing::simulate_maxplus(graph, options).deadlock.has_value();
}

/// Valid; nothing for a graph in parts, which has no common pace.
std::optional<sdf::Graph> form_of(const timing::TimingGraph& graph) {
  try {
    sdf::Graph dataflow = sdf::from_timing(graph);
    Errors errors;
    sdf::validate(dataflow, errors);
    CHECK(errors.empty());
    return dataflow;
  } catch (const Error& error) {
    CHECK(error.what_text.find("no streams join") == 0);
    return std::nullopt;
  }
}

/// Of frames in the middle of a long run, since the last ones end differently.
double mean_interval(const timing::TimingGraph& graph) {
  timing::SimulationOptions options;
  options.frames = 3 * 120;
  return timing::simulate_maxplus(graph, options).steady_interval_cycles;
}

/// Some frames later the run is exactly their number times the period further on.
bool repeats_after(const timing::TimingGraph& graph, const sdf::Ratio& period) {
  constexpr int kSettled = 60;
  const std::int64_t settled = cycles(graph, kSettled);
  for (int more = 1; more <= 12; ++more)
    if (more * period.numerator % period.denominator == 0 &&
        cycles(graph, kSettled + more) - settled == more * period.numerator / period.denominator)
      return true;
  return false;
}

}  // namespace

TEST_CASE("random graphs of stages take the interval of the engine, or deadlock with it", "[sdf]") {
  int deadlocked = 0, alive = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    INFO("seed " << seed);
    const timing::TimingGraph graph = timing::test::random_fork_join(seed);
    const auto dataflow = form_of(graph);
    if (!dataflow) continue;
    const sdf::Throughput found = sdf::throughput(*dataflow);
    REQUIRE(found.is_deadlock == deadlocks(graph));
    if (!found.is_deadlock) CHECK(repeats_after(graph, found.period));
    (found.is_deadlock ? deadlocked : alive) += 1;
  }
  CHECK(deadlocked > 10);
  CHECK(alive > 30);
}

TEST_CASE("lfc-w1a1 takes 724 cycles with the published FIFOs and 512 with FIFOs of a frame", "[sdf]") {
  timing::TimingGraph graph = network("lfc-w1a1");
  CHECK(sdf::throughput(sdf::from_timing(graph)).period == sdf::Ratio{724, 1});
  for (timing::TimingStream& stream : graph.streams)
    for (const auto& [name, words] : {std::pair("inter0", 32), {"inter1", 16}, {"inter2", 32}})
      if (stream.name == name) stream.depth_words = words;
  CHECK(sdf::throughput(sdf::from_timing(graph)).period == sdf::Ratio{512, 1});
}

TEST_CASE("the least words of lfc-w1a1 at 512 cycles are 29, 15, 23, 2 and 1, as an exact tool of others has them",
          "[sdf]") {
  // Kiter, of the five FIFOs between layers and converters; source and sink go in step with a word each.
  const sdf::Graph dataflow = sdf::from_timing(network("lfc-w1a1"));
  const sdf::Buffers least = sdf::least_buffers(dataflow, {});
  CHECK(least.is_proven);
  CHECK(least.period == sdf::Ratio{512, 1});
  std::map<std::string, std::int64_t> words;
  for (std::size_t c = 0; c < dataflow.channels.size(); ++c)
    if (least.capacities[c]) words[dataflow.channels[c].name] = *least.capacities[c];
  CHECK(words == std::map<std::string, std::int64_t>{{"memIn", 1},
                                                     {"inter0", 29},
                                                     {"inter1", 15},
                                                     {"inter2", 23},
                                                     {"inter2_dwc", 2},
                                                     {"memOut_dwc", 1},
                                                     {"memOut", 1}});
}

TEST_CASE("the front of lfc-w1a1 has the 63 points that an exact tool of others found", "[sdf]") {
  const sdf::Front front = sdf::all_buffers(sdf::from_timing(network("lfc-w1a1")), {});
  CHECK(front.is_complete);
  CHECK(front.points.size() == 63);
}

TEST_CASE("a network is its file: written, read and with rooms as channels it keeps its interval", "[sdf]") {
  const sdf::Graph dataflow = sdf::with_rooms(sdf::from_timing(network("lfc-w1a1")));
  const sdf::Graph again = sdf::parse_xml(sdf::xml_text(dataflow), "lfc");
  CHECK(sdf::throughput(again).period == sdf::Ratio{724, 1});
  CHECK(sdf::without_rooms(again).channels.size() + 7 == again.channels.size());
}

TEST_CASE("stages that choose by what they find are refused by name", "[sdf]") {
  try {
    sdf::from_timing(network("lfc-w1a1", "finn-v0.10"));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code == "sdf-no-form");
  }
}

TEST_CASE("random graphs of rigid pipelines take the interval of the engine", "[sdf]") {
  int alive = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    const timing::TimingGraph graph = timing::test::random_rigid_graph(seed);
    if (deadlocks(graph)) continue;
    const auto dataflow = form_of(graph);
    if (!dataflow) continue;
    const sdf::Throughput found = sdf::throughput(*dataflow);
    REQUIRE_FALSE(found.is_deadlock);
    CHECK(mean_interval(graph) == Approx(found.period.value()).margin(1e-9));
    ++alive;
  }
  CHECK(alive > 20);
}

TEST_CASE("the rigid pipelines of lfc-w1a1 take 841 cycles, and 512 with 29, 15 and 24 words", "[sdf]") {
  const sdf::Graph dataflow = sdf::from_timing(network("lfc-w1a1", "finn-hlslib-2020"));
  CHECK(sdf::throughput(dataflow).period == sdf::Ratio{841, 1});
  const sdf::Buffers least = sdf::least_buffers(dataflow, {});
  CHECK(least.is_proven);
  CHECK(least.period == sdf::Ratio{512, 1});
  std::vector<std::int64_t> large;
  for (const auto& capacity : least.capacities)
    if (capacity && *capacity > 2) large.push_back(*capacity);
  CHECK(large == std::vector<std::int64_t>{29, 15, 24});
}
