#include "systemc/generators/hlslib/dwc.hpp"

#include <algorithm>

namespace weir::timing::hlslib {

RigidLoop process(const golden::Dwc& d, const Site& site) {
  const std::int64_t wide = std::max(d.in_elements, d.out_elements), narrow = std::min(d.in_elements, d.out_elements);
  const std::int64_t ratio = wide / narrow, groups = element_count(d.shape) / wide;
  Iterations frame(site.numbers);
  for (std::int64_t group = 0; group < groups; ++group) {
    if (d.in_elements < d.out_elements) frame.run(ratio - 1, 1, 0);
    frame.run(1, 1, 1);
    if (d.in_elements > d.out_elements) frame.run(ratio - 1, 0, 1);
  }
  return batch_loop(frame, site);
}

}  // namespace weir::timing::hlslib
