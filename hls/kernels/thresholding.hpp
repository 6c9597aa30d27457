/// Standalone thresholding: every element becomes ACT_VAL + the number of its channel's thresholds T that fire, T < x
/// (STRICT) or T <= x, kept in OB bits. II 1: one word of PE channels in and one out per iteration.
///
/// Word g of a pixel holds the channels g * PE and up, the lowest in the lowest bits. IC: BIPOLAR, UINT or INT; BINARY
/// is UINT of 1 bit. Table: threshold (pe, k) of word g at bit (pe * LEVELS + k) * TB, two's complement; more than 15
/// levels have the tables of a search, as in mvau.hpp, and then values of IC have at most TB bits two's complement. IB,
/// TB at most 32. LATENCY: thresholding_latency() (latency.hpp) is always feasible.
#pragma once
#include "mvau.hpp"

namespace weir {

template <int CHANNELS, int PE, int NUM_VECTORS, int IC, int IB, int LEVELS, int TB, int OB, int ACT_VAL, bool STRICT,
          int LATENCY_STAGES, class... Tables>
void thresholding(hls::stream<ap_uint<PE * IB>>& in0, hls::stream<ap_uint<PE * OB>>& out0,
                  const Tables&... thresholds) {
  static_assert(CHANNELS % PE == 0, "thresholding: PE must divide CHANNELS");
  static_assert(IC == BIPOLAR || IC == UINT || IC == INT, "thresholding: elements are BIPOLAR, UINT or INT");
  static_assert(IB <= 32 && TB <= 32 && LEVELS > 0, "thresholding: at most 32 bits, at least one level");
  typedef detail::Activation<LEVELS, TB, OB, ACT_VAL, STRICT> Activation;
  int group = 0;
  for (int i = 0; i < NUM_VECTORS * (CHANNELS / PE); ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<PE* IB> word = in0.read();
    const auto levels = Activation::template word<PE, CHANNELS / PE>(group, thresholds...);
    ap_uint<PE* OB> result = 0;
    for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
      const ap_uint<IB> element = word.range((pe + 1) * IB - 1, pe * IB);
      const int code = detail::Lane<IC, IB>::value(element);
      const int value = IC == BIPOLAR ? 2 * code - 1 : code;
      result.range((pe + 1) * OB - 1, pe * OB) =
          Activation::apply(value, levels, CHANNELS == PE ? 0 : group, pe, thresholds...);
    }
    out0.write(result);
    group = group == CHANNELS / PE - 1 ? 0 : group + 1;
  }
}

}  // namespace weir
