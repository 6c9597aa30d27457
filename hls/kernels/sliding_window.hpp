/// Sliding window: the inputs of each output pixel of a convolution, one after another, from a ring of line buffers.
/// II 1. Input order: y, x, channel group. Output order: oy, ox, ky, kx, channel group; DEPTHWISE: oy, ox, channel
/// group, ky, kx. MMV > 1: every word out holds this of MMV windows side by side, the leftmost lowest.
///
/// The lines of the first row of windows are read alone. Then each output row sends its windows and, in its first
/// iterations, reads the SH lines that the next row needs (the last row: the lines left over); it takes the longer of
/// the two. One iteration reads at most one word and writes at most one; a word that is missing holds up both.
/// H, W: size of the picture. GROUPS: words per pixel. KH, KW, SH, SW, DH, DW: kernel, stride, dilation. WORD_BITS: of
/// a word in. LATENCY: sliding_window_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

template <int H, int W, int GROUPS, int KH, int KW, int SH, int SW, int DH, int DW, int MMV, bool DEPTHWISE,
          int WORD_BITS, int LATENCY_STAGES>
void sliding_window(hls::stream<ap_uint<WORD_BITS>>& in0, hls::stream<ap_uint<MMV * WORD_BITS>>& out0) {
  const int LINES = (KH - 1) * DH + 1, COLUMNS = (KW - 1) * DW + 1;  // that a window spans
  static_assert(LINES <= H && COLUMNS <= W, "sliding_window: the kernel is larger than the picture");
  const int OH = (H - LINES) / SH + 1, OW = (W - COLUMNS) / SW + 1;
  static_assert(OW % MMV == 0, "sliding_window: MMV must divide the output row");
  const int LINE = W * GROUPS, NEXT_WINDOW = SW * GROUPS;  // words
  const int DOWN = KH > 1 ? DH * LINE : 0, RIGHT = DW * GROUPS;
  const int FILL = LINES * LINE, NEXT = SH * LINE, REST = (H - LINES - (OH - 1) * SH) * LINE;
  const int SENT = OW / MMV * KH * KW * GROUPS;
  const int ROW = larger(SENT, NEXT), LAST_ROW = larger(SENT, REST);
  const int RING = (LINES + SH < H ? LINES + SH : H) * LINE;
  ap_uint<WORD_BITS> ring[RING];
#pragma HLS BIND_STORAGE variable = ring type = ram_1wnr
  int row = 0, step = 0;  // row 0 fills the ring, row r sends output row r - 1
  int to = 0;             // where the next word read goes
  int top = 0;            // first line of this row's windows
  int line = 0, column = 0, tap = 0, group = 0, kx = 0, ky = 0;
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
      ap_uint<MMV* WORD_BITS> word = 0;
      for (int m = 0; m < MMV; ++m) {
#pragma HLS UNROLL
        word.range((m + 1) * WORD_BITS - 1, m * WORD_BITS) = ring[line + column + tap + group + m * NEXT_WINDOW];
      }
      out0.write(word);
      const bool last_group = group == GROUPS - 1, last_kx = kx == KW - 1, last_ky = ky == KH - 1;
      const bool ends_tap = DEPTHWISE || last_group, ends_line = ends_tap && last_kx, ends_taps = ends_line && last_ky;
      if (!DEPTHWISE || ends_taps) group = last_group ? 0 : group + 1;
      if (ends_tap) {
        tap = last_kx ? 0 : tap + RIGHT;
        kx = last_kx ? 0 : kx + 1;
      }
      if (ends_line) {
        line = last_ky ? top : line >= RING - DOWN ? line - (RING - DOWN) : line + DOWN;
        ky = last_ky ? 0 : ky + 1;
      }
      if (ends_taps && last_group) column = column == (OW - MMV) * NEXT_WINDOW ? 0 : column + MMV * NEXT_WINDOW;
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
