/// Kernels on bit planes as Packed holds them: 64 channels of one vector per word, up to 4 planes. `Policies` are
/// register widths, widest first, down to one word; they must be local to the including source file.
#pragma once
#include "golden/kernels/kernel_set.hpp"
#include "golden/kernels/simd.hpp"

namespace weir::golden {

template <class... Policies>
struct PlaneKernels {
  static constexpr int kPlanes = 4;

  /// Calls body.template operator()<Policy>(word) so that all words are covered, by the widest registers that fit.
  template <class Body>
  static WEIR_INLINE void for_words(int words, const Body& body) {
    int at = 0;
    (cover<Policies>(words, at, body), ...);
  }
  template <class S, class Body>
  static WEIR_INLINE void cover(int words, int& at, const Body& body) {
    for (; at + S::kWords <= words; at += S::kWords) body.template operator()<S>(at);
  }

  template <class S>
  static WEIR_INLINE void load_codes(const std::uint64_t* x, int planes, int words, bool inverts_top,
                                     typename S::V (&u)[kPlanes]) {
    for (int p = 0; p < kPlanes; ++p)
      u[p] = p < planes ? S::load_words(x + static_cast<std::ptrdiff_t>(p) * words) : S::splat(0);
    for (int p = 0; p < kPlanes; ++p)
      if (inverts_top && p == planes - 1) u[p] = S::invert(u[p]);
  }

  static void threshold(const PlaneThresholdJob& job) {
    const std::uint64_t* x = job.x;
    std::uint64_t* codes = job.codes;
    const std::ptrdiff_t words = job.words;
    for (std::int64_t v = 0; v < job.vectors; ++v, x += job.planes * words, codes += job.code_planes * words)
      for_words(
          job.words, [&]<class S>(int at) __attribute__((always_inline)) {
            using V = typename S::V;
            V u[kPlanes], fired[kMaxLevels];
            load_codes<S>(x + at, job.planes, job.words, job.inverts_top, u);
            const V channels = S::load_words(job.channels + at);
            for (int level = 0; level < job.levels; ++level) {
              V mask = S::splat(~std::uint64_t{0});
              for (int p = 0; p < job.planes; ++p)
                mask = S::majority(mask, u[p], S::load_words(job.below + (level * job.planes + p) * words + at));
              fired[level] = S::both(mask, S::load_words(job.reachable + level * words + at));
            }
            for (int p = 0; p < job.code_planes; ++p) {
              V code = (job.initial >> p & 1) != 0 ? channels : S::splat(0);
              for (int i = 0; i < job.flips[p].count; ++i) code = S::differ(code, fired[job.flips[p].levels[i]]);
              S::store_words(codes + p * words + at, code);
            }
          });
  }

  static void add(const PlaneAddJob& job) {
    const std::uint64_t *a = job.a, *b = job.b;
    std::uint64_t* codes = job.codes;
    const std::ptrdiff_t words = job.words;
    for (std::int64_t v = 0; v < job.vectors; ++v) {
      for_words(
          job.words, [&]<class S>(int at) __attribute__((always_inline)) {
            using V = typename S::V;
            V x[kPlanes], y[kPlanes], sum[kMaxSumPlanes];
            load_codes<S>(a + at, job.a_planes, job.words, job.a_inverts_top, x);
            load_codes<S>(b == nullptr ? a : b + at, b == nullptr ? 0 : job.b_planes, job.words, job.b_inverts_top, y);
            add_codes<S>(job, x, y, sum);
            limit<S>(job, sum, S::load_words(job.channels + at), codes + at);
          });
      a += job.a_planes * words;
      if (b != nullptr) b += job.b_planes * words;
      codes += job.code_planes * words;
    }
  }

  template <class S>
  static WEIR_INLINE void add_codes(const PlaneAddJob& job, const typename S::V (&x)[kPlanes],
                                    const typename S::V (&y)[kPlanes], typename S::V (&sum)[kMaxSumPlanes]) {
    using V = typename S::V;
    V carry = S::splat(0), delta_carry = S::splat(0);
    for (int p = 0; p < kMaxSumPlanes; ++p) {
      const V xp = p < kPlanes ? x[p] : S::splat(0), yp = p < kPlanes ? y[p] : S::splat(0);
      const V both = S::parity(xp, yp, carry);
      carry = S::majority(xp, yp, carry);
      const V d = S::splat((job.delta >> p & 1) != 0 ? ~std::uint64_t{0} : 0);
      sum[p] = S::parity(both, d, delta_carry);
      delta_carry = S::majority(both, d, delta_carry);
    }
  }

  template <class S>
  static WEIR_INLINE void limit(const PlaneAddJob& job, const typename S::V (&sum)[kMaxSumPlanes],
                                typename S::V channels, std::uint64_t* codes) {
    using V = typename S::V;
    V negative = S::splat(0), above = S::splat(0);
    for (int p = 0; p < kMaxSumPlanes; ++p) {
      if (p == job.sum_planes - 1)
        negative = sum[p];
      else if (p >= job.code_planes && p < job.sum_planes)
        above = S::either(above, sum[p]);
    }
    const V legal = S::both(channels, S::invert(negative));
    for (int p = 0; p < kPlanes; ++p) {
      if (p >= job.code_planes) break;
      V u = S::both(legal, S::either(sum[p], above));
      if (job.inverts_top && p == job.code_planes - 1) u = S::both(channels, S::invert(u));
      S::store_words(codes + static_cast<std::ptrdiff_t>(p) * job.words, u);
    }
  }

  static void max(const PlaneMaxJob& job) {
    switch (job.planes) {
      case 1: return max_of<1>(job);
      case 2: return max_of<2>(job);
      case 3: return max_of<3>(job);
      default: return max_of<4>(job);
    }
  }

  template <int N>
  static WEIR_INLINE void max_of(const PlaneMaxJob& job) {
    const std::uint64_t* x = job.x;
    std::uint64_t* out = job.out;
    const std::ptrdiff_t words = job.words;
    for (int i = 0; i < job.count; ++i, x += job.step, out += N * words)
      for_words(
          job.words, [&]<class S>(int at) __attribute__((always_inline)) {
            using V = typename S::V;
            const V flip = S::splat(job.inverts_top ? ~std::uint64_t{0} : 0);
            V largest[N], u[N];
            for (int p = 0; p < N; ++p) largest[p] = S::load_words(x + job.offsets[0] + p * words + at);
            largest[N - 1] = S::differ(largest[N - 1], flip);
            for (int tap = 1; tap < job.taps; ++tap) {
              for (int p = 0; p < N; ++p) u[p] = S::load_words(x + job.offsets[tap] + p * words + at);
              u[N - 1] = S::differ(u[N - 1], flip);
              V greater = S::splat(0);
              for (int p = 0; p < N; ++p) greater = S::majority(greater, u[p], S::invert(largest[p]));
              for (int p = 0; p < N; ++p) largest[p] = S::select(greater, u[p], largest[p]);
            }
            largest[N - 1] = S::differ(largest[N - 1], flip);
            for (int p = 0; p < N; ++p) S::store_words(out + p * words + at, largest[p]);
          });
  }
};

}  // namespace weir::golden
