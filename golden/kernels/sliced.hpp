/// Bit-sliced kernels for any register width; see golden/kernels/README.md for how counting works.
#pragma once
#include "golden/kernels/kernel_set.hpp"
#include "golden/kernels/simd.hpp"

namespace weir::golden {

template <class S>
struct Sliced {
  using V = typename S::V;
  static constexpr int W = S::kWords;

  /// Adds the bits a + b + c: a becomes their parity, the result is their carry.
  static WEIR_INLINE V full_add(V& a, V b, V c) {
    const V carry = S::majority(a, b, c);
    a = S::parity(a, b, c);
    return carry;
  }
  static WEIR_INLINE V half_add(V& a, V b) {
    const V carry = S::both(a, b);
    a = S::differ(a, b);
    return carry;
  }

  // ---- transpose -----------------------------------------------------------------------------------------------

  /// Three of the six stages of a 64 x 64 transpose, on the 8 rows at p, p + step, ...
  template <int Bits>
  static WEIR_INLINE void three_stages(std::uint64_t* p, int step, const V (&masks)[3]) {
    V r[8];
    for (int i = 0; i < 8; ++i) r[i] = S::load(p + i * step);
    for (int i = 0; i < 4; ++i) S::template exchange<4 * Bits>(r[i], r[i + 4], masks[0]);
    for (int i = 0; i < 8; i += 4)
      for (int j = i; j < i + 2; ++j) S::template exchange<2 * Bits>(r[j], r[j + 2], masks[1]);
    for (int i = 0; i < 8; i += 2) S::template exchange<Bits>(r[i], r[i + 1], masks[2]);
    for (int i = 0; i < 8; ++i) S::store(p + i * step, r[i]);
  }

  /// Bit k of vector v <-> bit of plane k: row i, word j, bit k <-> row k, word j, bit i. Vector v is row v / W, word
  /// v % W, so that vectors lie in memory as they come.
  static void transpose(std::uint64_t* rows) {
    const V coarse[3] = {S::splat(0x00000000FFFFFFFF), S::splat(0x0000FFFF0000FFFF), S::splat(0x00FF00FF00FF00FF)};
    for (int i = 0; i < 8; ++i) three_stages<8>(rows + i * W, 8 * W, coarse);
    const V fine[3] = {S::splat(0x0F0F0F0F0F0F0F0F), S::splat(0x3333333333333333), S::splat(0x5555555555555555)};
    for (int i = 0; i < 64; i += 8) three_stages<1>(rows + i * W, W, fine);
  }

  // ---- move ----------------------------------------------------------------------------------------------------

  /// Registers of 64 inputs are a power of two apart: more than four at a time would fight for the same cache lines.
  static constexpr int kMoveWords = 4;

  template <bool Out>
  static void move(const MoveJob& job) {
    for (int w = 0; w < job.words; w += kMoveWords) {
      std::uint64_t* memory = job.memory + w;
      std::uint64_t* const* registers = job.registers + w;
      switch (job.words - w) {
        case 1: move_words<Out, 1>(job, memory, registers); break;
        case 2: move_words<Out, 2>(job, memory, registers); break;
        case 3: move_words<Out, 3>(job, memory, registers); break;
        default: move_words<Out, 4>(job, memory, registers); break;
      }
    }
  }

  template <bool Out, int N>
  static WEIR_INLINE void move_words(const MoveJob& job, std::uint64_t* memory, std::uint64_t* const* registers) {
    std::uint64_t* to[N];
    for (int w = 0; w < N; ++w) to[w] = registers[w];
    if (job.step == N && job.words == N) return move_packed<Out, N>(memory, to, job.count);
    for (int v = 0; v < job.count; ++v, memory += job.step)
      for (int w = 0; w < N; ++w) Out ? memory[w] = to[w][v] : to[w][v] = memory[w];
  }

  /// The distance of the vectors is known, so that the compiler can use shuffles.
  template <bool Out, int N>
  static WEIR_INLINE void move_packed(std::uint64_t* memory, std::uint64_t* const (&to)[N], int count) {
    std::uint64_t* r[N];
    for (int w = 0; w < N; ++w) r[w] = to[w];
#pragma GCC ivdep
    for (int v = 0; v < count; ++v)
      for (int w = 0; w < N; ++w) Out ? memory[v * N + w] = r[w][v] : r[w][v] = memory[v * N + w];
  }

