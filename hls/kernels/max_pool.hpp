/// Maximum over windows that do not overlap; rows and columns beyond the last whole window are read and dropped. II 1,
/// no bubble between frames.
///
/// Words are whole pixels, channel 0 lowest. Every iteration reads a pixel; the one with the last pixel of a window
/// writes its maximum. CODING: UINT or INT; BINARY and BIPOLAR are UINT of 1 bit. H, W: size of the picture. KH, KW:
/// window. LATENCY: max_pool_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

namespace detail {

template <int CODING, int BITS>
struct Larger {
  static bool than(const ap_uint<BITS>& a, const ap_uint<BITS>& b) { return a > b; }
};
template <int BITS>
struct Larger<INT, BITS> {
  static bool than(const ap_uint<BITS>& a, const ap_uint<BITS>& b) {
    const ap_int<BITS> x = a, y = b;
    return x > y;
  }
};

/// The larger element of each channel.
template <int CHANNELS, int CODING, int BITS>
struct Maximum {
  static ap_uint<CHANNELS * BITS> of(const ap_uint<CHANNELS * BITS>& a, const ap_uint<CHANNELS * BITS>& b) {
    ap_uint<CHANNELS* BITS> result = 0;
    for (int c = 0; c < CHANNELS; ++c) {
#pragma HLS UNROLL
      const ap_uint<BITS> x = a.range((c + 1) * BITS - 1, c * BITS), y = b.range((c + 1) * BITS - 1, c * BITS);
      result.range((c + 1) * BITS - 1, c * BITS) = Larger<CODING, BITS>::than(x, y) ? x : y;
    }
    return result;
  }
};
template <int CHANNELS>
struct Maximum<CHANNELS, UINT, 1> {
  static ap_uint<CHANNELS> of(const ap_uint<CHANNELS>& a, const ap_uint<CHANNELS>& b) { return a | b; }
};

}  // namespace detail

template <int H, int W, int KH, int KW, int CHANNELS, int CODING, int BITS, int LATENCY_STAGES>
void max_pool(hls::stream<ap_uint<CHANNELS * BITS>>& in0, hls::stream<ap_uint<CHANNELS * BITS>>& out0) {
  static_assert(CODING == UINT || CODING == INT, "max_pool: elements are UINT or INT");
  static_assert(KH <= H && KW <= W, "max_pool: the window is larger than the picture");
  typedef ap_uint<CHANNELS * BITS> Pixel;
  typedef detail::Maximum<CHANNELS, CODING, BITS> Maximum;
  const int OH = H / KH, OW = W / KW;
  Pixel rows[OW];  // of each window, the maximum of its rows so far
  Pixel best = 0;  // of the row of the window under way
  int x = 0, y = 0, kx = 0, ky = 0, ox = 0, oy = 0;
  for (int i = 0; i < H * W; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const Pixel pixel = in0.read();
    const bool last_kx = kx == KW - 1, last_ky = ky == KH - 1, last_x = x == W - 1;
    if (kx == 0) {
      best = pixel;
    } else {
      best = Maximum::of(best, pixel);
    }
    if (last_kx && ox < OW && oy < OH) {
      Pixel window = best;
      if (ky != 0) window = Maximum::of(rows[ox], best);
      if (last_ky) {
        out0.write(window);
      } else {
        rows[ox] = window;
      }
    }
    ox = last_x ? 0 : last_kx ? ox + 1 : ox;
    kx = last_x || last_kx ? 0 : kx + 1;
    if (last_x) {
      oy = last_ky ? oy + 1 : oy;
      ky = last_ky ? 0 : ky + 1;
    }
    x = last_x ? 0 : x + 1;
  }
}

}  // namespace weir
