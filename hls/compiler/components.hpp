/// Strongly connected components of the IR: loop-carried values, accesses to one RAM and accesses to one stream must
/// share a stage.
#pragma once
#include <vector>

#include "hls/compiler/ir.hpp"

namespace weir::hls {

struct Components {
  std::vector<int> of;  ///< component of each node, -1 if dead or constant
  std::vector<std::vector<ir::Id>>
      members;                ///< in dependency order: a component comes after those it needs; ids ascend by live order
  std::vector<int> position;  ///< of each node in live order: within a component, arguments come first

  bool recurrent(ir::Id x) const {
    return of[static_cast<std::size_t>(x)] >= 0 &&
           members[static_cast<std::size_t>(of[static_cast<std::size_t>(x)])].size() > 1;
  }
  bool together(ir::Id a, ir::Id b) const {
    return of[static_cast<std::size_t>(a)] >= 0 && of[static_cast<std::size_t>(a)] == of[static_cast<std::size_t>(b)];
  }
};

/// Needs of every live node: arguments; for a register its next value and, if it starts anew each frame, the exit flag.
std::vector<std::vector<ir::Id>> dependencies(const ir::Graph& g);

Components components(const ir::Graph& g);

}  // namespace weir::hls
