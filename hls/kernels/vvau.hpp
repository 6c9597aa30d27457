/// Vector-vector-activation unit: a depthwise convolution with its activation, SIMD pixels of PE channels per cycle,
/// II 1, no bubble between windows and frames.
///
/// The windows of one pixel come channel group by channel group (a DEPTHWISE sliding window sends them so); element (s,
/// pe) of a word in, pixel sf * SIMD + s of channel nf * PE + pe, is number s * PE + pe. Weights and thresholds,
/// codings and the rest as in mvau.hpp, with TAPS = KH * KW for MW and CHANNELS for MH. LATENCY: vvau_latency()
/// (latency.hpp) fits every legal shape.
#pragma once
#include "mvau.hpp"

namespace weir {

template <int TAPS, int CHANNELS, int SIMD, int PE, int NUM_VECTORS, int IC, int IB, int WC, int WB, int LEVELS, int TB,
          int OB, int ACT_VAL, bool STRICT, int ACC_BITS, int LATENCY_STAGES, class... Tables>
void vvau(hls::stream<ap_uint<SIMD * PE * IB>>& in0, hls::stream<ap_uint<PE * OB>>& out0,
          const ap_uint<PE * SIMD * WB> (&weights)[(TAPS / SIMD) * (CHANNELS / PE)], const Tables&... thresholds) {
  static_assert(TAPS % SIMD == 0, "vvau: SIMD must divide TAPS");
  static_assert(CHANNELS % PE == 0, "vvau: PE must divide CHANNELS");
  static_assert(sizeof...(Tables) == (LEVELS == 0 ? 0 : threshold_steps(LEVELS)), "vvau: tables of thresholds");
  typedef detail::Activation<LEVELS, TB, OB, ACT_VAL, STRICT> Activation;
  const int SF = TAPS / SIMD, NF = CHANNELS / PE;
  ap_int<ACC_BITS> acc[PE];
#pragma HLS ARRAY_PARTITION variable = acc complete dim = 1
  int sf = 0, nf = 0, tile = 0;
  for (int i = 0; i < NUM_VECTORS * SF * NF; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<SIMD* PE* IB> x = in0.read();
    const ap_uint<PE* SIMD* WB> tile_word = weights[tile];
    const auto levels = Activation::template word<PE, NF>(nf, thresholds...);
    ap_uint<PE* OB> result = 0;
    for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
      ap_uint<SIMD* IB> pixels = 0;
      for (int s = 0; s < SIMD; ++s) {
#pragma HLS UNROLL
        pixels.range((s + 1) * IB - 1, s * IB) = x.range((s * PE + pe + 1) * IB - 1, (s * PE + pe) * IB);
      }
      const ap_uint<SIMD* WB> w = tile_word.range((pe + 1) * SIMD * WB - 1, pe * SIMD * WB);
      const int before = sf == 0 ? 0 : static_cast<int>(acc[pe]);
      const int sum = before + detail::Dot<SIMD, IC, IB, WC, WB>::get(pixels, w);
      acc[pe] = sum;
      result.range((pe + 1) * OB - 1, pe * OB) = Activation::apply(sum, levels, NF == 1 ? 0 : nf, pe, thresholds...);
    }
    const bool last_sf = sf == SF - 1, last_nf = nf == NF - 1;
    if (last_sf) out0.write(result);
    tile = last_sf && last_nf ? 0 : tile + 1;
    nf = !last_sf ? nf : last_nf ? 0 : nf + 1;
    sf = last_sf ? 0 : sf + 1;
  }
}

}  // namespace weir
