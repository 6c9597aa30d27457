/// Zeros around a picture. II 1, no bubble between frames: every iteration writes a word of the larger picture and
/// reads one where that lies in the smaller.
///
/// H, W: size of the picture. GROUPS: words per pixel. TOP, LEFT, BOTTOM, RIGHT: rows and columns of zeros. LATENCY:
/// mover_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

template <int H, int W, int GROUPS, int TOP, int LEFT, int BOTTOM, int RIGHT, int WORD_BITS, int LATENCY_STAGES>
void fm_padding(hls::stream<ap_uint<WORD_BITS>>& in0, hls::stream<ap_uint<WORD_BITS>>& out0) {
  const int OH = TOP + H + BOTTOM, LINE = (LEFT + W + RIGHT) * GROUPS;
  ap_uint<WORD_BITS> first_word;
  int row = 0, column = 0;
  for (int i = 0; i < OH * LINE; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const bool inside = row >= TOP && row < TOP + H && column >= LEFT * GROUPS && column < (LEFT + W) * GROUPS;
    const bool start = row == 0 && column == 0, first = row == TOP && column == LEFT * GROUPS;
    ap_uint<WORD_BITS> word = first_word, out = 0;
    if (start || (inside && !first)) word = in0.read();
    if (start) first_word = word;
    if (inside) out = word;
    out0.write(out);
    const bool last_column = column == LINE - 1;
    column = last_column ? 0 : column + 1;
    if (last_column) row = row == OH - 1 ? 0 : row + 1;
  }
}

}  // namespace weir
