#include "systemc/generators/hlslib/channelwise.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::ChannelwiseOp& c, const Site& site) {
  const std::int64_t pixels = element_count(c.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (c.channels / site.stage.folding.PE), 1, 1);
  return batch_loop(frame, site);
}

}  // namespace weir::timing::hlslib
