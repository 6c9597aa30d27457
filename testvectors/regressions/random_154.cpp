// random_154 5793533325228012058 3 6 4 in a0 25 38 in a1 12 40 out x0 27 13 out x1 17 40
#include <ap_int.h>
#include <hls_stream.h>
#include "popcount.hpp"
void random_154(hls::stream<ap_uint<25>>& a0, hls::stream<ap_uint<12>>& a1, hls::stream<ap_uint<27>>& x0, hls::stream<ap_uint<17>>& x1) {
  ap_uint<22> s3 = -2;
  ap_uint<67> s2 = -9;
  ap_int<27> s1 = -1;
  ap_uint<25> h_a0 = 0;
  ap_uint<12> h_a1 = 0;
  int c = 0;
  for (int i = 0; i < 24; ++i) {
#pragma HLS PIPELINE II = 1
    h_a0 = a0.read();
    h_a1 = a1.read();
    const ap_int<16> t102 = 0;
    const ap_uint<14> t103 = h_a0 ^ s2;
    ap_uint<59> t104 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (h_a1[k]) t104 += t103; }
    const ap_uint<63> t105 = -t104;
    const ap_int<20> t106 = ~t105;
    const ap_int<66> t108 = 0;
    ap_uint<65> t110 = t108; t110[23] = t106 < s2;
    const ap_int<66> t112 = t110 >> 22;
    s2 = t102;
    if (i < 3) x0.write(ap_uint<27>(t112));
    c = c == 4 ? 0 : c + 1;
  }
  for (int i = 0; i < 16; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_int<25> t126 = 0;
    x1.write(ap_uint<17>(t126));
    c = c == 4 ? 0 : c + 1;
  }
}
