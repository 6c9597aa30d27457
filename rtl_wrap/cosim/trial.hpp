/// A design reset and run once more with other input than the run that failed, to learn what it does of its own accord.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"
#include "rtl_wrap/cosim/diagnosis.hpp"

namespace weir::rtl {

/// Where a design is tried: all outlive it.
struct TrialBench {
  Design& rtl;
  const BenchPorts& ports;
  const golden::StageGraph& graph;
  const ExpectedWords& expected;
  std::int64_t quiet_bound_cycles = 0;
};

/// What comes out, by sink, when nothing is offered, until nothing has moved for quiet_bound_cycles; at most
/// kMostExtraWords of a sink. A design that stops itself ends the trial, too.
std::vector<golden::Words> idle_outputs(const TrialBench& bench);

/// How many words of each source a design leaves of the first frame and takes for the beginning of the second: with
/// frame 1 shortened by so many words both frames come out right. Zeros if there are no such numbers, or if looking for
/// them takes more cycles than a user would wait for.
std::vector<std::int64_t> words_left_of_first_frame(const TrialBench& bench);

}  // namespace weir::rtl
