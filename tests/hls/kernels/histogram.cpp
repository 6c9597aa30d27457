// Three loops in sequence over one array: cleared, counted with a read and a write of the same element, and sent.
#include <ap_int.h>
#include <hls_stream.h>
void histogram(hls::stream<ap_uint<3>>& value, hls::stream<ap_uint<9>>& count) {
  ap_uint<9> bins[8];
  for (int i = 0; i < 8; ++i) {
#pragma HLS PIPELINE II = 1
    bins[i] = 0;
  }
  for (int i = 0; i < 40; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<3> v = value.read();
    bins[v] = bins[v] + 1;
  }
  for (int i = 0; i < 8; ++i) {
#pragma HLS PIPELINE II = 1
    count.write(bins[i]);
  }
}
