/// Closed forms of the kernels' LATENCY: pipeline stages from the gate to the write. The compiler obeys LATENCY
/// exactly, so the timing of a kernel is known without compiling it; these values are feasible for every legal shape at
/// the default delay budget. The one place of these figures: golden, the compiler and users' kernels take them from
/// here.
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
/// Few bits: word-wide popcounts over bit planes. Else: one product per lane.
constexpr bool mvau_by_planes(int IB, int WB) { return IB <= 4 && WB <= 4; }

constexpr int ceil_log2(int x) { return x <= 1 ? 0 : 1 + ceil_log2((x + 1) / 2); }
constexpr int larger(int a, int b) { return a > b ? a : b; }

/// What operations take, in 1/40 of the compiler's unit (a LUT with its wire).
namespace delay {
constexpr int unit = 40;
constexpr int stage = 8 * unit;  ///< the default delay budget
constexpr int logic = 16;
constexpr int choice = 20;
constexpr int product = 120;
constexpr int load = 60;
constexpr int add(int bits) { return 32 + bits; }
constexpr int compare(int bits) { return 32 + bits; }
/// Per doubling of the bits that are counted, or compared for equality, or shifted.
constexpr int count_per_doubling = 24;
constexpr int equal_per_doubling = 8;
constexpr int shift_per_doubling = 20;
constexpr int count(int bits) { return count_per_doubling * ceil_log2(bits + 1); }
}  // namespace delay

/// Up to 15 thresholds are compared at once. More are searched: the first step compares some of them, at equal
/// distances; every further one reads the 15 between two of the former from a table of its own.
constexpr int search_step_bits = 4;
constexpr int threshold_steps(int LEVELS) {
  return LEVELS < (1 << search_step_bits) ? 1 : (ceil_log2(LEVELS + 1) + search_step_bits - 1) / search_step_bits;
}
/// Thresholds of the first step.
constexpr int first_step_levels(int LEVELS) {
  return threshold_steps(LEVELS) == 1
             ? LEVELS
             : (1 << (ceil_log2(LEVELS + 1) - search_step_bits * (threshold_steps(LEVELS) - 1))) - 1;
}
/// Thresholds that the tables of a search have beyond LEVELS: the lowest ones, which always fire, if T <= x counts,
/// else the highest ones, which never do.
constexpr int search_padding(int LEVELS) {
  return threshold_steps(LEVELS) == 1 ? 0 : (1 << ceil_log2(LEVELS + 1)) - 1 - LEVELS;
}

/// The table's register, then compare and count, then a stage per further step.
constexpr int thresholding_latency(int LEVELS) { return 1 + threshold_steps(LEVELS); }

/// One chain from the weights to the write bounds every path up to the address of a search's first table.
constexpr int mvau_add(int ACC_BITS, int TB) { return 2 + delay::add(larger(ACC_BITS, TB)); }
constexpr int mvau_dot_delay(int SIMD, int IC, int IB, int WC, int WB, int add) {
  return IC == XNOR                       ? delay::logic + delay::count(SIMD)
         : IC == BIPOLAR && WC == BIPOLAR ? delay::logic + delay::count(SIMD) + add
         : mvau_by_planes(IB, WB)
             ? delay::logic + delay::count(SIMD) +
                   add * (ceil_log2(IB * WB) + (IC == INT || WC == INT) + 2 * (IC == BIPOLAR || WC == BIPOLAR))
             : larger(delay::product, delay::choice + delay::add(IB + WB)) + add * ceil_log2(SIMD);
}
constexpr int mvau_activation_delay(int LEVELS, int ACT_VAL, int OB, int add) {
  return LEVELS == 0 ? 0
                     : add + (LEVELS > 1 ? delay::count(first_step_levels(LEVELS)) : 0) +
                           (threshold_steps(LEVELS) > 1 ? delay::load
                            : ACT_VAL != 0              ? delay::add(OB)
                                                        : 0);
}
constexpr int mvau_longest_operation(int IB, int WB, int LEVELS, int add) {
  return larger(larger(delay::choice + add, mvau_by_planes(IB, WB) ? 0 : delay::product),
                delay::count(first_step_levels(LEVELS)));
}
constexpr int mvau_stages(int chain, int longest) {
  return chain <= delay::stage ? 1
                               : 1 + (chain - delay::stage + (delay::stage - longest) - 1) / (delay::stage - longest);
}

/// A LATENCY that the compiler can always meet at its default delay budget.
constexpr int mvau_latency(int SIMD, int IC, int IB, int WC, int WB, int LEVELS, int TB, int OB, int ACT_VAL,
                           int ACC_BITS) {
  return mvau_stages(mvau_dot_delay(SIMD, IC, IB, WC, WB, mvau_add(ACC_BITS, LEVELS ? TB : 0)) +
                         mvau_add(ACC_BITS, LEVELS ? TB : 0) +
                         mvau_activation_delay(LEVELS, ACT_VAL, OB, mvau_add(ACC_BITS, LEVELS ? TB : 0)),
                     mvau_longest_operation(IB, WB, LEVELS, mvau_add(ACC_BITS, LEVELS ? TB : 0))) +
         threshold_steps(LEVELS) - 1;
}

/// A single pixel's product with its sign does not always fit beside the sum.
constexpr int vvau_spare_stages = 1;
constexpr int vvau_latency(int SIMD, int IC, int IB, int WC, int WB, int LEVELS, int TB, int OB, int ACT_VAL,
                           int ACC_BITS) {
  return vvau_spare_stages + mvau_latency(SIMD, IC, IB, WC, WB, LEVELS, TB, OB, ACT_VAL, ACC_BITS);
}

}  // namespace weir
