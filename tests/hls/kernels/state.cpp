// Variables that outlive a call, each as Vitis HLS knows them: of the file and of the function, numbers, ap types and an
// array with contents, read and written in one iteration, and once a call.
#include <ap_int.h>
#include <hls_stream.h>
static int total = 5;
void state(hls::stream<ap_uint<8>>& value, hls::stream<ap_uint<32>>& sum) {
  static ap_uint<16> mixed = 0x1234;
  static ap_uint<8> last[4] = {9, 0, 0, 255};
  static short calls;
  ++calls;
  for (int i = 0; i < 12; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<8> x = value.read();
    total -= x;
    mixed = (mixed, x);
    sum.write((last[x & 3], ap_uint<8>(calls), ap_uint<16>(total + mixed)));
    last[x & 3] = x;
  }
}
