#include "systemc/generators/weir/label_select.hpp"

namespace weir::timing {

Schedule closed_form(const golden::LabelSelect& l, const golden::Stage& stage) {
  const std::int64_t PE = stage.folding.PE, words = l.labels / PE;
  Block frame{1, {{1, 1, 1, 0}}};
  if (words > 1) frame.steps.push_back({words - 1, PE, 1, 0});
  frame.steps.push_back({1, PE, 0, 1});
  if (l.K > 1) frame.steps.push_back({l.K - 1, 1, 0, 1});
  return {{frame}, l.labels + l.K, 0, {stage.latency_cycles}};
}

}  // namespace weir::timing
