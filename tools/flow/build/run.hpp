/// A build: its steps one after another, each timed and logged, with what it leaves in the output folder
/// (facts of FINN's build_dataflow): build_dataflow.log, time_per_step.json, intermediate_models/, report/, ...
#pragma once
#include "tools/flow/build/context.hpp"

namespace weir::tools::build {

struct StepTime {
  std::string step;
  double seconds = 0;
};

struct Outcome {
  std::vector<StepTime> steps;        ///< those that ran
  std::vector<std::string> products;  ///< below the output folder, in the order they were made
  std::vector<Verdict> verdicts;
  std::vector<std::string> findings;  ///< empty if the build is as it should be
  double seconds() const;
};

/// The log's lines go to `listener` as well. An Error of a step ends the build, after the log has it.
Outcome run(const Plan& plan, const Log::Listener& listener, const Progress& progress);

}  // namespace weir::tools::build
