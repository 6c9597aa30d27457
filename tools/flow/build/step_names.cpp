#include "tools/flow/build/step_names.hpp"

#include <algorithm>

#include "golden/base/joined.hpp"
#include "golden/finn/build_steps.hpp"

namespace weir::tools::build {

namespace {

using Names = std::vector<std::string>;

Names all_of(const std::optional<Names>& wanted) { return wanted ? *wanted : default_steps(); }

/// Position in `steps`, found by its own name, else by that of another release.
std::size_t position(const Names& steps, const std::string& name) {
  const auto own = std::find(steps.begin(), steps.end(), name);
  if (own != steps.end()) return static_cast<std::size_t>(own - steps.begin());
  const auto same = [&](const std::string& step) {
    return !canonical_step(name).empty() && canonical_step(step) == canonical_step(name);
  };
  return static_cast<std::size_t>(std::find_if(steps.begin(), steps.end(), same) - steps.begin());
}

}  // namespace

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Names& default_steps() {
  static const Names names = [] {
    Names all;
    for (const golden::BuildStep& step : golden::build_steps())
      if (step.is_default) all.push_back(step.name);
    return all;
  }();
  return names;
}

std::string canonical_step(const std::string& name) {
  const golden::BuildStep* step = golden::find_build_step(name);
  return step == nullptr ? "" : step->canonical;
}

bool is_step_of_plus(const std::string& name) {
  static const Names steps{"step_minimize_bit_width_initial", "step_minimize_bit_width_datatype_only",
                           "step_assign_ddr_weight_offsets", "step_generate_hardware", "step_prepare_synthesis"};
  return contains(steps, name);
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
