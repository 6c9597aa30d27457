/// Matrix-vector-activation unit: out = T(W x), one tile of PE x SIMD weights per cycle, II 1, no bubble between
/// vectors and frames. MMV > 1: the same tile for MMV vectors side by side, the first one lowest in every word.
///
/// Tile t = nf * SF + sf with SF = MW / SIMD, NF = MH / PE; row = nf * PE + pe, column = sf * SIMD + lane. The SF input
/// words of the vectors are read while nf == 0 and replayed from a buffer; one word of PE results of each leaves at sf
/// == SF - 1. Element 0 is lowest in every word.
///
/// Codings: XNOR (both operands; the accumulator counts equal bits, 0..MW), or the exact dot product of BIPOLAR (bit b
/// is 2b-1), UINT and INT (two's complement) operands. BINARY {0,1} is UINT of 1 bit. LEVELS > 0: result = ACT_VAL +
/// number of thresholds T with T < acc (STRICT) or T <= acc, kept in OB bits. LEVELS == 0: result = acc. Tables: weight
/// of (pe, lane) in word t at bit (pe * SIMD + lane) * WB; threshold (pe, k) in word nf at bit (pe * LEVELS + k) * TB.
/// Thresholds ascend. More than 15 are searched, 16 ways at each step: as many tables as threshold_steps() says. The
/// padded thresholds (latency.hpp) of a row are 2^n - 1; the first table has every S-th of them, S = 16^(steps - 1), as
/// many as first_step_levels() says, in the layout above. Further table s holds in word [pe][nf * N + c] the 15 of
/// every 16^(steps - 1 - s)-th between the c-th and the next of the N - 1 that the steps before compared. ACC_BITS:
/// two's complement width that holds every partial sum (sign bit included, for XNOR too), at most 32; TB at most 32.
/// NUM_VECTORS: per frame; MMV divides it. LATENCY: pipeline stages from the gate to the write; mvau_latency()
/// (latency.hpp) gives one that fits every legal shape.
#pragma once
#include <ap_int.h>
#include <hls_stream.h>

#include "latency.hpp"
#include "popcount.hpp"