  // ---- tables --------------------------------------------------------------------------------------------------

  /// Carries of x0 + x1 + x2 with the inputs of pattern p inverted, for the 8 patterns; opposite patterns are
  /// complements.
  static WEIR_INLINE void store_carries(V x0, V x1, V x2, std::uint64_t* out) {
    const V n0 = S::invert(x0), n1 = S::invert(x1), n2 = S::invert(x2);
    const V c[4] = {S::majority(x0, x1, x2), S::majority(n0, x1, x2), S::majority(x0, n1, x2), S::majority(x0, x1, n2)};
    S::store(out + 0 * W, c[0]);
    S::store(out + 1 * W, c[1]);
    S::store(out + 2 * W, c[2]);
    S::store(out + 4 * W, c[3]);
    S::store(out + 7 * W, S::invert(c[0]));
    S::store(out + 6 * W, S::invert(c[1]));
    S::store(out + 5 * W, S::invert(c[2]));
    S::store(out + 3 * W, S::invert(c[3]));
  }

  static void tables(const std::uint64_t* planes, int units, bool inverted, std::uint64_t* out) {
    const V flip = S::splat(inverted ? ~std::uint64_t{0} : 0);
    for (int i = 0; i < 2 * units; ++i, planes += kTableInputs * W, out += kTableEntries * W) {
      V parities[3];
      for (int g = 0; g < 3; ++g) {
        const V x0 = S::differ(S::load(planes + 3 * g * W), flip);
        const V x1 = S::differ(S::load(planes + (3 * g + 1) * W), flip);
        const V x2 = S::differ(S::load(planes + (3 * g + 2) * W), flip);
        parities[g] = S::parity(x0, x1, x2);
        store_carries(x0, x1, x2, out + g * 8 * W);
      }
      std::uint64_t* sums = out + 24 * W;  // [pattern][parity, carry]
      alignas(64) std::uint64_t carries[8 * W];
      store_carries(parities[0], parities[1], parities[2], carries);
      const V even = S::parity(parities[0], parities[1], parities[2]), odd = S::invert(even);
      for (int p = 0; p < 8; ++p) {
        S::store(sums + 2 * p * W, __builtin_parity(static_cast<unsigned>(p)) != 0 ? odd : even);
        S::store(sums + (2 * p + 1) * W, S::load(carries + p * W));
      }
    }
  }

  // ---- count ---------------------------------------------------------------------------------------------------

  /// What a tree of 2^Level units leaves to be added: one bit of weight 2^(Level + 1), one of weight 2^(Level + 4).
  struct Rest {
    V low, high;
  };
  static constexpr int kTableStep = kTableEntries * W;

  static WEIR_INLINE const std::uint64_t* entry(const std::uint64_t* table, std::uint8_t offset) {
    return table + offset;
  }

  template <int Level>
  static WEIR_INLINE Rest add_units(V* a, const std::uint64_t* t, const std::uint8_t* x) {
    if constexpr (Level == 0) {
      const std::uint64_t *u = t + kTableStep, *p = entry(t + 24 * W, x[3]), *q = entry(u + 24 * W, x[7]);
      const V m0 = full_add(a[1], S::load(entry(t, x[0])), S::load(entry(t + 8 * W, x[1])));
      const V m1 = full_add(a[1], S::load(entry(t + 16 * W, x[2])), S::load(entry(u, x[4])));
      const V n0 = full_add(a[2], m0, m1);
      const V low = full_add(a[0], S::load(p), S::load(q));
      const V m2 = full_add(a[1], S::load(entry(u + 8 * W, x[5])), S::load(entry(u + 16 * W, x[6])));
      const V m3 = full_add(a[1], S::load(p + W), S::load(q + W));
      const V n1 = full_add(a[2], m2, m3);
      return {low, full_add(a[3], n0, n1)};
    } else {
      constexpr int half = 1 << (Level - 1);
      const Rest p = add_units<Level - 1>(a, t, x);
      const Rest q = add_units<Level - 1>(a, t + half * 2 * kTableStep, x + half * 2 * kTableIndices);
      const V low = full_add(a[Level], p.low, q.low);
      return {low, full_add(a[Level + 3], p.high, q.high)};
    }
  }

