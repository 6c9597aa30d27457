/// Random legal inputs for the timing engines.
#pragma once
#include <memory>
#include <random>

#include "golden/network/stage_graph.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing::test {

using Random = std::mt19937_64;
/// Uniform in low..high, both included.
int between(Random& random, int low, int high);

/// 1 to `most_frames` frames with recorded transfers. Free-running in every third case: wrong capacities show only
/// under stalls, wrong latencies also without.
SimulationOptions random_options(std::uint64_t seed, int most_frames = 4);

/// 2 to 9 synthetic kernels with up to 3 inputs and 3 outputs each, random event patterns, latencies, gates and depths:
/// forks, joins, bursts, and deadlocks where the depths do not hold the bursts.
TimingGraph random_fork_join(std::uint64_t seed);

/// Events in random order that move so many words through each port per frame.
Schedule random_schedule(Random& random, const std::vector<int>& reads, const std::vector<int>& writes);

/// The same with rigid loops: distances of 0 to 9 ticks, one loop for all frames or one for each.
TimingGraph random_rigid_graph(std::uint64_t seed);
void make_rigid(TimingStage& stage, Schedule loop, int distance, Drain drain);

/// Elastic and rigid.
using MakeGraph = TimingGraph (*)(std::uint64_t);
inline constexpr MakeGraph kMakers[] = {&random_fork_join, &random_rigid_graph};

/// A chain of 1 to 4 MVAU and thresholding layers with random types, foldings, parameters and depths 1..40; width
/// converters where the foldings differ.
golden::StageGraph random_chain(std::uint64_t seed);

/// One MVAU layer with random parameters that its kind allows.
golden::Layer random_mvau(Random& random, const std::string& name, std::int64_t MW, std::int64_t MH,
                          std::int64_t vectors, DataType input);

}  // namespace weir::timing::test
