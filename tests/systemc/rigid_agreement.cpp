#include "tests/systemc/rigid_agreement.hpp"

#include <catch2/catch.hpp>

#include "tests/systemc/clocked_rigid.hpp"

namespace weir::timing::test {

bool require_all_equal(const TimingGraph& graph, const SimulationOptions& options) {
  const RigidRun clocked = run_clocked_rigid(graph, options.frames, options.stalls);
  const SimulationResult maxplus = simulate_maxplus(graph, options);
  const SimulationResult systemc = simulate_systemc(graph, options);
  for (const SimulationResult* engine : {&maxplus, &systemc}) {
    INFO((engine == &maxplus ? "max-plus" : "SystemC"));
    CHECK(engine->deadlock.has_value() != clocked.is_complete);
    for (std::size_t s = 0; s < graph.streams.size(); ++s) {
      INFO("stream " << graph.streams[s].name);
      const StreamRecord& record = engine->streams.at(graph.streams[s].name);
      CHECK(record.written_cycles == clocked.streams[s].written_cycles);
      CHECK(record.read_cycles == clocked.streams[s].read_cycles);
      CHECK(engine->fifos[s].high_water_words == clocked.streams[s].most_stored);
    }
  }
  CHECK(maxplus.cycles == systemc.cycles);
  CHECK(maxplus.batch_cycles == systemc.batch_cycles);
  CHECK(maxplus.steady_interval_cycles == systemc.steady_interval_cycles);
  CHECK(maxplus.deadlock == systemc.deadlock);
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    CHECK(maxplus.stages[i].busy == systemc.stages[i].busy);
    CHECK(maxplus.stages[i].starved == systemc.stages[i].starved);
    CHECK(maxplus.stages[i].backpressured == systemc.stages[i].backpressured);
  }
  return !clocked.is_complete;
}

}  // namespace weir::timing::test
