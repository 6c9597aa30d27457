// Guards that always hold: the counters behind them disappear, and must not disturb those that stay.
#include <ap_int.h>
#include <hls_stream.h>
void bounded(hls::stream<ap_uint<12>>& a, hls::stream<ap_uint<12>>& pairs) {
  ap_uint<12> held = 0;
  int second = 0, x = 0, column = 0, row = 0;
  for (int i = 0; i < 40; ++i) {
#pragma HLS PIPELINE II = 1
    const ap_uint<12> word = a.read();
    const bool last_second = second == 1, last_x = x == 9;
    if (last_second && column < 5 && row < 4) pairs.write(held ^ word);
    held = word;
    column = last_x ? 0 : last_second ? column + 1 : column;
    second = last_x || last_second ? 0 : second + 1;
    row = last_x ? row + 1 : row;
    x = last_x ? 0 : x + 1;
  }
}
