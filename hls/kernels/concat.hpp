/// Concatenation of streams along the channels, and the split that undoes it. II 1: one word in and one out per
/// iteration, the words of a vector from (to) one stream after the other.
///
/// WORDS: words per vector on each of the narrow streams, in their order. NUM_VECTORS: vectors per frame. LATENCY:
/// mover_latency() (latency.hpp) is always feasible.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"

namespace weir {

namespace detail {

template <int... WORDS>
struct Total {
  static const int value = 0;
};
template <int FIRST, int... MORE>
struct Total<FIRST, MORE...> {
  static const int value = FIRST + Total<MORE...>::value;
};

/// Word `at` of a vector comes from the stream whose words begin at BEGIN; the stream behind the last input is the
/// output.
template <int BEGIN, int... WORDS>
struct Joiner {
  template <class Word>
  static void move(int, Word& word, hls::stream<Word>& out) {
    out.write(word);
  }
};
template <int BEGIN, int WORDS, int... MORE>
struct Joiner<BEGIN, WORDS, MORE...> {
  template <class Word, class... Streams>
  static void move(int at, Word& word, hls::stream<Word>& in, Streams&... more) {
    if (at >= BEGIN && at < BEGIN + WORDS) word = in.read();
    Joiner<BEGIN + WORDS, MORE...>::move(at, word, more...);
  }
};

/// Word `at` of a vector goes to the stream whose words begin at BEGIN.
template <int BEGIN, int... WORDS>
struct Splitter {
  template <class Word>
  static void move(int, const Word&) {}
};
template <int BEGIN, int WORDS, int... MORE>
struct Splitter<BEGIN, WORDS, MORE...> {
  template <class Word, class... Streams>
  static void move(int at, const Word& word, hls::stream<Word>& out, Streams&... more) {
    if (at >= BEGIN && at < BEGIN + WORDS) out.write(word);
    Splitter<BEGIN + WORDS, MORE...>::move(at, word, more...);
  }
};

}  // namespace detail

/// (in0, in1, ..., out0)
template <int WORD_BITS, int NUM_VECTORS, int LATENCY_STAGES, int... WORDS, class... Streams>
void concat(Streams&... streams) {
  const int LENGTH = detail::Total<WORDS...>::value;
  int at = 0;
  for (int i = 0; i < NUM_VECTORS * LENGTH; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    ap_uint<WORD_BITS> word = 0;
    detail::Joiner<0, WORDS...>::move(at, word, streams...);
    at = at == LENGTH - 1 ? 0 : at + 1;
  }
}

/// (in0, out0, out1, ...)
template <int WORD_BITS, int NUM_VECTORS, int LATENCY_STAGES, int... WORDS, class... Outputs>
void split(hls::stream<ap_uint<WORD_BITS>>& in0, Outputs&... outputs) {
  const int LENGTH = detail::Total<WORDS...>::value;
  int at = 0;
  for (int i = 0; i < NUM_VECTORS * LENGTH; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    const ap_uint<WORD_BITS> word = in0.read();
    detail::Splitter<0, WORDS...>::move(at, word, outputs...);
    at = at == LENGTH - 1 ? 0 : at + 1;
  }
}

}  // namespace weir
