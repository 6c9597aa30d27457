// A region with everything a region may hold: streams and arrays of streams, calls in an unrolled loop, template
// functions, a function called often, a region within the region, a table, a fork and a join.
#include <ap_int.h>
#include <hls_stream.h>

typedef ap_uint<13> Word;
typedef hls::stream<Word> Stream;
const int kWords = 12;
const ap_uint<8> kKeys[4] = {3, 141, 59, 26};

template <int ADD>
void change(Stream& from, Stream& to) {
  for (int i = 0; i < kWords; ++i) {
#pragma HLS PIPELINE II = 1
    to.write(from.read() * 3 + ADD + kKeys[i & 3]);
  }
}

void both(Stream& from, Stream& a, Stream& b) {
  for (int i = 0; i < kWords; ++i) {
#pragma HLS PIPELINE II = 2
    const Word word = from.read();
    a.write(word);
    b.write(~word);
  }
}

void join(Stream& a, Stream& b, int offset, Stream& to) {
  for (int i = 0; i < kWords; ++i) {
#pragma HLS PIPELINE II = 1
    to.write(a.read() + (b.read() ^ offset));
  }
}

void inner(Stream& from, Stream& to) {
#pragma HLS DATAFLOW
  Stream middle("middle");
#pragma HLS STREAM variable = middle depth = 3
  change<1>(from, middle);
  change<7>(middle, to);
}

void dataflow(Stream& in0, Stream& out0) {
#pragma HLS DATAFLOW
  Stream chain[4], direct("direct"), changed("changed");
#pragma HLS STREAM variable = chain depth = 5
#pragma HLS STREAM variable = changed depth = 16
  both(in0, chain[0], direct);
  for (int k = 0; k < 3; ++k) {
#pragma HLS UNROLL
    change<5>(chain[k], chain[k + 1]);
  }
  inner(direct, changed);
  join(chain[3], changed, 77, out0);
}
