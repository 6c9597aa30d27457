// An index that begins at a constant and goes on at another one: LLVM makes it a choice between addresses.
#include <ap_int.h>
#include <hls_stream.h>
void places(hls::stream<ap_uint<12>>& a, hls::stream<ap_uint<12>>& b) {
  ap_uint<12> ram[8];
  ap_int<7> at = -5;
  for (int d = 0; d < 8; ++d) {
#pragma HLS PIPELINE II = 1
    ram[d] = 100 + d;
  }
  for (int i = 0; i < 15; ++i) {
#pragma HLS PIPELINE II = 1
    const int index = static_cast<int>(ap_uint<3>(at));
    const ap_uint<12> old = ram[index];
    ram[index] = old + a.read();
    b.write(old);
    at = 6;
  }
}
