/// The steps of FINN's build_dataflow by name, in its order.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "golden/base/error.hpp"

namespace weir::tools::build {

/// What runs if a configuration does not say.
const std::vector<std::string>& default_steps();
bool contains(const std::vector<std::string>& names, const std::string& name);
/// The name under which Weir knows a step of any FINN release; "" if there is none.
std::string canonical_step(const std::string& name);

/// Has FINN+ the step, and no release of FINN?
bool is_step_of_plus(const std::string& name);

/// Does FINN still have a graph of ONNX's operators after the step, not one of hardware layers?
bool is_before_hardware(const std::string& name);

/// Those of `wanted` (or all) from `start` to `stop`, both included. Errors config-step for unknown steps, and for a
/// start or stop that is none of them or out of order.
std::vector<std::string> choose_steps(const std::optional<std::vector<std::string>>& wanted,
                                      const std::optional<std::string>& start, const std::optional<std::string>& stop,
                                      const std::string& where, Errors& errors);
/// The step before `start` among them; "" if it is the first.
std::string step_before(const std::optional<std::vector<std::string>>& wanted, const std::string& start);

}  // namespace weir::tools::build
