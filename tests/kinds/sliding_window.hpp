/// Random layers of SlidingWindow.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::SlidingWindow&, const Picture& p, Random& random) {
  golden::SlidingWindow w;
  w.in_size = p.size();
  w.channels = p.C();
  w.type = p.type;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    w.kernel[axis] = random.between(1, std::min<std::int64_t>(3, p.shape[axis]));
    w.stride[axis] = random.between(1, 2);
    w.dilation[axis] = w.kernel[axis] == 1
                           ? 1
                           : random.between(1, std::min<std::int64_t>(2, (p.shape[axis] - 1) / (w.kernel[axis] - 1)));
  }
  w.depthwise = random.coin();
  golden::LayerFolding folding = SIMD(random.divisor(p.C()));
  if (!w.depthwise) folding.MMV = random.divisor(out_size(w)[1]);
  return Layer{w, folding};
}

inline std::vector<std::string> gaps(const golden::SlidingWindow&) { return {"fast"}; }

}  // namespace weir::test
