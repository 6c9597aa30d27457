/// Nearest-neighbour upsampling: every pixel FW times in a row, every row FH times. II 1, no bubble between frames:
/// every iteration writes a word; those of a pixel's first copy read it.
///
/// Words are whole pixels. H, W: size of the picture that comes in. LATENCY: mover_latency() (latency.hpp) is always
/// feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

template <int H, int W, int FH, int FW, int WORD_BITS, int LATENCY_STAGES>
void upsample(hls::stream<ap_uint<WORD_BITS>>& in0, hls::stream<ap_uint<WORD_BITS>>& out0) {
  ap_uint<WORD_BITS> row[W];
  int x = 0, copy_x = 0, copy_y = 0;
  for (int i = 0; i < H * FH * W * FW; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    ap_uint<WORD_BITS> pixel = row[x];
    if (copy_x == 0 && copy_y == 0) pixel = in0.read();
    row[x] = pixel;
    out0.write(pixel);
    const bool last_copy = copy_x == FW - 1, last_x = last_copy && x == W - 1;
    copy_x = last_copy ? 0 : copy_x + 1;
    if (last_copy) x = last_x ? 0 : x + 1;
    if (last_x) copy_y = copy_y == FH - 1 ? 0 : copy_y + 1;
  }
}

}  // namespace weir
