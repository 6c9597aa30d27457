/// What FIFOs of others do, each alone: how many words one holds, how many cycles a word takes through it, whether it
/// keeps them.
#pragma once
#include <cstdint>
#include <vector>

#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

struct FifoMeasurement {
  std::int64_t holds_words = 0;  ///< accepted while nobody takes any
  std::int64_t hops = 0;         ///< cycles from a word's acceptance to its offer; 1: offered in the next cycle
  bool keeps_words = true;       ///< all in their order, none lost, none more, while both ends pause at random, too
};

/// `rtl`: a top of ports ap_clk, ap_rst_n and, by FIFO k, in<k>_V_* and out<k>_V_* with TDATA, TVALID, TREADY
/// (foreign/fifo_bench.hpp). `word_bits`: by FIFO, how many bits of TDATA count. `most_words`: at which a FIFO is given
/// up. Throws Error rtl-port-missing; rtl-stopped of the design.
std::vector<FifoMeasurement> measure_fifos(Design& rtl, const std::vector<int>& word_bits, std::int64_t most_words);

}  // namespace weir::rtl
