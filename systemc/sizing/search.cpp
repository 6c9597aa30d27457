#include "systemc/sizing/descent.hpp"

namespace weir::timing {

Depths lower_bounds(Goal& goal, const Depths& most) {
  Depths bounds(goal.size());
  in_parallel(goal, goal.size(), [&](Goal& mine, std::size_t i) { bounds[i] = mine.lower_bound(i, most[i]); });
  return bounds;
}

Depths search(Goal& goal, const Depths& start, const Depths& bounds, int orders) {
  return goal.is_reached(bounds) ? bounds : descend(goal, start, bounds, orders);
}

Depths polish(Goal& goal, const Depths& best, const Depths& bounds) {
  return Descent<Goal>(goal, bounds, best)
      .run(make_order(goal, best, bounds, 0), {Grain::kBlocks, Grain::kMemory, Grain::kWords});
}

}  // namespace weir::timing
