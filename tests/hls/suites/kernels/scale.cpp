#include <ap_int.h>
#include <hls_stream.h>

/// Two arrays read from memory and one written, in bursts that cross a border of 4 KiB; the factor is a register.
void scale(const ap_uint<32>* in, const ap_uint<64>* bias, ap_uint<64>* out, ap_uint<16> factor) {
#pragma HLS INTERFACE m_axi port = in offset = slave bundle = gmem
#pragma HLS INTERFACE m_axi port = bias offset = slave bundle = gmem
#pragma HLS INTERFACE m_axi port = out offset = slave bundle = gmem depth = 700
#pragma HLS INTERFACE s_axilite port = in
#pragma HLS INTERFACE s_axilite port = factor
#pragma HLS INTERFACE s_axilite port = return
  ap_uint<64> kept[8];
  for (int k = 0; k < 8; ++k) {
#pragma HLS PIPELINE II = 1
    kept[k] = bias[k];
  }
  for (int k = 0; k < 700; ++k) {
#pragma HLS PIPELINE II = 1
    out[k] = in[k] * factor + kept[k % 8];
  }
}
