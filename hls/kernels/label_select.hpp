/// Label select: the labels of the K largest of LABELS scores, best first; of equal scores the lower label first. II 1.
///
/// One score per iteration goes through K registers that are always in order; K iterations behind the last score send
/// the labels. A word of PE scores, the lowest label in the lowest bits, is read with its first score. CODING: UINT or
/// INT; BINARY and BIPOLAR are UINT of 1 bit. LATENCY: label_select_latency() (latency.hpp) is always feasible.
#pragma once
#include "max_pool.hpp"

namespace weir {

template <int LABELS, int K, int PE, int CODING, int IB, int OB, int LATENCY_STAGES>
void label_select(hls::stream<ap_uint<PE * IB>>& in0, hls::stream<ap_uint<OB>>& out0) {
  static_assert(LABELS % PE == 0, "label_select: PE must divide LABELS");
  static_assert(K <= LABELS, "label_select: more labels wanted than there are");
  ap_uint<IB> scores[K];
  ap_uint<OB> labels[K];
#pragma HLS ARRAY_PARTITION variable = scores complete dim = 1
#pragma HLS ARRAY_PARTITION variable = labels complete dim = 1
  ap_uint<PE* IB> word = 0;
  int lane = 0;
  for (int i = 0; i < LABELS + K; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const bool ranks = i < LABELS;
    if (ranks && lane == 0) word = in0.read();
    const ap_uint<IB> score = word.range(IB - 1, 0);
    if (!ranks) out0.write(labels[0]);
    ap_uint<K> wins = 0;  // against the register of that place
    for (int k = 0; k < K; ++k) {
#pragma HLS UNROLL
      wins[k] = i <= k /* empty */ || detail::Larger<CODING, IB>::than(score, scores[k]);
    }
    for (int k = K - 1; k >= 0; --k) {
#pragma HLS UNROLL
      const int above = k == 0 ? 0 : k - 1;
      const bool moves_down = k > 0 && wins[above];
      if (ranks && wins[k]) {
        scores[k] = moves_down ? scores[above] : score;
        labels[k] = moves_down ? labels[above] : ap_uint<OB>(i);
      }
    }
    for (int k = 0; k < K - 1; ++k) {
#pragma HLS UNROLL
      if (!ranks) labels[k] = labels[k + 1];
    }
    word >>= IB;
    lane = lane == PE - 1 ? 0 : lane + 1;
  }
}

}  // namespace weir
