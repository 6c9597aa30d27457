/// Pool over the windows that a sliding window sends: the largest element of every channel (MAXIMUM), or the sum,
/// shifted right by SHIFT bits. II 1, no bubble between windows: every iteration reads a word of PE channels; the last
/// of the TAPS words of a group of channels writes.
///
/// The words of a window come group by group, those of one group tap by tap. IC, OC: UINT, INT or BIPOLAR; BINARY is
/// UINT of 1 bit. IB, OB: bits, at most 32; OB holds every result. NUM: groups of channels per frame. LATENCY:
/// pool_latency() (latency.hpp) is always feasible.
#pragma once
#include <hls_stream.h>

#include "elements.hpp"

namespace weir {

enum PoolFunction { MAXIMUM = 0, SUM = 1 };

template <int PE, int TAPS, int NUM, int FUNCTION, int IC, int IB, int OC, int OB, int SHIFT, int LATENCY_STAGES>
void pool(hls::stream<ap_uint<PE * IB>>& in0, hls::stream<ap_uint<PE * OB>>& out0) {
  const int BITS = FUNCTION == MAXIMUM ? IB + 1 : IB + 1 + ceil_log2(TAPS);  // of a running result, signed
  ap_uint<PE* BITS> results = 0;
  int tap = 0;
  for (int i = 0; i < NUM * TAPS; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<PE* IB> word = in0.read();
    ap_uint<PE* OB> shifted = 0;
    for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
      const ap_uint<IB> element = word.range((pe + 1) * IB - 1, pe * IB);
      const long long value = detail::Element<IC, IB>::value(element);
      const ap_uint<BITS> running = results.range((pe + 1) * BITS - 1, pe * BITS);
      const long long before = detail::Element<INT, BITS>::value(running);
      const long long combined = FUNCTION == SUM ? before + value : value > before ? value : before;
      const ap_int<BITS> after = tap == 0 ? value : combined;
      results.range((pe + 1) * BITS - 1, pe * BITS) = after;
      const long long result = static_cast<long long>(after) >> SHIFT,
                      code = OC == BIPOLAR ? (result + 1) >> 1 : result;
      shifted.range((pe + 1) * OB - 1, pe * OB) = code;
    }
    if (tap == TAPS - 1) out0.write(shifted);
    tap = tap == TAPS - 1 ? 0 : tap + 1;
  }
}

}  // namespace weir
