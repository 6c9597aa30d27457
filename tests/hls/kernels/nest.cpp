// A nest of loops: the sum of every group of words, and a loop-carried value over all of them.
#include <ap_int.h>
#include <hls_stream.h>
void nest(hls::stream<ap_uint<20>>& a, hls::stream<ap_uint<24>>& sums) {
  for (int i = 0; i < 6; ++i) {
    ap_uint<24> sum = 0;
    for (int j = 0; j < 5; ++j) {
#pragma HLS PIPELINE II = 1
      sum += a.read() + i * j;
      if (j == 4) sums.write(sum);
    }
  }
}
