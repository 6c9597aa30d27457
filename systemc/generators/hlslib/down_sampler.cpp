#include "systemc/generators/hlslib/down_sampler.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::DownSampler& d, const Site& site) {
  const std::int64_t groups = d.channels / site.stage.folding.SIMD;
  Iterations frame(site.numbers);
  for (std::int64_t y = 0; y < d.in_size[0]; ++y)
    for (std::int64_t x = 0; x < d.in_size[1]; ++x)
      frame.run(groups, 1, y % d.stride == 0 && x % d.stride == 0 ? 1 : 0);
  return frame_loop(frame, site);
}

}  // namespace weir::timing::hlslib
