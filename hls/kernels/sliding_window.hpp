/// Sliding window: the inputs of each output pixel of a convolution, one after another, from a ring of line buffers.
/// II 1. Output order: oy, ox, ky, kx, channel group; input order: y, x, channel group.
///
/// The first KH lines of a frame are read alone. Then each output row sends its windows and, in its first iterations,
/// reads the SH lines that the next row needs (the last row: the lines left over); it takes the longer of the two.
/// One iteration reads at most one word and writes at most one; a word that is missing holds up both.
/// H, W: size of the picture. GROUPS: words per pixel. KH, KW, SH, SW: kernel and stride. LATENCY:
/// sliding_window_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

template <int H, int W, int GROUPS, int KH, int KW, int SH, int SW, int WORD_BITS, int LATENCY_STAGES>
void sliding_window(hls::stream<ap_uint<WORD_BITS>>& in0, hls::stream<ap_uint<WORD_BITS>>& out0) {
  static_assert(KH <= H && KW <= W, "sliding_window: the kernel is larger than the picture");
  const int OH = (H - KH) / SH + 1, OW = (W - KW) / SW + 1;
  const int LINE = W * GROUPS, SPAN = KW * GROUPS;  // words of a line of the picture, and of a window
  const int FILL = KH * LINE, NEXT = SH * LINE, REST = (H - KH - (OH - 1) * SH) * LINE;
  const int SENT = OW * KH * SPAN;
  const int ROW = larger(SENT, NEXT), LAST_ROW = larger(SENT, REST);
  const int RING = (KH + SH < H ? KH + SH : H) * LINE;
  ap_uint<WORD_BITS> ring[RING];
  int row = 0, step = 0;  // row 0 fills the ring, row r sends output row r - 1
  int to = 0;             // where the next word read goes
  int top = 0;            // first line of this row's windows
  int line = 0, column = 0, span = 0, ky = 0;
  for (int i = 0; i < FILL + (OH - 1) * ROW + LAST_ROW; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const bool fill = row == 0, last = row == OH;
    const bool reads = fill || step < (last ? REST : NEXT);
    const bool sends = !fill && step < SENT;
    const bool last_step = step == (fill ? FILL : last ? LAST_ROW : ROW) - 1;
    // Lines read and lines sent never overlap: the order of the two accesses does not matter, and sending first needs
    // no forwarding.
    if (sends) {
      const ap_uint<WORD_BITS> word = ring[line + column + span];
      out0.write(word);
      const bool last_span = span == SPAN - 1, last_ky = ky == KH - 1;
      span = last_span ? 0 : span + 1;
      if (last_span) {
        line = last_ky ? top : line == RING - LINE ? 0 : line + LINE;
        ky = last_ky ? 0 : ky + 1;
        if (last_ky) column = column == (OW - 1) * SW * GROUPS ? 0 : column + SW * GROUPS;
      }
    }
    if (reads) {
      ring[to] = in0.read();
      to = to == RING - 1 ? 0 : to + 1;
    }
    if (last_step && !fill) {
      top = top >= RING - NEXT ? top - (RING - NEXT) : top + NEXT;
      line = top;
    }
    row = last_step ? row + 1 : row;
    step = last_step ? 0 : step + 1;
  }
}

}  // namespace weir
