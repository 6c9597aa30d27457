/// Closed forms of the kernels' LATENCY: pipeline stages from the gate to the write. The compiler obeys LATENCY
/// exactly, so the timing of a kernel is known without compiling it; these values are feasible for every legal shape at
/// the default delay budget.
#pragma once

namespace weir {

/// How a stream codes its elements. XNOR: both operands, the accumulator counts equal bits.
enum Coding { XNOR = 0, BIPOLAR = 1, UINT = 2, INT = 3 };

constexpr int dwc_latency() { return 0; }
/// None, because it writes in most iterations: behind a FIFO of depth 2 a stage would cost every third cycle.
constexpr int sliding_window_latency() { return 0; }
/// Two comparisons of at most 32 bits around a row buffer.
constexpr int max_pool_latency() { return 1; }
/// A word goes on as it comes, or not at all, or zeros go: paddings, crops, duplicates, and so on.
constexpr int mover_latency() { return 0; }
/// A few additions and comparisons of at most 34 bits.
constexpr int elementwise_latency() { return 0; }
/// A comparison and a selection between registers.
constexpr int label_select_latency() { return 0; }
/// An addition around a buffer of sums.
constexpr int accumulate_pool_latency() { return 0; }
/// An addition or a comparison around a register.
constexpr int pool_latency() { return 0; }
/// The table's register, then one operation.
constexpr int channelwise_latency() { return 1; }
/// The table's register, then compare and count.
constexpr int thresholding_latency() { return 2; }

/// Few bits: word-wide popcounts over bit planes. Else: one product per lane.
constexpr bool mvau_by_planes(int IB, int WB) { return IB <= 4 && WB <= 4; }

constexpr int ceil_log2(int x) { return x <= 1 ? 0 : 1 + ceil_log2((x + 1) / 2); }
constexpr int larger(int a, int b) { return a > b ? a : b; }

/// Delays in 1/40 of the compiler's unit (schedule.hpp): a stage holds 320; an adder of w bits takes 32 + w, a popcount
/// of n bits 24 log2(n + 1), a product 120. One chain from the weights to the write bounds every path.
constexpr int mvau_add(int ACC_BITS, int TB) { return 34 + larger(ACC_BITS, TB); }
constexpr int mvau_dot_delay(int SIMD, int IC, int IB, int WC, int WB, int add) {
  return IC == XNOR                       ? 16 + 24 * ceil_log2(SIMD + 1)
         : IC == BIPOLAR && WC == BIPOLAR ? 16 + 24 * ceil_log2(SIMD + 1) + add
         : mvau_by_planes(IB, WB)
             ? 16 + 24 * ceil_log2(SIMD + 1) +
                   add * (ceil_log2(IB * WB) + (IC == INT || WC == INT) + 2 * (IC == BIPOLAR || WC == BIPOLAR))
             : larger(120, 52 + IB + WB) + add * ceil_log2(SIMD);
}
constexpr int mvau_activation_delay(int LEVELS, int ACT_VAL, int OB, int add) {
  return LEVELS == 0 ? 0 : add + (LEVELS > 1 ? 24 * ceil_log2(LEVELS + 1) : 0) + (ACT_VAL != 0 ? 32 + OB : 0);
}
constexpr int mvau_longest_operation(int IB, int WB, int LEVELS, int add) {
  return larger(larger(20 + add, mvau_by_planes(IB, WB) ? 0 : 120), 24 * ceil_log2(LEVELS + 1));
}
constexpr int mvau_stages(int delay, int longest) {
  return delay <= 320 ? 1 : 1 + (delay - 320 + (320 - longest) - 1) / (320 - longest);
}

/// A LATENCY that the compiler can always meet at its default delay budget.
constexpr int mvau_latency(int SIMD, int IC, int IB, int WC, int WB, int LEVELS, int TB, int OB, int ACT_VAL,
                           int ACC_BITS) {
  return mvau_stages(mvau_dot_delay(SIMD, IC, IB, WC, WB, mvau_add(ACC_BITS, LEVELS ? TB : 0)) +
                         mvau_add(ACC_BITS, LEVELS ? TB : 0) +
                         mvau_activation_delay(LEVELS, ACT_VAL, OB, mvau_add(ACC_BITS, LEVELS ? TB : 0)),
                     mvau_longest_operation(IB, WB, LEVELS, mvau_add(ACC_BITS, LEVELS ? TB : 0)));
}

/// As an MVAU's, and a stage to spare: a single pixel's product with its sign does not always fit beside the sum.
constexpr int vvau_latency(int SIMD, int IC, int IB, int WC, int WB, int LEVELS, int TB, int OB, int ACT_VAL,
                           int ACC_BITS) {
  return 1 + mvau_latency(SIMD, IC, IB, WC, WB, LEVELS, TB, OB, ACT_VAL, ACC_BITS);
}

}  // namespace weir
