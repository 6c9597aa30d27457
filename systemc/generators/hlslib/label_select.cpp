#include "systemc/generators/hlslib/label_select.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::LabelSelect& l, const Site& site) {
  Iterations frame(site.numbers);
  frame.run(l.labels / site.stage.folding.PE, 1, 0);
  frame.wait(site.numbers.read_to_write_stages);
  frame.set_interval(site.numbers.output_loop_cycles);
  frame.run(l.K, 0, 1);
  return phased_loops(frame, site);
}

}  // namespace weir::timing::hlslib
