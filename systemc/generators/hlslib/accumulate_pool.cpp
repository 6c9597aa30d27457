#include "systemc/generators/hlslib/accumulate_pool.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::AccumulatePool& p, const Site& site) {
  const std::int64_t groups = p.channels / site.stage.folding.PE;
  Iterations frame(site.numbers);
  frame.run(element_count(p.num_input_vectors) * groups, 1, 0);
  frame.wait(site.numbers.read_to_write_stages);
  frame.set_interval(site.numbers.output_loop_cycles);
  frame.run(groups, 0, 1);
  return phased_loops(frame, site);
}

}  // namespace weir::timing::hlslib
