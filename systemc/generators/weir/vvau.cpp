#include "systemc/generators/weir/vvau.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Vvau& m, const golden::Stage& stage) {
  const std::int64_t SF = m.kernel[0] * m.kernel[1] / stage.folding.SIMD;
  const std::int64_t results = m.out_size[0] * m.out_size[1] * (m.channels / stage.folding.PE);
  Block window{results, {}};
  if (SF > 1) window.steps.push_back({SF - 1, 1, 1, 0});
  window.steps.push_back({1, 1, 1, 1});
  return {{window}, results * SF, 0, {stage.latency_cycles}};
}

}  // namespace weir::timing
