#include "tools/flow/build/step_names.hpp"

#include <algorithm>
#include <map>

#include "golden/base/joined.hpp"

namespace weir::tools::build {

namespace {

using Names = std::vector<std::string>;

/// Names of other releases, and steps that have nothing to do here.
const std::map<std::string, std::string>& aliases() {
  static const std::map<std::string, std::string> table{{"step_convert_to_hls", "step_convert_to_hw"},
                                                        {"step_make_driver", "step_make_pynq_driver"},
                                                        {"step_hls_codegen", "step_hw_codegen"},
                                                        {"step_hls_ipgen", "step_hw_ipgen"}};
  return table;
}

/// Steps of FINN dev between those of v0.10; they change nothing here.
const Names& further_steps() {
  static const Names names{"step_transpose_decomposition", "step_loop_rolling"};
  return names;
}

Names all_of(const std::optional<Names>& wanted) { return wanted ? *wanted : default_steps(); }

/// Position in `steps`, found by either release's name.
std::size_t position(const Names& steps, const std::string& name) {
  const auto same = [&](const std::string& step) {
    return step == name || (!canonical_step(name).empty() && canonical_step(step) == canonical_step(name));
  };
  return static_cast<std::size_t>(std::find_if(steps.begin(), steps.end(), same) - steps.begin());
}

}  // namespace

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Names& default_steps() {
  static const Names names{"step_qonnx_to_finn",
                           "step_tidy_up",
                           "step_streamline",
                           "step_convert_to_hw",
                           "step_create_dataflow_partition",
                           "step_specialize_layers",
                           "step_target_fps_parallelization",
                           "step_apply_folding_config",
                           "step_minimize_bit_width",
                           "step_generate_estimate_reports",
                           "step_hw_codegen",
                           "step_hw_ipgen",
                           "step_set_fifo_depths",
                           "step_create_stitched_ip",
                           "step_measure_rtlsim_performance",
                           "step_out_of_context_synthesis",
                           "step_synthesize_bitfile",
                           "step_make_pynq_driver",
                           "step_deployment_package"};
  return names;
}

std::string canonical_step(const std::string& name) {
  const auto found = aliases().find(name);
  if (found != aliases().end()) return found->second;
  return contains(default_steps(), name) || contains(further_steps(), name) ? name : "";
}

bool is_before_hardware(const std::string& name) {
  const std::string step = canonical_step(name);
  return step == "step_qonnx_to_finn" || step == "step_tidy_up" || step == "step_streamline";
}

Names choose_steps(const std::optional<Names>& wanted, const std::optional<std::string>& start,
                   const std::optional<std::string>& stop, const std::string& where, Errors& errors) {
  const Names steps = all_of(wanted);
  for (const std::string& step : steps) {
    if (!canonical_step(step).empty()) continue;
    const std::string near = nearest_name(step, default_steps());
    errors.add("config-step",
               "no step is called \"" + step + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"), where,
               "legal: " + joined(default_steps(), " "));
  }
  std::size_t first = 0, last = steps.size();
  const auto find = [&](const std::optional<std::string>& name, const char* field, std::size_t& to) {
    if (!name) return;
    to = position(steps, *name);
    if (to < steps.size()) return;
    errors.add("config-step", "\"" + std::string(field) + "\" is \"" + *name + "\", which is none of the steps", where,
               "legal: " + joined(steps, " "));
  };
  find(start, "start_step", first);
  find(stop, "stop_step", last);
  if (first >= steps.size() && !steps.empty()) return {};
  if (last < first) {
    errors.add("config-step",
               "\"stop_step\" " + *stop + " comes before \"start_step\" " + start.value_or(steps.front()), where);
    return {};
  }
  const auto begin = steps.begin();
  return {begin + static_cast<std::ptrdiff_t>(first),
          begin + static_cast<std::ptrdiff_t>(std::min(last + 1, steps.size()))};
}

std::string step_before(const std::optional<Names>& wanted, const std::string& start) {
  const Names steps = all_of(wanted);
  const std::size_t at = position(steps, start);
  return at == 0 || at >= steps.size() ? "" : steps[at - 1];
}

}  // namespace weir::tools::build