namespace weir {

namespace detail {

/// Value of one lane.
template <int CODING, int BITS>
struct Lane {
  static int value(const ap_uint<BITS>& x) { return static_cast<int>(x); }
};
template <int BITS>
struct Lane<INT, BITS> {
  static int value(const ap_uint<BITS>& x) {
    ap_int<BITS> y = x;
    return static_cast<int>(y);
  }
};

/// Bit `plane` of every lane, packed.
template <int SIMD, int BITS>
struct Plane {
  static ap_uint<SIMD> get(const ap_uint<SIMD * BITS>& x, int plane) {
    ap_uint<SIMD> packed = 0;
    for (int lane = 0; lane < SIMD; ++lane) {
#pragma HLS UNROLL
      packed[lane] = x[lane * BITS + plane];
    }
    return packed;
  }
};
template <int SIMD>
struct Plane<SIMD, 1> {
  static ap_uint<SIMD> get(const ap_uint<SIMD>& x, int) { return x; }
};

/// What bit `plane` of a lane adds to its value (for BIPOLAR: before the 2b-1).
template <int CODING, int BITS>
constexpr int plane_weight(int plane) {
  return (CODING == INT && plane == BITS - 1) ? -(1 << plane) : (1 << plane);
}

/// Sum of the lanes of one word, by planes (BIPOLAR: of the bits).
template <int SIMD, int CODING, int BITS>
int sum_planes(const ap_uint<SIMD * BITS>& x) {
  int sum = 0;
  for (int p = 0; p < BITS; ++p) {
#pragma HLS UNROLL
    sum += plane_weight<CODING, BITS>(p) * popcount<SIMD>(Plane<SIMD, BITS>::get(x, p));
  }
  return sum;
}

/// Dot product by bit planes: one wide AND and one popcount per pair of planes.
/// (2a-1)w = 2aw - w and so on: BIPOLAR costs a sum over the other operand alone, which all PEs or all vectors share.
template <int SIMD, int IC, int IB, int WC, int WB>
struct DotPlanes {
  static int get(const ap_uint<SIMD * IB>& x, const ap_uint<SIMD * WB>& w) {
    int both = 0;
    for (int i = 0; i < IB; ++i) {
#pragma HLS UNROLL
      const ap_uint<SIMD> xi = Plane<SIMD, IB>::get(x, i);
      for (int j = 0; j < WB; ++j) {
#pragma HLS UNROLL
        const ap_uint<SIMD> wj = Plane<SIMD, WB>::get(w, j);
        both += plane_weight<IC, IB>(i) * plane_weight<WC, WB>(j) * popcount<SIMD>(ap_uint<SIMD>(xi & wj));
      }
    }
    if (IC == BIPOLAR) both = 2 * both - sum_planes<SIMD, WC, WB>(w);
    if (WC == BIPOLAR) both = 2 * both - sum_planes<SIMD, IC, IB>(x);
    return both;
  }
};

/// Dot product with one multiplication per lane.
template <int SIMD, int IC, int IB, int WC, int WB>
struct DotLanes {
  static int get(const ap_uint<SIMD * IB>& x, const ap_uint<SIMD * WB>& w) {
    int sum = 0;
    for (int lane = 0; lane < SIMD; ++lane) {
#pragma HLS UNROLL
      const ap_uint<IB> a = x.range((lane + 1) * IB - 1, lane * IB);
      const ap_uint<WB> b = w.range((lane + 1) * WB - 1, lane * WB);
      const int product_a = Lane<IC, IB>::value(a), product_b = Lane<WC, WB>::value(b);
      if (WC == BIPOLAR) {
        sum += product_b ? product_a : -product_a;
      } else if (IC == BIPOLAR) {
        sum += product_a ? product_b : -product_b;
      } else {
        sum += product_a * product_b;
      }
    }
    return sum;
  }
};

template <int SIMD, int IC, int IB, int WC, int WB, bool PLANES>
struct DotChoice : DotPlanes<SIMD, IC, IB, WC, WB> {};
template <int SIMD, int IC, int IB, int WC, int WB>
struct DotChoice<SIMD, IC, IB, WC, WB, false> : DotLanes<SIMD, IC, IB, WC, WB> {};

template <int SIMD, int IC, int IB, int WC, int WB>
struct Dot : DotChoice<SIMD, IC, IB, WC, WB, mvau_by_planes(IB, WB)> {};
template <int SIMD>
struct Dot<SIMD, XNOR, 1, XNOR, 1> {
  static int get(const ap_uint<SIMD>& x, const ap_uint<SIMD>& w) { return popcount<SIMD>(ap_uint<SIMD>(~(x ^ w))); }
};
template <int SIMD>
struct Dot<SIMD, BIPOLAR, 1, BIPOLAR, 1> {
  static int get(const ap_uint<SIMD>& x, const ap_uint<SIMD>& w) {
    return 2 * popcount<SIMD>(ap_uint<SIMD>(~(x ^ w))) - SIMD;
  }
};

/// How many of the COUNT thresholds in a word, from number `first` on, fire.
template <int COUNT, int TB, bool STRICT>
struct Fires {
  template <int BITS>
  static int count(int acc, const ap_uint<BITS>& word, int first) {
    ap_uint<COUNT> fires = 0;
    for (int k = 0; k < COUNT; ++k) {
#pragma HLS UNROLL
      const int bit = (first + k) * TB;
      const ap_uint<TB> pattern = word.range(bit + TB - 1, bit);
      const ap_int<TB> threshold = pattern;
      fires[k] = STRICT ? static_cast<int>(threshold) < acc : static_cast<int>(threshold) <= acc;
    }
    return popcount<COUNT>(fires);
  }
};

/// The further steps of a search: `code` of SPAN possible ones says between which thresholds the value lies.
template <int SPAN, int TB, bool STRICT>
struct Finer {
  static int search(int, int code, int, int) { return code; }
  template <int BITS, int PE, int DEPTH, class... Rest>
  static int search(int acc, int code, int nf, int pe, const ap_uint<BITS> (&table)[PE][DEPTH], const Rest&... rest) {
    const int COUNT = (1 << search_step_bits) - 1;
    static_assert(BITS == COUNT * TB, "mvau: shape of a further table of thresholds");
    const ap_uint<BITS> word = table[pe][nf * SPAN + code];
    const int finer = (code << search_step_bits) + Fires<COUNT, TB, STRICT>::count(acc, word, 0);
    return Finer<(SPAN << search_step_bits), TB, STRICT>::search(acc, finer, nf, pe, rest...);
  }
};

/// Thresholds of PE rows from one table word, and from further tables if they are searched; LEVELS == 0 passes the
/// accumulator through and has no table.
template <int LEVELS, int TB, int OB, int ACT_VAL, bool STRICT>
struct Activation {
  static const int FIRST = first_step_levels(LEVELS), BASE = ACT_VAL - (STRICT ? 0 : search_padding(LEVELS));
  template <int PE, int NF, int BITS, int WORDS, class... Finer>
  static ap_uint<BITS> word(int nf, const ap_uint<BITS> (&table)[WORDS], const Finer&...) {
    static_assert(BITS == PE * FIRST * TB && WORDS == NF, "mvau: shape of the thresholds");
    static_assert(sizeof...(Finer) == threshold_steps(LEVELS) - 1, "mvau: a table per step of the search");
    return table[nf];
  }
  template <int BITS, int WORDS, class... Further>
  static ap_uint<OB> apply(int acc, const ap_uint<BITS>& word, int nf, int pe, const ap_uint<BITS> (&)[WORDS],
                           const Further&... further) {
    const int code = Fires<FIRST, TB, STRICT>::count(acc, word, pe * FIRST);
    return ap_uint<OB>(Finer<FIRST + 1, TB, STRICT>::search(acc, code, nf, pe, further...) + BASE);
  }
};
template <int TB, int OB, int ACT_VAL, bool STRICT>
struct Activation<0, TB, OB, ACT_VAL, STRICT> {
  template <int PE, int NF>
  static ap_uint<1> word(int) {
    return ap_uint<1>(0);
  }
  static ap_uint<OB> apply(int acc, const ap_uint<1>&, int, int) { return ap_uint<OB>(acc); }
};

/// The word of weights of one iteration, from a table or from a stream.
template <int BITS, int TILES>
ap_uint<BITS> tile_weights(const ap_uint<BITS> (&table)[TILES], int tile) {
  return table[tile];
}
template <int BITS>
ap_uint<BITS> tile_weights(hls::stream<ap_uint<BITS>>& from_memory, int) {
  return from_memory.read();
}

/// The unit; Weights: what tile_weights() takes.
template <int MW, int MH, int SIMD, int PE, int NUM_VECTORS, int MMV, int IC, int IB, int WC, int WB, int LEVELS,
          int TB, int OB, int ACT_VAL, bool STRICT, int ACC_BITS, int LATENCY_STAGES, class Weights, class... Tables>
void mvau_loop(hls::stream<ap_uint<MMV * SIMD * IB>>& in0, Weights& weights, hls::stream<ap_uint<MMV * PE * OB>>& out0,
               const Tables&... thresholds) {
  static_assert(MW % SIMD == 0, "mvau: SIMD must divide MW");
  static_assert(MH % PE == 0, "mvau: PE must divide MH");
  static_assert(NUM_VECTORS % MMV == 0, "mvau: MMV must divide NUM_VECTORS");
  static_assert((IC == XNOR) == (WC == XNOR), "mvau: XNOR is a coding of both operands");
  static_assert(IC > BIPOLAR || IB == 1, "mvau: XNOR and BIPOLAR inputs have one bit");
  static_assert(WC > BIPOLAR || WB == 1, "mvau: XNOR and BIPOLAR weights have one bit");
  static_assert(ACC_BITS <= 32 && TB <= 32, "mvau: accumulators and thresholds have at most 32 bits");
  static_assert(sizeof...(Tables) == (LEVELS == 0 ? 0 : threshold_steps(LEVELS)), "mvau: tables of thresholds");
  typedef Activation<LEVELS, TB, OB, ACT_VAL, STRICT> Activate;
  const int SF = MW / SIMD, NF = MH / PE;
  ap_uint<MMV * SIMD * IB> replay[SF];
  ap_int<ACC_BITS> acc[MMV * PE];
#pragma HLS ARRAY_PARTITION variable = acc complete dim = 1
  int sf = 0, nf = 0, tile = 0;
  for (int i = 0; i < NUM_VECTORS / MMV * SF * NF; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES
    ap_uint<MMV * SIMD * IB> x;
    if (nf == 0) {
      x = in0.read();
      replay[sf] = x;
    } else {
      x = replay[sf];
    }
    const ap_uint<PE* SIMD* WB> tile_word = tile_weights(weights, tile);
    const auto levels = Activate::template word<PE, NF>(nf, thresholds...);
    ap_uint<MMV* PE* OB> result = 0;
    for (int m = 0; m < MMV; ++m) {
#pragma HLS UNROLL
      const ap_uint<SIMD* IB> vector = x.range((m + 1) * SIMD * IB - 1, m * SIMD * IB);
      for (int pe = 0; pe < PE; ++pe) {
#pragma HLS UNROLL
        const int at = m * PE + pe;
        const ap_uint<SIMD* WB> w = tile_word.range((pe + 1) * SIMD * WB - 1, pe * SIMD * WB);
        const int before = sf == 0 ? 0 : static_cast<int>(acc[at]);
        const int sum = before + Dot<SIMD, IC, IB, WC, WB>::get(vector, w);
        acc[at] = sum;
        result.range((at + 1) * OB - 1, at * OB) = Activate::apply(sum, levels, NF == 1 ? 0 : nf, pe, thresholds...);
      }
    }
    const bool last_sf = sf == SF - 1, last_nf = nf == NF - 1;
    if (last_sf) out0.write(result);
    tile = last_sf && last_nf ? 0 : tile + 1;
    nf = !last_sf ? nf : last_nf ? 0 : nf + 1;
    sf = last_sf ? 0 : sf + 1;
  }
}

}  // namespace detail

/// Weights in a table; as many tables of thresholds as there are steps, none without thresholds.
template <int MW, int MH, int SIMD, int PE, int NUM_VECTORS, int MMV, int IC, int IB, int WC, int WB, int LEVELS,
          int TB, int OB, int ACT_VAL, bool STRICT, int ACC_BITS, int LATENCY_STAGES, class... Tables>
void mvau(hls::stream<ap_uint<MMV * SIMD * IB>>& in0, hls::stream<ap_uint<MMV * PE * OB>>& out0,
          const ap_uint<PE * SIMD * WB> (&weights)[(MW / SIMD) * (MH / PE)], const Tables&... thresholds) {
#pragma HLS INLINE
  detail::mvau_loop<MW, MH, SIMD, PE, NUM_VECTORS, MMV, IC, IB, WC, WB, LEVELS, TB, OB, ACT_VAL, STRICT, ACC_BITS,
                    LATENCY_STAGES>(in0, weights, out0, thresholds...);
}

/// With weights from memory: in1 brings the word of tile 0, 1, 2, ... for every vector anew.
template <int MW, int MH, int SIMD, int PE, int NUM_VECTORS, int MMV, int IC, int IB, int WC, int WB, int LEVELS,
          int TB, int OB, int ACT_VAL, bool STRICT, int ACC_BITS, int LATENCY_STAGES, class... Tables>
void streamed_mvau(hls::stream<ap_uint<MMV * SIMD * IB>>& in0, hls::stream<ap_uint<PE * SIMD * WB>>& in1,
                   hls::stream<ap_uint<MMV * PE * OB>>& out0, const Tables&... thresholds) {
#pragma HLS INLINE
  detail::mvau_loop<MW, MH, SIMD, PE, NUM_VECTORS, MMV, IC, IB, WC, WB, LEVELS, TB, OB, ACT_VAL, STRICT, ACC_BITS,
                    LATENCY_STAGES>(in0, in1, out0, thresholds...);
}

}  // namespace weir
