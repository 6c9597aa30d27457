#include <ap_int.h>
#include <hls_stream.h>

/// Greatest common divisors of pairs, of which only those above a limit are kept: loops and writes that depend on data.
void divisor(const unsigned* in, unsigned* out, unsigned pairs, unsigned limit) {
#pragma HLS INTERFACE m_axi port = in offset = slave
#pragma HLS INTERFACE m_axi port = out offset = slave
#pragma HLS INTERFACE s_axilite port = return
  unsigned kept = 0;
  for (unsigned k = 0; k < pairs; ++k) {
    unsigned a = in[2 * k], b = in[2 * k + 1];
    while (b != 0) {
      const unsigned rest = a % b;
      a = b;
      b = rest;
    }
    if (a > limit) out[++kept] = a;
  }
  out[0] = kept;
}
