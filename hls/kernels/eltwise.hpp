/// Element-wise sum, difference (first minus second), distance or product of two streams, kept in OB bits. II 1: one
/// word of PE elements from each input and one out per iteration.
///
/// AC, BC: UINT, INT or BIPOLAR; BINARY is UINT of 1 bit. AB, BB, OB: bits, at most 32. NUM: words per frame. LATENCY:
/// elementwise_latency() (latency.hpp) is always feasible.
#pragma once
#include <hls_stream.h>

#include "elements.hpp"

namespace weir {

enum EltwiseOperation { PLUS = 0, MINUS = 1, DISTANCE = 2, TIMES = 3 };

template <int PE, int NUM, int OPERATION, int AC, int AB, int BC, int BB, int OB, int LATENCY_STAGES>
void eltwise(hls::stream<ap_uint<PE * AB>>& in0, hls::stream<ap_uint<PE * BB>>& in1,
             hls::stream<ap_uint<PE * OB>>& out0) {
  typedef ap_int<(OPERATION == TIMES ? AB + BB : larger(AB, BB)) + 2> Number;
  for (int i = 0; i < NUM; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<PE* AB> left = in0.read();
    const ap_uint<PE* BB> right = in1.read();
    ap_uint<PE* OB> result = 0;
    for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
      const ap_uint<AB> a = left.range((pe + 1) * AB - 1, pe * AB);
      const ap_uint<BB> b = right.range((pe + 1) * BB - 1, pe * BB);
      const Number x = detail::Element<AC, AB>::value(a), y = detail::Element<BC, BB>::value(b);
      Number z = OPERATION == PLUS ? x + y : x - y;
      if (OPERATION == TIMES) z = x * y;
      if (OPERATION == DISTANCE && x < y) z = y - x;
      result.range((pe + 1) * OB - 1, pe * OB) = z;
    }
    out0.write(result);
  }
}

}  // namespace weir
