#include "systemc/generators/weir/thresholding.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Thresholding& t, const golden::Stage& stage) {
  const std::int64_t words = golden::vectors_per_frame(t) * (t.channels / stage.folding.PE);
  return {{{words, {{1, 1, 1, 1}}}}, words, 0, {stage.latency_cycles}};
}

}  // namespace weir::timing
