/// A clocked model of rigid pipelines, stage register by stage register and cycle by cycle: each iteration sits in one
/// register, and either all of them move on or none does. It knows nothing of ticks, time stamps or merged schedules.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing::test {

struct RigidStream {
  std::vector<std::int64_t> written_cycles, read_cycles;
  int most_stored = 0;
};

struct RigidRun {
  bool is_complete = false;
  std::vector<RigidStream> streams;
};

/// Every stage of `graph` must have its loop; the schedules are not looked at.
RigidRun run_clocked_rigid(const TimingGraph& graph, int frames, const Stalls& stalls);

}  // namespace weir::timing::test
