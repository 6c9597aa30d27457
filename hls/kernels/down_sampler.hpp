/// Keeps the pixels whose row and column are multiples of S. II 1, no bubble between frames: every iteration reads a
/// word, and writes it if its pixel is kept.
///
/// H, W: size of the picture. GROUPS: words per pixel. LATENCY: mover_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

template <int H, int W, int GROUPS, int S, int WORD_BITS, int LATENCY_STAGES>
void down_sampler(hls::stream<ap_uint<WORD_BITS>>& in0, hls::stream<ap_uint<WORD_BITS>>& out0) {
  int group = 0, x = 0, y = 0;
  int phase_x = 0, phase_y = 0;  // x and y modulo S
  for (int i = 0; i < H * W * GROUPS; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<WORD_BITS> word = in0.read();
    if (phase_x == 0 && phase_y == 0) out0.write(word);
    const bool last_group = group == GROUPS - 1, last_x = last_group && x == W - 1, last_y = y == H - 1;
    group = last_group ? 0 : group + 1;
    if (last_group) {
      phase_x = last_x || phase_x == S - 1 ? 0 : phase_x + 1;
      x = last_x ? 0 : x + 1;
    }
    if (last_x) {
      phase_y = last_y || phase_y == S - 1 ? 0 : phase_y + 1;
      y = last_y ? 0 : y + 1;
    }
  }
}

}  // namespace weir
