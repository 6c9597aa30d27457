/// Which FIFO of a deadlock needs how many words: a depth of that one FIFO, all others as they are, with
/// which its circle of waits does not close any more. Found by bisection over runs of the max-plus engine: the depth
/// told opens the circle and one word less does not. Where more room never stops anything (is_monotone of the graph) it
/// is the smallest such depth; FINN's blocks do not promise that, so there a smaller one may do as well.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct Cure {
  std::string stream;  ///< full, in the circle of waits
  int depth_words = 0, needed_words = 0;
  std::string next_circle;  ///< stream of the next cure, where another circle closes then; "" if none does
};

/// For the deadlock of `graph` over `frames` frames: of the full FIFOs in its circle the deepest one for which there is
/// such a depth, then the same for the circle that closes next, until none does. Empty if there is no deadlock, or no
/// FIFO in the circle whose depth would open it.
std::vector<Cure> find_cures(const TimingGraph& graph, int frames);

}  // namespace weir::timing
