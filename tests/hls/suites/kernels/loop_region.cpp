#include <ap_int.h>
#include <hls_stream.h>

// Loops that stand in a DATAFLOW region itself: one that copies words, one that calls a function again and again.
static void largest(hls::stream<ap_uint<12>>& in, hls::stream<ap_uint<12>>& out) {
  ap_uint<12> most = 0;
  for (int i = 0; i < 6; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<12> x = in.read();
    if (x > most) most = x;
  }
  out.write(most);
}

void loop_region(hls::stream<ap_uint<12>>& in, hls::stream<ap_uint<12>> (&out)[2]) {
#pragma HLS DATAFLOW
  hls::stream<ap_uint<12>> split[2];
#pragma HLS STREAM variable = split depth = 3
  for (int i = 0; i < 24; ++i) {
    const ap_uint<12> x = in.read();
    split[0].write(x);
    split[1].write(x ^ 0x555);
  }
  for (int row = 0; row < 4; ++row) largest(split[0], out[0]);
  for (int row = 0; row < 4; ++row) largest(split[1], out[1]);
}
