#include "systemc/generators/hlslib/relu.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Relu& r, const Site& site) {
  const std::int64_t pixels = element_count(r.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (r.channels / site.stage.folding.PE), 1, 1);
  return frame_loop(frame, site);
}

}  // namespace weir::timing::hlslib
