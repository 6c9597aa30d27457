#include "systemc/sizing/request/result.hpp"

namespace weir::timing {

Depths FifoSizing::depths() const {
  Depths all;
  for (const SizedFifo& fifo : fifos) all.push_back(fifo.depth_words);
  return all;
}

}  // namespace weir::timing
