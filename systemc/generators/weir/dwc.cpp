#include "systemc/generators/weir/dwc.hpp"

#include <algorithm>

namespace weir::timing {

Schedule closed_form(const golden::Dwc& d, const golden::Stage& stage) {
  const std::int64_t wide = std::max(d.in_elements, d.out_elements), narrow = std::min(d.in_elements, d.out_elements);
  const std::int64_t ratio = wide / narrow, groups = element_count(d.shape) / wide;
  Block group{groups, {{1, 1, 1, 1}}};
  if (d.in_elements > d.out_elements) group.steps.push_back({ratio - 1, 1, 0, 1});
  if (d.in_elements < d.out_elements) group.steps.insert(group.steps.begin(), {ratio - 1, 1, 1, 0});
  return {{group}, groups * ratio, 0, {stage.latency_cycles}};
}

}  // namespace weir::timing