  template <int Level, bool First>
  static WEIR_INLINE void count_rows(const CountJob& job) {
    constexpr int own = Level + 4;  // planes kept in registers
    constexpr int row_indices = (2 << Level) * kTableIndices;
    std::uint64_t* sums = job.sums;
    const std::uint8_t* index = job.index;
    for (int r = 0; r < job.rows; ++r, sums += job.stride * W, index += row_indices) {
      V a[own];
      for (int i = 0; i < own; ++i) a[i] = First ? V{} : S::load(sums + i * W);
      const Rest rest = add_units<Level>(a, job.tables, index);
      V carry = rest.low;
      for (int i = Level + 1; i < own; ++i) carry = half_add(a[i], carry);
      for (int i = 0; i < own; ++i) S::store(sums + i * W, a[i]);
      V top = First ? V{} : S::load(sums + own * W);
      carry = full_add(top, rest.high, carry);
      S::store(sums + own * W, top);
      if constexpr (First) {
        for (int i = own + 1; i < job.stride; ++i, carry = V{}) S::store(sums + i * W, carry);
      } else {
        for (int i = own + 1; i < job.planes; ++i) {
          top = S::load(sums + i * W);
          carry = half_add(top, carry);
          S::store(sums + i * W, top);
        }
      }
    }
  }

  template <int Level>
  static void count(const CountJob& job) {
    if (job.first)
      count_rows<Level, true>(job);
    else
      count_rows<Level, false>(job);
  }

  // ---- fire ----------------------------------------------------------------------------------------------------

  /// Masks of `N` levels of one row: where sum >= threshold, decided from the lowest plane up.
  template <int N>
  static WEIR_INLINE void fire_levels(const FireJob& job, const std::uint64_t* sums, const std::uint32_t* thresholds,
                                      std::uint64_t* fired) {
    V mask[N];
    for (int i = 0; i < N; ++i) mask[i] = S::splat(~std::uint64_t{0});
    for (int p = 0; p < job.planes; ++p, thresholds += job.levels) {
      const V sum = S::load(sums + p * W);
      for (int i = 0; i < N; ++i) mask[i] = S::at_least(mask[i], sum, thresholds + i);
    }
    for (int i = 0; i < N; ++i) S::store(fired + i * W, mask[i]);
  }

  /// As many levels at once as share the registers.
  static WEIR_INLINE void fire_row(const FireJob& job, const std::uint64_t* sums, const std::uint32_t* thresholds,
                                   std::uint64_t* fired) {
    int level = 0;
    for (; level + S::kLevels <= job.levels; level += S::kLevels)
      fire_levels<S::kLevels>(job, sums, thresholds + level, fired + level * W);
    for (; level + 3 <= job.levels; level += 3) fire_levels<3>(job, sums, thresholds + level, fired + level * W);
    for (; level < job.levels; ++level) fire_levels<1>(job, sums, thresholds + level, fired + level * W);
  }

  static void fire(const FireJob& job) {
    alignas(64) std::uint64_t fired[kMaxLevels * W];
    for (int r = 0; r < job.rows; ++r) {
      const std::uint64_t* sums = job.sums + static_cast<std::ptrdiff_t>(r) * job.stride * W;
      fire_row(job, sums, job.thresholds + static_cast<std::ptrdiff_t>(r) * job.levels * job.planes, fired);
      for (int p = 0; p < job.code_planes; ++p) {
        V code = S::splat((job.initial >> p & 1) != 0 ? ~std::uint64_t{0} : 0);
        const FlipList& flips = job.flips[p];
        for (int i = 0; i < flips.count; ++i) code = S::differ(code, S::load(fired + flips.levels[i] * W));
        S::store(job.codes + (p * 64 + r) * W, code);
      }
    }
  }
};

}  // namespace weir::golden
