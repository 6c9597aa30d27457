#include "systemc/generators/hlslib/add_streams.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::AddStreams& a, const Site& site) {
  const std::int64_t pixels = element_count(a.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (a.channels / site.stage.folding.PE), 3, 1);
  return frame_loop(frame, site);
}

}  // namespace weir::timing::hlslib
