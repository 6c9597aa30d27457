// Two loop-carried chains that are too long for one stage: a product and a sum around a value, and a RAM whose element
// is read, computed on and written again. An II of n gives them n stages.
#include <ap_int.h>
#include <hls_stream.h>
#ifndef RECURRENCE_II
#define RECURRENCE_II 3
#endif
const int kApart = RECURRENCE_II;
void recurrence(hls::stream<ap_uint<20>>& a, hls::stream<ap_uint<36>>& b) {
  ap_uint<32> x = 1;
  ap_uint<24> seen[8];
  for (int i = 0; i < 8; ++i) {
#pragma HLS PIPELINE II = kApart
    seen[i] = 0;
  }
  for (int i = 0; i < 30; ++i) {
#pragma HLS PIPELINE II = kApart
    const ap_uint<20> word = a.read();
    x = x * 77 + (x >> 3) * word + 5;
    const ap_uint<3> at = word;
    seen[at] = (seen[at] * 3) ^ (seen[at] + word);
    b.write(ap_uint<36>(x) ^ seen[at]);
  }
}
