/// Cuts a border off a picture. II 1, no bubble between frames: every iteration reads a word, and writes it if it is
/// not of the border.
///
/// H, W: size of the picture that comes in. GROUPS: words per pixel. NORTH, EAST, SOUTH, WEST: rows and columns cut
/// off. LATENCY: mover_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

template <int H, int W, int GROUPS, int NORTH, int EAST, int SOUTH, int WEST, int WORD_BITS, int LATENCY_STAGES>
void crop(hls::stream<ap_uint<WORD_BITS>>& in0, hls::stream<ap_uint<WORD_BITS>>& out0) {
  static_assert(NORTH + SOUTH < H && WEST + EAST < W, "crop: nothing is left of the picture");
  int row = 0, column = 0;
  for (int i = 0; i < H * W * GROUPS; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<WORD_BITS> word = in0.read();
    const bool inside = row >= NORTH && row < H - SOUTH && column >= WEST * GROUPS && column < (W - EAST) * GROUPS;
    if (inside) out0.write(word);
    const bool last_column = column == W * GROUPS - 1;
    column = last_column ? 0 : column + 1;
    if (last_column) row = row == H - 1 ? 0 : row + 1;
  }
}

}  // namespace weir
