/// A design reset and run once more with few frames or none, to learn what it does of its own accord.
#pragma once
#include "rtl_wrap/cosim/bench_ports.hpp"
#include "rtl_wrap/cosim/diagnosis.hpp"

namespace weir::rtl {

struct Trial {
  std::vector<golden::Words> outputs;      ///< by sink
  std::vector<std::int64_t> unread_words;  ///< by source: of the frames offered
};

/// Offers `frames` frames of `expected` without pauses and takes what comes, until nothing has moved for
/// `quiet_bound_cycles` or a sink has kMostExtraWords. A design that stops itself ends the trial, too.
Trial run_trial(Design& rtl, const BenchPorts& ports, const golden::StageGraph& graph, const ExpectedWords& expected,
                int frames, std::int64_t quiet_bound_cycles);

}  // namespace weir::rtl
