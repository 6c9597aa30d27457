/// The steps of FINN's and FINN+'s build_dataflow, of all releases, by name: the one table of them. FINN+'s
/// step_generate_hardware makes IP as well, which Weir does where it is stitched.
#pragma once
#include <string>
#include <vector>

namespace weir::golden {

struct BuildStep {
  std::string name;
  std::string canonical;    ///< name in FINN 0.10 of what it does; "": no step, but a model that a build leaves there
  bool is_default = false;  ///< FINN 0.10 runs it where a configuration does not say
};

/// In the order in which builds run them.
const std::vector<BuildStep>& build_steps();
/// Null if no release has a step or model of that name.
const BuildStep* find_build_step(const std::string& name);

}  // namespace weir::golden
