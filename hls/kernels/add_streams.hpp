/// Element-wise sum of two streams and an offset, limited to the range of the output where SATURATE says so. II 1: one
/// word of PE elements from each input and one out per iteration.
///
/// AC, BC, OC: UINT or INT, the inputs also BIPOLAR; BINARY is UINT of 1 bit. AB, BB, OB: bits, at most 32. NUM: words
/// per frame. LATENCY: elementwise_latency() (latency.hpp) is always feasible.
#pragma once
#include <hls_stream.h>

#include "elements.hpp"

namespace weir {

namespace detail {

constexpr int signed_bits(long long x) { return x >= -1 && x <= 0 ? 1 : 1 + signed_bits(x >> 1); }

}  // namespace detail

template <int PE, int NUM, int AC, int AB, int BC, int BB, int OC, int OB, int OFFSET, bool SATURATE,
          int LATENCY_STAGES>
void add_streams(hls::stream<ap_uint<PE * AB>>& in0, hls::stream<ap_uint<PE * BB>>& in1,
                 hls::stream<ap_uint<PE * OB>>& out0) {
  typedef detail::Range<OC, OB> Range;
  typedef ap_int<larger(larger(AB + 1, BB + 1), larger(OB + 1, detail::signed_bits(OFFSET))) + 2> Sum;
  const Sum lowest = Range::lowest, largest = Range::largest;
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
      const Sum sum = detail::Element<AC, AB>::value(a) + detail::Element<BC, BB>::value(b) + OFFSET;
      Sum limited = sum;
      if (SATURATE) limited = sum < lowest ? lowest : sum > largest ? largest : sum;
      result.range((pe + 1) * OB - 1, pe * OB) = limited;
    }
    out0.write(result);
  }
}

}  // namespace weir
