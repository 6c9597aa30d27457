#include "systemc/generators/hlslib/fm_padding.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::FmPadding& p, const Site& site) {
  const std::int64_t groups = p.channels / site.stage.folding.SIMD;
  const std::int64_t left = p.padding[1] * groups, inside = p.in_size[1] * groups, right = p.padding[3] * groups;
  const std::int64_t row = left + inside + right;
  Iterations frame(site.numbers);
  frame.run(p.padding[0] * row, 0, 1);
  for (std::int64_t y = 0; y < p.in_size[0]; ++y) {
    frame.run(left, 0, 1);
    frame.run(inside, 1, 1);
    frame.run(right, 0, 1);
  }
  frame.run(p.padding[2] * row, 0, 1);
  return frame_loop(frame, site);
}

}  // namespace weir::timing::hlslib
