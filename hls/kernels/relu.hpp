/// ReLU of values stored with an offset: out = max(in - OFFSET, 0), kept in OB bits. II 1: one word of PE elements in
/// and one out per iteration.
///
/// IC: UINT, INT or BIPOLAR; BINARY is UINT of 1 bit. IB, OB: bits, at most 32. NUM: words per frame. LATENCY:
/// elementwise_latency() (latency.hpp) is always feasible.
#pragma once
#include <hls_stream.h>

#include "elements.hpp"

namespace weir {

template <int PE, int NUM, int IC, int IB, int OB, int OFFSET, int LATENCY_STAGES>
void relu(hls::stream<ap_uint<PE * IB>>& in0, hls::stream<ap_uint<PE * OB>>& out0) {
  for (int i = 0; i < NUM; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<PE* IB> word = in0.read();
    ap_uint<PE* OB> result = 0;
    for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
      const ap_uint<IB> element = word.range((pe + 1) * IB - 1, pe * IB);
      const long long value = detail::Element<IC, IB>::value(element) - OFFSET;
      result.range((pe + 1) * OB - 1, pe * OB) = value > 0 ? value : 0;
    }
    out0.write(result);
  }
}

}  // namespace weir
