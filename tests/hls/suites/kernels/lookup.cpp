#include <ap_int.h>
#include <hls_stream.h>

// Tables that one call writes and another reads, as BNN-PYNQ loads its weights: the call says which.
static ap_uint<16> factors[4][8];
static ap_int<24> biases[8][3];

static void load(const ap_uint<32>* in, hls::stream<ap_uint<32>>& out, unsigned n) {
  for (unsigned k = 0; k < 16 * n; ++k) {
#pragma HLS PIPELINE II = 1
    out.write(in[k]);
  }
}

static void compute(hls::stream<ap_uint<32>>& in, hls::stream<ap_uint<64>>& out, unsigned n) {
  for (unsigned k = 0; k < 16 * n; ++k) {
#pragma HLS PIPELINE II = 1
    ap_uint<32> x = in.read();
    ap_int<48> sum = 0;
    for (int part = 0; part < 4; ++part) {
#pragma HLS UNROLL
      sum += x(8 * part + 7, 8 * part) * factors[part][k % 8];
    }
    for (int part = 0; part < 3; ++part) {
#pragma HLS UNROLL
      sum += biases[k % 8][part];
    }
    out.write(ap_uint<48>(sum));
  }
}

static void store(hls::stream<ap_uint<64>>& in, ap_uint<64>* out, unsigned n) {
  for (unsigned k = 0; k < 16 * n; ++k) {
#pragma HLS PIPELINE II = 1
    out[k] = in.read();
  }
}

static void run(const ap_uint<32>* in, ap_uint<64>* out, unsigned n) {
#pragma HLS DATAFLOW
  hls::stream<ap_uint<32>> words("words");
  hls::stream<ap_uint<64>> sums("sums");
  load(in, words, n);
  compute(words, sums, n);
  store(sums, out, n);
}

void lookup(const ap_uint<32>* in, ap_uint<64>* out, bool init, unsigned table, unsigned row, unsigned column,
            ap_uint<64> value, unsigned n) {
#pragma HLS INTERFACE m_axi port = in offset = slave
#pragma HLS INTERFACE m_axi port = out offset = slave
#pragma HLS INTERFACE s_axilite port = init
#pragma HLS INTERFACE s_axilite port = return
  if (init) {
    switch (table) {
      case 0: factors[row][column] = value; break;
      case 1: biases[row][column] = value; break;
    }
  } else {
    run(in, out, n);
  }
}
