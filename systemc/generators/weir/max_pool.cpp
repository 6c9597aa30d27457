#include "systemc/generators/weir/max_pool.hpp"

namespace weir::timing {

Schedule closed_form(const golden::MaxPool& p, const golden::Stage& stage) {
  const std::int64_t H = p.in_size[0], W = p.in_size[1], KH = p.window[0], KW = p.window[1];
  const std::int64_t OH = H / KH, OW = W / KW;
  Block band{OH, {}};  // one row of windows
  const auto read_only = [&](std::int64_t count) {
    if (count > 0) band.steps.push_back({count, 1, 1, 0});
  };
  read_only((KH - 1) * W);
  for (std::int64_t ox = 0; ox < OW; ++ox) {
    read_only(KW - 1);
    band.steps.push_back({1, 1, 1, 1});
  }
  read_only(W - OW * KW);
  Schedule schedule{{std::move(band)}, H * W, 0, {stage.latency_cycles}};
  if (H > OH * KH) schedule.blocks.push_back({1, {{(H - OH * KH) * W, 1, 1, 0}}});
  return schedule;
}

}  // namespace weir::timing
