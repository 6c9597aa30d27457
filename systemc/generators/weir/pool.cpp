#include "systemc/generators/weir/pool.hpp"

namespace weir::timing {

namespace {

/// `silent` words are read, then `loud` ones are read and answered.
Block answering(std::int64_t repeat, std::int64_t silent, std::int64_t loud) {
  Block block{repeat, {{loud, 1, 1, 1}}};
  if (silent > 0) block.steps.insert(block.steps.begin(), {silent, 1, 1, 0});
  return block;
}

}  // namespace

Schedule closed_form(const golden::AccumulatePool& p, const golden::Stage& stage) {
  const std::int64_t groups = p.channels / stage.folding.PE, pixels = element_count(p.num_input_vectors);
  return {{answering(1, (pixels - 1) * groups, groups)}, pixels * groups, 0, {stage.latency_cycles}};
}

Schedule closed_form(const golden::Pool& p, const golden::Stage& stage) {
  const std::int64_t taps = p.kernel[0] * p.kernel[1];
  const std::int64_t results = p.out_size[0] * p.out_size[1] * (p.channels / stage.folding.PE);
  return {{answering(results, taps - 1, 1)}, results * taps, 0, {stage.latency_cycles}};
}

}  // namespace weir::timing
