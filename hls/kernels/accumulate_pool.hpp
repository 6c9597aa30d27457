/// Sum of every channel over all pixels of a frame. II 1, no bubble between frames: every iteration reads a word of PE
/// channels; those of the last pixel write the sums.
///
/// IC: UINT, INT or BIPOLAR; BINARY is UINT of 1 bit. IB, OB: bits, at most 32; OB holds every sum. LATENCY:
/// accumulate_pool_latency() (latency.hpp) is always feasible.
#pragma once
#include <hls_stream.h>

#include "elements.hpp"

namespace weir {

template <int CHANNELS, int PE, int PIXELS, int IC, int IB, int OB, int LATENCY_STAGES>
void accumulate_pool(hls::stream<ap_uint<PE * IB>>& in0, hls::stream<ap_uint<PE * OB>>& out0) {
  static_assert(CHANNELS % PE == 0, "accumulate_pool: PE must divide CHANNELS");
  const int GROUPS = CHANNELS / PE;
  ap_uint<PE * OB> sums[GROUPS];
  int group = 0, pixel = 0;
  for (int i = 0; i < PIXELS * GROUPS; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<PE* IB> word = in0.read();
    ap_uint<PE*OB> before = 0, after = 0;
    if (pixel != 0) before = sums[group];
    for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
      const ap_uint<IB> element = word.range((pe + 1) * IB - 1, pe * IB);
      const ap_uint<OB> sum = before.range((pe + 1) * OB - 1, pe * OB);
      // Modulo 2^OB: the coding of the sums does not matter.
      after.range((pe + 1) * OB - 1, pe * OB) = static_cast<long long>(sum) + detail::Element<IC, IB>::value(element);
    }
    sums[group] = after;
    if (pixel == PIXELS - 1) out0.write(after);
    const bool last_group = group == GROUPS - 1;
    group = last_group ? 0 : group + 1;
    if (last_group) pixel = pixel == PIXELS - 1 ? 0 : pixel + 1;
  }
}

}  // namespace weir
