/// Does the way that large graphs take find the circle that Howard's iteration finds, with the same proof?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sdf/from_timing.hpp"
#include "systemc/sdf/relaxation.hpp"
#include "systemc/sdf/throughput.hpp"
#include "tests/sdf/random_dataflow.hpp"

using namespace weir;
using namespace weir::sdf;

namespace {

/// With K as large as it can be, so that firings of one iteration are told apart.
EventGraph unfolded(const Graph& graph) {
  const Graph closed = with_rooms(graph);
  const auto repetitions = repetition_vector(closed);
  return make_event_graph(closed, repetitions, repetitions);
}

void check_circle(const CriticalCircle& circle, const EventGraph& events) {
  Wide length = 0, height = 0;
  for (std::size_t k = 0; k < circle.constraints.size(); ++k) {
    const Constraint &c = circle.constraints[k], &next = circle.constraints[(k + 1) % circle.constraints.size()];
    CHECK(c.to == next.from);
    length += c.length;
    height += c.height;
  }
  CHECK(Ratio::of(length * events.units, height) == circle.period);
}

}  // namespace

TEST_CASE("random graphs have the same critical period either way, or neither has one", "[sdf]") {
  int same = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed)
    for (const bool is_small : {false, true}) {
      INFO("seed " << seed << (is_small ? " small" : ""));
      const EventGraph events =
          unfolded(is_small ? test::random_small_graph(seed) : test::random_graph(seed, seed % 2 == 0));
      const CriticalCircle howard = critical_circle(events);
      const auto relaxed = relax_to_critical_circle(events, 10'000);
      if (!relaxed) {
        ++refused;
        continue;
      }
      REQUIRE(!howard.is_deadlock);
      CHECK(relaxed->period == howard.period);
      check_circle(*relaxed, events);
      ++same;
    }
  CHECK(same > 300);
  CHECK(refused > 0);  // deadlocks, and heights below 0
}

TEST_CASE("a deadlock and a graph that takes no time are left to Howard", "[sdf]") {
  Graph ring{"ring", {{"A", {2}}, {"B", {3}}}, {}, {}};
  ring.channels.push_back({"ab", 0, 1, {1}, {1}, 0, {}, 1});
  ring.channels.push_back({"ba", 1, 0, {1}, {1}, 0, {}, 1});
  CHECK(!relax_to_critical_circle(unfolded(ring), 100));
  ring.channels[1].initial_tokens = 1;
  CHECK(relax_to_critical_circle(unfolded(ring), 100)->period == Ratio{5, 1});
  ring.actors[0].times = ring.actors[1].times = {0};
  CHECK(!relax_to_critical_circle(unfolded(ring), 100));
}

TEST_CASE("cnv-w1a1 and resnet50-w1a2 as graphs take the cycles that their RTL takes", "[sdf]") {
  for (const auto& [name, cycles] : {std::pair("cnv-w1a1", 32'768), std::pair("resnet50-w1a2", 59'128)}) {
    INFO(name);
    const golden::FoldedNetwork network = golden::make_builtin(name);
    const Graph graph = from_timing(timing::make_timing_graph(
        golden::build_stage_graph(network.network, network.folding), timing::find_profile("weir")));
    const Throughput found = throughput(graph);
    CHECK(found.period == Ratio{cycles, 1});
    CHECK(found.rounds == 1);
    Wide time = 0;
    for (const CircleStep& step : found.circle) time += step.time;
    CHECK(time % cycles == 0);
    CHECK(time > 0);
  }
}
