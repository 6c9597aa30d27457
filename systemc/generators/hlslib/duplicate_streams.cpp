#include "systemc/generators/hlslib/duplicate_streams.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::DuplicateStreams& d, const Site& site) {
  const std::int64_t pixels = element_count(d.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (d.channels / site.stage.folding.PE), 1, (std::uint32_t{1} << d.copies) - 1);
  return frame_loop(frame, site);
}

}  // namespace weir::timing::hlslib
