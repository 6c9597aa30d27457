#pragma once
#define N 2
#define NAME text
----
// comment
static FixedPointWeights<N*2, 8, 1, N> w_0 = {{{1,-2},{"0x3",4}}};
const ap_uint<24*4> t[2][1] = {{"0x00ffffffffffffffffffffff"}, /* x */ {1u}};
