/// The way of the first frame through the stages: when each begins, when it is done, what it waited for.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct WaterfallStage {
  std::string name;
  std::int64_t first_word_in = 0, first_word_out = 0, last_word_out = 0;  ///< cycles; -1: it has no such word
  std::int64_t starved_cycles = 0, backpressured_cycles = 0;
  std::string starved_by, backpressured_by;  ///< the stream it waited for most
};

/// `result` is a run of ONE frame that kept its transfers, and did not deadlock. Stages in graph order.
std::vector<WaterfallStage> waterfall(const TimingGraph& graph, const SimulationResult& result);

}  // namespace weir::timing
