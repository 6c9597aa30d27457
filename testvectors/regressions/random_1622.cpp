// random_1622 6678660452905689963 3 8 16 in a0 1 12 in a1 16 5 out x0 33 17 out x1 42 8
#include <ap_int.h>
#include <hls_stream.h>
#include "popcount.hpp"
void random_1622(hls::stream<ap_uint<1>>& a0, hls::stream<ap_uint<16>>& a1, hls::stream<ap_uint<33>>& x0, hls::stream<ap_uint<42>>& x1) {
  ap_int<7> s2 = -1;
  ap_uint<61> s1 = -8;
  ap_uint<1> h_a0 = 0;
  ap_uint<16> h_a1 = 0;
  int c = 0;
  for (int i = 0; i < 17; ++i) {
#pragma HLS PIPELINE II = 1
    if (i < 12) h_a0 = a0.read();
    if (i < 5) h_a1 = a1.read();
    ap_int<44> t100 = s1; t100[27] = s1 < h_a0;
    const ap_int<62> t101 = weir::popcount<61>(ap_uint<61>(s1));
    const ap_int<36> t102 = h_a0 >> 0;
    ap_uint<22> t103 = t102; t103.range(16, 11) = t101;
    const ap_int<23> t104 = -t103;
    ap_uint<29> t105 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (t102[k]) t105 += h_a1; }
    const ap_int<41> t106 = ~t101;
    const ap_uint<15> t107 = t102 | t103;
    ap_uint<22> t108 = t107; t108.range(21, 11) = t103;
    const ap_uint<64> t109 = ~t106;
    const ap_uint<50> t110 = -t108;
    const ap_uint<11> t111 = t106 << 6;
    ap_uint<56> t112 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (t110[k]) t112 += t100; }
    ap_int<45> t113 = t112; t113.range(27, 26) = t100;
    const ap_uint<67> t114 = weir::popcount<50>(ap_uint<50>(t110));
    s2 = h_a1;
    s1 = t106;
    x0.write(ap_uint<33>(t112));
    if (i >= 9) x1.write(ap_uint<42>(t112));
    c = c == 2 ? 0 : c + 1;
  }
}
