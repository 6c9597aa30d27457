/// Which FIFO of a deadlock needs how many words: a depth of that one FIFO, all others as they are, with which its
/// circle of waits does not close any more. Where more room never stops anything (is_monotone of the graph) it is the
/// smallest one, found by bisection over runs of the max-plus engine. FINN's blocks do not promise that, and a run of
/// the largest networks takes a second: there it is what the FIFO holds when none is ever full, from one run for all
/// FIFOs, and one run for each says that it opens the circle; a smaller one may do as well.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct Cure {
  std::string stream;  ///< full, in the circle of waits
  int depth_words = 0, needed_words = 0;
  bool is_least = true;     ///< one word less does not open the circle
  std::string next_circle;  ///< stream of the next cure, where another circle closes then; "" if none does
};

/// For the deadlock of `graph` over `frames` frames: of the full FIFOs in its circle the deepest one for which there is
/// such a depth, then the same for the circle that closes next, until none does. Empty if there is no deadlock, or no
/// FIFO in the circle whose depth would open it.
std::vector<Cure> find_cures(const TimingGraph& graph, int frames);

}  // namespace weir::timing
