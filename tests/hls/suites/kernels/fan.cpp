// An argument that is an array of streams, one kernel for two of its elements; a local array whose type says the depth.
#include <ap_int.h>
#include <hls_stream.h>

template <int Step>
void each(hls::stream<ap_uint<7>>& in, hls::stream<ap_int<9>>& out) {
  ap_int<9> sum = Step;
  for (int k = 0; k < 5; ++k) {
    sum -= in.read();
    out.write(sum);
  }
}

void fork(hls::stream<ap_uint<7>>& in, hls::stream<ap_uint<7>, 4> (&out)[2]) {
  for (int k = 0; k < 5; ++k) {
#pragma HLS PIPELINE II = 1
    ap_uint<7> const x = in.read();
    for (int n = 0; n < 2; ++n) out[n].write(x + n);
  }
}

void fan(hls::stream<ap_uint<7>>& in, hls::stream<ap_int<9>> (&out)[2]) {
#pragma HLS dataflow
  hls::stream<ap_uint<7>, 4> both[2];
  fork(in, both);
  each<3>(both[0], out[0]);
  each<-4>(both[1], out[1]);
}
