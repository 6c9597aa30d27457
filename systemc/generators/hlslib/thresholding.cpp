#include "systemc/generators/hlslib/thresholding.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Thresholding& t, const Site& site) {
  const std::int64_t pixels = element_count(t.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (t.channels / site.stage.folding.PE), 1, 1);
  return batch_loop(frame, site);
}

}  // namespace weir::timing::hlslib
