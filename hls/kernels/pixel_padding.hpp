/// Zeros between the pixels of a picture: SH - 1 rows and SW - 1 columns of them. II 1, no bubble between frames: every
/// iteration writes a word of the larger picture and reads one where that is a pixel of the smaller.
///
/// H, W: size of the picture that comes in. GROUPS: words per pixel. LATENCY: mover_latency() (latency.hpp) is always
/// feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

template <int H, int W, int GROUPS, int SH, int SW, int WORD_BITS, int LATENCY_STAGES>
void pixel_padding(hls::stream<ap_uint<WORD_BITS>>& in0, hls::stream<ap_uint<WORD_BITS>>& out0) {
  const int OH = (H - 1) * SH + 1, OW = (W - 1) * SW + 1;
  int group = 0, x = 0, y = 0;
  int phase_x = 0, phase_y = 0;  // x modulo SW, y modulo SH
  for (int i = 0; i < OH * OW * GROUPS; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    ap_uint<WORD_BITS> word = 0;
    if (phase_x == 0 && phase_y == 0) word = in0.read();
    out0.write(word);
    const bool last_group = group == GROUPS - 1, last_x = last_group && x == OW - 1, last_y = y == OH - 1;
    group = last_group ? 0 : group + 1;
    if (last_group) {
      phase_x = last_x || phase_x == SW - 1 ? 0 : phase_x + 1;
      x = last_x ? 0 : x + 1;
    }
    if (last_x) {
      phase_y = last_y || phase_y == SH - 1 ? 0 : phase_y + 1;
      y = last_y ? 0 : y + 1;
    }
  }
}

}  // namespace weir
