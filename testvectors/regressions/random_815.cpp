// random_815 1 3 8 8 in a0 35 9 in a1 17 8 out x0 42 7 out x1 37 5
#include <ap_int.h>
#include <hls_stream.h>
#include "popcount.hpp"
const ap_uint<14> random_815_table[8] = {1155ull, 6153ull, 5099ull, 13686ull,
910ull, 4591ull, 597ull, 10219ull, };
void random_815(hls::stream<ap_uint<35>>& a0, hls::stream<ap_uint<17>>& a1,
hls::stream<ap_uint<42>>& x0, hls::stream<ap_uint<37>>& x1) {
  ap_int<15> s1 = 9;
  ap_uint<35> h_a0 = 0;
  ap_uint<17> h_a1 = 0;
  int c = 0;
  x0.write(ap_uint<42>(s1));
  for (int i = 0; i < 6; ++i) {
#pragma HLS PIPELINE II = 1
    h_a0 = a0.read();
    if (c == 0) h_a1 = a1.read();
    if (c == 0) h_a1 ^= a1.read();
    const ap_int<37> t100 = random_815_table[static_cast<int>(ap_uint<3>(s1))
];
    ap_ufixed<13, 10> ft101; ft101.range(12, 0) = h_a1; const ap_int<55> t101
= ap_fixed<10, 7, AP_TRN, AP_SAT_ZERO>(ft101).range(9, 0);
    const ap_int<38> t102 = weir::popcount<17>(ap_uint<17>(h_a1));
    ap_int<55> t103 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (h_a0[k]) t103 += t100; }
    ap_uint<24> t104 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (t101[k]) t104 += h_a0; }
    ap_uint<59> t105 = t104; t105[24] = s1 < t103;
    const ap_uint<71> t106 = random_815_table[static_cast<int>(ap_uint<3>
(t102))];
    const ap_int<38> t107 = t103 >= s1;
    ap_fixed<6, 3> ft108; ft108.range(5, 0) = t105; const ap_int<26> t108 =
ap_fixed<4, 4, AP_TRN, AP_SAT>(ft108).range(3, 0);
    ap_int<70> t109 = t108; t109.range(53, 9) = t103;
    const ap_uint<35> t110 = random_815_table[static_cast<int>(ap_uint<3>
(t107))];
    const ap_uint<27> t111 = t106.xor_reduce();
    const ap_uint<69> t112 = t109 - s1;
    const ap_int<9> t113 = t112 | t101;
    ap_fixed<12, 5> ft114; ft114.range(11, 0) = t112; const ap_uint<8> t114 =
ap_fixed<6, 1, AP_RND_MIN_INF, AP_SAT>(ft114).range(5, 0);
    ap_fixed<5, 3> ft115; ft115.range(4, 0) = t114; const ap_uint<44> t115 =
ap_fixed<7, 1, AP_RND_INF, AP_SAT_SYM>(ft115).range(6, 0);
    ap_uint<12> t116 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (t112[k]) t116 += t110; }
    ap_uint<10> t117 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (t112[k]) t117 += h_a0; }
    if (c == 0) s1 = t107;
    if (c == 0) x0.write(ap_uint<42>(t114));
    if (i >= 2) x1.write(ap_uint<37>(t116));
    c = c == 1 ? 0 : c + 1;
  }
  for (int i = 0; i < 3; ++i) {
#pragma HLS PIPELINE II = 1
    h_a0 = a0.read();
    if (i < 2) h_a1 = a1.read();
    ap_uint<40> t118 = s1; t118.range(24, 15) = s1;
    const ap_uint<20> t119 = -h_a1;
    const ap_int<16> t120 = random_815_table[static_cast<int>(ap_uint<3>
(t118))];
    const ap_int<4> t121 = h_a0 & h_a0;
    const ap_int<62> t122 = t120 + h_a1;
    const ap_int<45> t123 = random_815_table[static_cast<int>(ap_uint<3>
(t119))];
    const ap_uint<49> t124 = random_815_table[static_cast<int>(ap_uint<3>
(t122))];
    ap_uint<34> t125 = t122; t125.range(28, 23) = s1;
    ap_fixed<3, 3> ft126; ft126.range(2, 0) = t122; const ap_int<55> t126 =
ap_fixed<10, 10, AP_TRN_ZERO, AP_SAT>(ft126).range(9, 0);
    ap_int<50> t127 = t122; t127.range(47, 40) = t123;
    ap_uint<50> t128 = 0; for (int k = 0; k < 12; ++k) {
#pragma HLS UNROLL
      if (t123[k]) t128 += t124; }
    const ap_uint<50> t129 = weir::popcount<50>(ap_uint<50>(t128));
    ap_fixed<2, 2> ft130; ft130.range(1, 0) = t129; const ap_uint<13> t130 =
ap_fixed<12, 11, AP_TRN_ZERO, AP_SAT_SYM>(ft130).range(11, 0);
    const ap_uint<54> t131 = t129.range(47, 42);
    const ap_uint<22> t132 = t130 >> ap_uint<2>(t128);
    const ap_int<65> t133 = ap_uint<88>((t131, t125));
    const ap_uint<3> t134 = t129 >> 18;
    s1 = t118;
    if (i < 2) x0.write(ap_uint<42>(t133));
    if (i >= 2) x1.write(ap_uint<37>(t132));
    c = c == 1 ? 0 : c + 1;
  }
  s1 += 0;
  x0.write(ap_uint<42>(s1));
}
