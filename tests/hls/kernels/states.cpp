// A sequence of loops with code between, before and behind them: an array that is initialised, loops without a pragma
// and of several II, an imperfect nest, two reads and two writes of a stream in one iteration.
#include <ap_int.h>
#include <hls_stream.h>

static ap_uint<6> steps[3] = {5, 40, 63};  // never written: a table

void states(hls::stream<ap_uint<10>>& a, hls::stream<ap_uint<24>>& x, hls::stream<ap_uint<8>>& marks) {
  ap_uint<10> kept[4] = {1, 2, 3, 1000};
#pragma HLS ARRAY_PARTITION variable = kept complete dim = 1
  marks.write(ap_uint<8>(a.read()));  // a word that needs none would come once more behind the last frame
  ap_uint<24> sum = 0;
  for (int row = 0; row < 3; ++row) {
    ap_uint<24> best = steps[row];
    for (int i = 0; i < 4; ++i) {
      const ap_uint<10> low = a.read();
      const ap_uint<10> high = a.read();
      if (low > best) best = low;
      kept[high & 3] += low;
      if (low > 700) {
        kept[1] = 3;
      } else if (high < 300) {
        kept[2] ^= high;
      } else if (low < 50) {
        kept[0] = low;
      }
    }
    sum += best;
    x.write(sum);
  }
  for (int i = 0; i < 4; ++i) {
#pragma HLS PIPELINE II = 2
    x.write(ap_uint<24>(kept[i]));
    x.write(sum);
  }
  marks.write(ap_uint<8>(sum));
  x.write(sum + kept[3]);
}
