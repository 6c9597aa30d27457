// ap_fixed: every rounding and overflow, sums, products and comparisons across formats.
#include <ap_fixed.h>
#include <ap_int.h>
#include <hls_stream.h>

template <class T>
void put(ap_uint<80>& word, int& at, const T& value) {
  for (int k = 0; k < T::width; ++k) {
#pragma HLS UNROLL
    word[at + k] = value[k];
  }
  at += T::width;
}

void fixed(hls::stream<ap_uint<24>>& a, hls::stream<ap_uint<80>>& rounded, hls::stream<ap_uint<80>>& mixed) {
  for (int i = 0; i < 30; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<24> word = a.read();
    ap_fixed<14, 6> x;
    ap_ufixed<10, 3> y;
    x.range(13, 0) = word.range(13, 0);
    y.range(9, 0) = word.range(23, 14);
    ap_uint<80> r = 0;
    int at = 0;
    put(r, at, ap_fixed<8, 5, AP_TRN, AP_WRAP>(x));
    put(r, at, ap_fixed<8, 5, AP_RND, AP_SAT>(x));
    put(r, at, ap_fixed<8, 5, AP_RND_ZERO, AP_SAT_ZERO>(x));
    put(r, at, ap_fixed<8, 5, AP_RND_INF, AP_SAT_SYM>(x));
    put(r, at, ap_fixed<8, 5, AP_RND_MIN_INF, AP_WRAP>(x));
    put(r, at, ap_fixed<8, 5, AP_RND_CONV, AP_SAT>(x));
    put(r, at, ap_ufixed<8, 4, AP_TRN_ZERO, AP_SAT>(x));
    put(r, at, ap_ufixed<4, 4, AP_RND, AP_SAT>(y));
    put(r, at, ap_ufixed<7, 2, AP_RND_CONV, AP_SAT_SYM>(y));
    rounded.write(r);
    const ap_fixed<20, 9> sum = x + y;
    const ap_fixed<24, 9> product = x * y;
    const ap_int<7> whole = ap_int<7>(x - y);
    ap_uint<80> m = 0;
    at = 0;
    put(m, at, sum);
    put(m, at, product);
    put(m, at, whole);
    put(m, at, ap_fixed<12, 8, AP_RND, AP_SAT>(word.range(7, 0) * ap_fixed<6, 2>(1.625)));
    m[70] = x < y;
    m[71] = x == sum;
    m[72] = y >= 3;
    m[73] = -x > 1;
    mixed.write(m);
  }
}
