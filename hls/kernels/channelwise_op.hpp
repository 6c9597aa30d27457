/// One constant P per channel: x + P, x * P, P <= x or P >= x (0 or 1), kept in OB bits. II 1: one word of PE channels
/// in and one out per iteration.
///
/// Word g of a pixel holds the channels g * PE and up, the lowest in the lowest bits; word g of the table holds their
/// constants. IC: UINT, INT or BIPOLAR; BINARY is UINT of 1 bit. PB: bits of a constant, two's complement. IB, PB, OB
/// at most 32. NUM_VECTORS: pixels per frame. LATENCY: channelwise_latency() (latency.hpp) is always feasible.
#pragma once
#include <hls_stream.h>

#include "elements.hpp"

namespace weir {

enum ChannelwiseFunction { ADD = 0, MULTIPLY = 1, AT_MOST = 2, AT_LEAST = 3 };

template <int CHANNELS, int PE, int NUM_VECTORS, int FUNCTION, int IC, int IB, int PB, int OB, int LATENCY_STAGES>
void channelwise_op(hls::stream<ap_uint<PE * IB>>& in0, hls::stream<ap_uint<PE * OB>>& out0,
                    const ap_uint<PE * PB> (&constants)[CHANNELS / PE]) {
  static_assert(CHANNELS % PE == 0, "channelwise_op: PE must divide CHANNELS");
  int group = 0;
  for (int i = 0; i < NUM_VECTORS * (CHANNELS / PE); ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<PE* IB> word = in0.read();
    const ap_uint<PE* PB> table = constants[group];
    ap_uint<PE* OB> result = 0;
    for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
      const ap_uint<IB> element = word.range((pe + 1) * IB - 1, pe * IB);
      const ap_uint<PB> constant = table.range((pe + 1) * PB - 1, pe * PB);
      const long long x = detail::Element<IC, IB>::value(element), p = detail::Element<INT, PB>::value(constant);
      result.range((pe + 1) * OB - 1, pe * OB) = FUNCTION == ADD        ? x + p
                                                 : FUNCTION == MULTIPLY ? x * p
                                                 : FUNCTION == AT_MOST  ? p <= x
                                                                        : p >= x;
    }
    out0.write(result);
    group = group == CHANNELS / PE - 1 ? 0 : group + 1;
  }
}

}  // namespace weir
