/// What a build folder of FINN is taken for, in the first lines of every command, and what its own measurement means.
#pragma once
#include <string>

#include "golden/import/finn_build.hpp"

namespace weir::tools {

/// Two lines: step, folding, clock and part with the files that say so; the reports found.
std::string build_text(const golden::FinnBuild& build, const golden::OpenedBuild& opened);

/// The frames per second that a build's rtlsim_performance.json tells, beside those of a simulation.
struct MeasuredAnswer {
  std::string finding, evidence;
};
/// `estimated_fps`: by FINN's formulas. `interval_cycles`: the simulation's steady one, 0 if not known.
MeasuredAnswer explain_measured(const golden::FinnBuild& build, std::optional<double> estimated_fps,
                                std::int64_t latency_cycles, double interval_cycles);

}  // namespace weir::tools
