/// The rules of a cyclo-static graph run as they are stated, firing by firing, until the state comes back: no schedule,
/// no circle, no formula.
#pragma once
#include <optional>

#include "systemc/sdf/graph.hpp"

namespace weir::sdf::test {

struct SelfTimed {
  bool is_deadlock = false;
  Ratio period;  ///< time units per iteration
};

/// Of a graph whose channels all have rooms or lie on circles, so that the state is finite. Nothing if it does not come
/// back within `most_firings`, or if firings without time never end.
std::optional<SelfTimed> run_self_timed(const Graph& graph, std::int64_t most_firings = 200'000);

}  // namespace weir::sdf::test
