// Two inputs, two outputs, a table with contents, signed and wide arithmetic, variable shifts, comparisons of every
// kind.
#include <ap_int.h>
#include <hls_stream.h>

const ap_uint<70> table[5] = {ap_uint<70>("0x123456789abcdef012", 16), ap_uint<70>("0x2fedcba98765432101", 16), 7, 0,
                              ap_uint<70>("-1", 10)};

void mixed(hls::stream<ap_uint<33>>& a, hls::stream<ap_uint<17>>& b, hls::stream<ap_uint<100>>& wide,
           hls::stream<ap_uint<40>>& narrow) {
  ap_int<17> best;
  ap_uint<100> carried;
  int k = 0;
  for (int i = 0; i < 30; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<33> x = a.read();
    const ap_uint<17> raw = b.read();
    const ap_int<17> y = raw;
    if (i == 0 || y > best) best = y;
    const ap_int<33> sx = x;
    ap_int<50> product = sx * y;
    const ap_int<33> shifted = sx >> static_cast<int>(raw.range(3, 0));
    ap_uint<40> r = 0;
    r.range(16, 0) = best;
    r[17] = y < shifted;
    r[18] = y <= -3;
    r[19] = x > raw;
    r[20] = product >= 12345;
    r[21] = x == 77 || y != 5;
    r.range(39, 22) = product.range(41, 24);
    ap_uint<100> t = table[k];
    carried = i == 0 ? t : ap_uint<100>((carried << 3) ^ t);
    ap_uint<100> w = carried + x * raw - static_cast<int>(raw[2]);
    if (i % 2 == 1) wide.write(w);
    narrow.write(r);
    k = k == 4 ? 0 : k + 1;
  }
}
