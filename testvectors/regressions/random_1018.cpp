// random_1018 1 3 8 8 in a0 11 9 in a1 30 14 out x0 18 4
#include <ap_int.h>
#include <hls_stream.h>
#include "popcount.hpp"
void random_1018(hls::stream<ap_uint<11>>& a0, hls::stream<ap_uint<30>>& a1,
hls::stream<ap_uint<18>>& x0) {
  ap_int<65> s2 = -5;
  ap_uint<14> s1 = -8;
  ap_uint<11> h_a0 = 0;
  ap_uint<30> h_a1 = 0;
  ap_uint<18> ram[16];
  ap_uint<11> array[5] = {83, 61, 24, 70, 2, };
#pragma HLS ARRAY_PARTITION variable = array complete
  int c = 0;
  x0.write(ap_uint<18>(s2));
  for (int d = 0; d < 16; ++d) {
#pragma HLS PIPELINE II = 1
    ram[d] = 0;
  }
  for (int i = 0; i < 14; ++i) {
#pragma HLS PIPELINE II = 1
    if (i >= 5) h_a0 = a0.read();
    h_a1 = a1.read();
    const int at101 = static_cast<int>(ap_uint<4>(s1));
    const ap_uint<18> old100 = ram[at101];
    ram[at101] = old100 + s2;
    const ap_uint<11> old102 = array[static_cast<int>(ap_uint<6>(s2) % 5)];
    if (i < 8) array[static_cast<int>(ap_uint<6>(s2) % 5)] += h_a0;
    ap_int<34> t103 = h_a0; t103[20] = h_a0 < s2;
    const ap_uint<3> t104 = -old102;
    ap_uint<31> t105 = t104; t105.range(18, 11) = t103;
    const ap_int<34> t106 = t105 ^ t105;
    const ap_int<69> t107 = t103 * c;
    ap_ufixed<4, 2> ft108; ft108.range(3, 0) = t106; const ap_uint<51> t108 =
ap_fixed<10, 1, AP_RND_CONV, AP_SAT>(ft108).range(9, 0);
    s2 = t106;
    s1 = old100;
    if (c == 0) x0.write(ap_uint<18>(t108));
    c = c == 4 ? 0 : c + 1;
  }
  s1 += -4;
  array[3] ^= s1;
}