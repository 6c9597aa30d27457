/// Number of ones in a word. Our compiler and C simulation have a primitive for it; other tools get a loop that unrolls
/// to an adder tree.
#pragma once
#include <ap_int.h>

namespace weir {

template <int W>
inline int popcount(const ap_uint<W>& x) {
#ifdef WEIR_AP_INT
  return weir_popcount(x);
#else
  int ones = 0;
  for (int i = 0; i < W; ++i) {
#pragma HLS UNROLL
    ones += static_cast<int>(x[i]);
  }
  return ones;
#endif
}

}  // namespace weir
