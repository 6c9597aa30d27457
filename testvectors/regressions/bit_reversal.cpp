// bit_reversal 1 3 8 16 in a0 32 17 out x0 32 17 out x1 32 17
#include <ap_int.h>
#include <hls_stream.h>
void bit_reversal(hls::stream<ap_uint<32>>& a0, hls::stream<ap_uint<32>>& x0, hls::stream<ap_uint<32>>& x1) {
  for (int i = 0; i < 17; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<32> a = a0.read();
    ap_uint<32> bits = 0;
    for (int k = 0; k < 32; ++k) {
#pragma HLS UNROLL
      bits[k] = a[31 - k];
    }
    ap_uint<32> bytes = 0;
    for (int k = 0; k < 4; ++k) {
#pragma HLS UNROLL
      bytes.range(8 * k + 7, 8 * k) = a.range(31 - 8 * k, 24 - 8 * k);
    }
    x0.write(bits);
    x1.write(bytes);
  }
}
