/// Every output carries what the input carries. II 1: one word in, and one out on each output, per iteration; the
/// fullest FIFO behind an output holds up all.
///
/// NUM: words per frame. LATENCY: mover_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

namespace detail {

template <int WORD_BITS>
void write_all(const ap_uint<WORD_BITS>&) {}
template <int WORD_BITS, class... More>
void write_all(const ap_uint<WORD_BITS>& word, hls::stream<ap_uint<WORD_BITS>>& out, More&... more) {
  out.write(word);
  write_all<WORD_BITS>(word, more...);
}

}  // namespace detail

template <int WORD_BITS, int NUM, int LATENCY_STAGES, class... Outputs>
void duplicate_streams(hls::stream<ap_uint<WORD_BITS>>& in0, Outputs&... outputs) {
  for (int i = 0; i < NUM; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<WORD_BITS> word = in0.read();
    detail::write_all<WORD_BITS>(word, outputs...);
  }
}

}  // namespace weir
