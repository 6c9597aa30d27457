/// Data-width converter. One width divides the other. II 1, no bubble between frames.
/// Down: a word is read in the iteration of its first output; its lowest bits leave first.
/// Up: the first word lands in the lowest bits; a word is written in the iteration of its last input.
/// NUM: input words per frame. LATENCY: dwc_latency() is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

namespace detail {

template <int IN_BITS, int OUT_BITS, int NUM, int LATENCY_STAGES, bool DOWN, bool UP>
struct Dwc;

template <int IN_BITS, int OUT_BITS, int NUM, int LATENCY_STAGES>
struct Dwc<IN_BITS, OUT_BITS, NUM, LATENCY_STAGES, false, false> {
  static void run(hls::stream<ap_uint<IN_BITS>>& in0, hls::stream<ap_uint<OUT_BITS>>& out0) {
    for (int i = 0; i < NUM; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
      out0.write(in0.read());
    }
  }
};

template <int IN_BITS, int OUT_BITS, int NUM, int LATENCY_STAGES>
struct Dwc<IN_BITS, OUT_BITS, NUM, LATENCY_STAGES, true, false> {
  static void run(hls::stream<ap_uint<IN_BITS>>& in0, hls::stream<ap_uint<OUT_BITS>>& out0) {
    const int RATIO = IN_BITS / OUT_BITS;
    ap_uint<IN_BITS> rest;
    int part = 0;
    for (int i = 0; i < NUM * RATIO; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
      ap_uint<IN_BITS> word = rest;
      if (part == 0) word = in0.read();
      ap_uint<OUT_BITS> low = word.range(OUT_BITS - 1, 0);
      out0.write(low);
      rest = word >> OUT_BITS;
      part = part == RATIO - 1 ? 0 : part + 1;
    }
  }
};

template <int IN_BITS, int OUT_BITS, int NUM, int LATENCY_STAGES>
struct Dwc<IN_BITS, OUT_BITS, NUM, LATENCY_STAGES, false, true> {
  static void run(hls::stream<ap_uint<IN_BITS>>& in0, hls::stream<ap_uint<OUT_BITS>>& out0) {
    const int RATIO = OUT_BITS / IN_BITS;
    ap_uint<OUT_BITS> word;
    int part = 0;
    for (int i = 0; i < NUM; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
      word = word >> IN_BITS;
      word.range(OUT_BITS - 1, OUT_BITS - IN_BITS) = in0.read();
      if (part == RATIO - 1) out0.write(word);
      part = part == RATIO - 1 ? 0 : part + 1;
    }
  }
};

}  // namespace detail

template <int IN_BITS, int OUT_BITS, int NUM, int LATENCY_STAGES>
void dwc(hls::stream<ap_uint<IN_BITS>>& in0, hls::stream<ap_uint<OUT_BITS>>& out0) {
  static_assert(IN_BITS % OUT_BITS == 0 || OUT_BITS % IN_BITS == 0, "dwc: one width must divide the other");
  static_assert(IN_BITS > OUT_BITS || NUM % (OUT_BITS / IN_BITS) == 0, "dwc: a frame must fill whole output words");
  detail::Dwc<IN_BITS, OUT_BITS, NUM, LATENCY_STAGES, (IN_BITS > OUT_BITS), (IN_BITS < OUT_BITS)>::run(in0, out0);
}

}  // namespace weir
