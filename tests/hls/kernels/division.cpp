// Quotients and remainders, with and without sign, by constants and by variables; concatenations, reductions, ranges as
// operands, shifts by as much as the width and more.
#include <ap_int.h>
#include <hls_stream.h>

void division(hls::stream<ap_uint<40>>& a, hls::stream<ap_uint<64>>& quotients, hls::stream<ap_uint<48>>& bits) {
  for (int i = 0; i < 20; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<40> word = a.read();
    const ap_uint<13> n = word.range(12, 0);
    ap_uint<7> d = word.range(19, 13);
    if (d == 0) d = 1;
    const ap_int<13> sn = n;
    ap_int<7> sd = d;
    if (sd == 0) sd = -3;
    ap_uint<64> q = 0;
    q.range(12, 0) = n / d;
    q.range(19, 13) = n % d;
    q.range(33, 20) = sn / sd;
    q.range(40, 34) = sn % sd;
    q.range(51, 41) = n / 10;
    q.range(55, 52) = n % 11;
    q.range(60, 56) = sn % 13;
    q.range(63, 61) = (i / 3) % 5;
    quotients.write(q);
    const ap_uint<5> top = word.range(39, 35);
    const ap_uint<20> joined = (top, word.range(9, 3), d.range(3, 0), word[39]);
    ap_uint<6> high;
    ap_uint<4> low;
    (high, low) = ap_uint<10>(word);
    ap_uint<48> r = joined;
    r.range(25, 20) = high;
    r.range(29, 26) = low;
    r[30] = word.range(20, 11) == word.range(30, 21);
    r[31] = word.range(20, 11) < top;
    r[32] = n.xor_reduce();
    r[33] = top.and_reduce();
    r[34] = d.or_reduce();
    r.range(41, 35) = d << top;
    r.range(47, 42) = sn >> top;
    bits.write(r);
  }
}
