// A DATAFLOW region as layers are written in libraries: converters that are objects, tags and parameters as arguments,
// words that are structures, a function with local streams and no pragma, scalars, a result by reference.
#include <ap_axi_sdata.h>
#include <ap_fixed.h>
#include <ap_int.h>
#include <hls_stream.h>

namespace layers_parts {

struct in_fabric {};
struct in_dsp {};

template <int N, int W>
class Lanes {
 public:
  ap_uint<W> lane[N];
  ap_uint<W>& operator[](unsigned const k) {
#pragma HLS inline
    return lane[k];
  }
};

template <unsigned F, typename T>
struct Scale {
  T factor[F][2];
  ap_uint<9> apply(unsigned const fold, unsigned const k, ap_uint<9> const& x) const {
#pragma HLS inline
    return x * factor[fold][k] + k;
  }
};

/// N words of I bits to words of O bits, one of which divides the other.
template <int I, int O, unsigned N>
void convert(hls::stream<ap_uint<I>>& in, hls::stream<ap_uint<O>>& out, unsigned const reps) {
  if (I > O) {
    ap_uint<I> word = 0;
    unsigned part = 0;
    for (unsigned k = 0; k < N * (I / O) * reps; k++) {
#pragma HLS pipeline style = flp II = 1
      if (part == 0) word = in.read();
      out.write(word(O - 1, 0));
      word = word >> unsigned(O);
      if (++part == I / O) part = 0;
    }
  } else {
    ap_uint<O> word = 0;
    unsigned part = 0;
    for (unsigned k = 0; k < N * reps; k++) {
#pragma HLS pipeline style = flp II = 1
      word = word >> I;
      word(O - 1, O - I) = in.read();
      if (++part == O / I) {
        part = 0;
        out.write(word);
      }
    }
  }
}

template <int I, int O, unsigned N>
class Adapted {
  hls::stream<ap_uint<O>> m_inner;

 public:
  Adapted(hls::stream<ap_uint<I>>& source, unsigned const reps) { convert<I, O, N>(source, m_inner, reps); }
  operator hls::stream<ap_uint<O>>&() { return m_inner; }
};
template <int W, unsigned N>
class Adapted<W, W, N> {
  hls::stream<ap_uint<W>>& m_source;

 public:
  Adapted(hls::stream<ap_uint<W>>& source, unsigned const) : m_source(source) {}
  operator hls::stream<ap_uint<W>>&() { return m_source; }
};
template <int I, int O, unsigned N>
class AdaptedOut {
  hls::stream<ap_uint<I>> m_buffer;
  hls::stream<ap_uint<O>>& m_target;
  unsigned const m_reps;

 public:
  AdaptedOut(hls::stream<ap_uint<O>>& target, unsigned const reps) : m_target(target), m_reps(reps) {}
  ~AdaptedOut() { convert<I, O, N>(m_buffer, m_target, m_reps); }
  operator hls::stream<ap_uint<I>>&() { return m_buffer; }
};

template <unsigned N, typename S, typename R>
void scale(hls::stream<ap_uint<18>>& in, hls::stream<Lanes<2, 9>>& out, S const& by, R const&, int const reps) {
#pragma HLS BIND_STORAGE variable = by type = rom_1p impl = bram
  unsigned fold = 0;
  for (unsigned k = 0; k < N * reps; k++) {
#pragma HLS pipeline style = flp II = 1
    ap_uint<18> const word = in.read();
    Lanes<2, 9> scaled;
    for (unsigned lane = 0; lane < 2; lane++) {
#pragma HLS UNROLL
      scaled[lane] = by.apply(fold, lane, word((lane + 1) * 9 - 1, lane * 9));
    }
    out.write(scaled);
    if (++fold == 3) fold = 0;
  }
}

/// Largest lane of the call; saturates what it passes on.
template <unsigned N>
void limit(hls::stream<Lanes<2, 9>>& in, hls::stream<ap_axiu<18, 0, 0, 0>>& out, ap_uint<9>& largest, int const reps) {
  largest = 0;
  for (unsigned k = 0; k < N * reps; k++) {
    Lanes<2, 9> word = in.read();
    ap_axiu<18, 0, 0, 0> passed;
    for (unsigned lane = 0; lane < 2; lane++) {
#pragma HLS UNROLL
      if (word[lane] > largest) largest = word[lane];
      ap_ufixed<9, 7, AP_RND_CONV, AP_SAT> const half = ap_ufixed<11, 9>(word[lane]) * ap_ufixed<2, 0>(0.75);
      passed.data((lane + 1) * 9 - 1, lane * 9) = half.range(8, 0);
    }
    passed.keep = -1;
    passed.strb = 0;
    passed.last = k + 1 == N * reps;
    out << passed;
  }
}

/// Local streams, and no pragma: part of the region that calls it.
template <unsigned N, typename S>
void scale_and_limit(hls::stream<ap_uint<36>>& in, hls::stream<ap_axiu<18, 0, 0, 0>>& out, S const& by,
                     ap_uint<9>& largest, unsigned const reps) {
#pragma HLS INLINE
  Adapted<36, 18, N / 2> narrow(in, reps);
  hls::stream<Lanes<2, 9>> scaled("scale_and_limit.scaled");
#pragma HLS STREAM variable = scaled depth = 4
  scale<N>(narrow, scaled, by, in_dsp(), reps);
  limit<N>(scaled, out, largest, reps);
}

template <unsigned N>
void unpack(hls::stream<ap_axiu<18, 0, 0, 0>>& in, hls::stream<ap_uint<18>>& out, unsigned const reps) {
  for (unsigned rep = 0; rep < reps; rep++)
    for (unsigned k = 0; k < N; k++) {
#pragma HLS pipeline style = flp II = 1
      ap_axiu<18, 0, 0, 0> const word = in.read();
      out.write(word.data + word.last);
    }
}

static Scale<3, ap_uint<4>> factors = {{{1, 15}, {"0x7", "3"}, {2, 0}}};

}  // namespace layers_parts

void layers(hls::stream<ap_uint<12>>& in, hls::stream<ap_uint<9>>& out, ap_uint<9>& largest, unsigned numReps) {
#pragma HLS INTERFACE axis port = in
#pragma HLS INTERFACE s_axilite port = numReps bundle = control
#pragma HLS DATAFLOW
  using namespace layers_parts;
  Adapted<12, 36, 18> wide(in, numReps);
  hls::stream<ap_axiu<18, 0, 0, 0>> limited;
#pragma HLS RESOURCE variable = limited core = FIFO_LUTRAM
  AdaptedOut<18, 9, 12> narrow(out, numReps);
  scale_and_limit<12>(wide, limited, factors, largest, numReps);
  unpack<12>(limited, narrow, numReps);
}
