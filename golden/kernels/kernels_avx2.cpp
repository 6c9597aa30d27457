#include <immintrin.h>

#include "golden/kernels/common_set.hpp"
#include "golden/kernels/sets.hpp"

namespace weir::golden {

namespace {

struct Bits : VectorPolicy<32> {};
struct Word : VectorPolicy<8> {};
using Planes = PlaneKernels<Bits, Word>;

WEIR_INLINE __m256i load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
WEIR_INLINE void store(void* p, __m256i v) { _mm256_storeu_si256(static_cast<__m256i*>(p), v); }

/// Set bits of each 64-bit lane: a table of nibbles, then the sum of each lane's bytes.
WEIR_INLINE __m256i count_bits(__m256i v) {
  const __m256i nibbles = _mm256_set1_epi8(15);
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                         0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(v, nibbles));
  const __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi64(v, 4), nibbles));
  return _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256());
}

template <bool Exclusive>
void popcount_op(const PopcountJob& job) {
  for (int v = 0; v < job.vectors; ++v) {
    const std::uint64_t *x = job.x + v * job.x_stride, *w = job.weights;
    std::int32_t* sums = job.sums + std::int64_t{v} * job.row_blocks * 8;
    for (int block = 0; block < job.row_blocks; ++block, sums += 8) {
      __m256i low = _mm256_setzero_si256(), high = low;
      for (int k = 0; k < job.words; ++k, w += 8) {
        const __m256i word = _mm256_set1_epi64x(static_cast<long long>(x[k]));
        const __m256i a = load(w), b = load(w + 4);
        low = _mm256_add_epi64(low, count_bits(Exclusive ? _mm256_xor_si256(a, word) : _mm256_and_si256(a, word)));
        high = _mm256_add_epi64(high, count_bits(Exclusive ? _mm256_xor_si256(b, word) : _mm256_and_si256(b, word)));
      }
      // The low halves of the eight 64-bit counts, in row order.
      const __m256i mixed = _mm256_castps_si256(
          _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), _MM_SHUFFLE(2, 0, 2, 0)));
      const __m256i counts = _mm256_slli_epi32(_mm256_permute4x64_epi64(mixed, _MM_SHUFFLE(3, 1, 2, 0)), job.shift);
      store(sums, job.negative ? _mm256_sub_epi32(load(sums), counts) : _mm256_add_epi32(load(sums), counts));
    }
  }
}

void popcount(const PopcountJob& job) { job.exclusive ? popcount_op<true>(job) : popcount_op<false>(job); }

/// int16 [row / 16][input pair][16 rows][2 inputs]
std::int64_t pack_dot(const std::int32_t* weights, int rows, int inputs, void* out) {
  const int blocks = (rows + 15) / 16, pairs = (inputs + 1) / 2;
  auto* to = static_cast<std::int16_t*>(out);
  if (to != nullptr)
    for (int block = 0; block < blocks; ++block)
      for (int pair = 0; pair < pairs; ++pair)
        for (int i = 0; i < 32; ++i) {
          const int row = block * 16 + i / 2, k = 2 * pair + i % 2;
          const bool inside = row < rows && k < inputs;
          *to++ = inside ? static_cast<std::int16_t>(weights[std::int64_t{row} * inputs + k]) : std::int16_t{0};
        }
  return std::int64_t{blocks} * pairs * 32 * 2;
}

/// Two neighbouring inputs as int16 in one 32-bit lane, broadcast.
template <bool Signed>
WEIR_INLINE __m256i input_pair(const std::uint8_t* x) {
  const int low = Signed ? static_cast<std::int8_t>(x[0]) : x[0], high = Signed ? static_cast<std::int8_t>(x[1]) : x[1];
  return _mm256_set1_epi32(
      static_cast<int>((static_cast<unsigned>(low) & 0xffffu) | static_cast<unsigned>(high) << 16));
}

template <bool Signed, int N>
WEIR_INLINE void dot_tile(const DotJob& job, int v) {
  const int pairs = (job.inputs + 1) / 2;
  const auto* w = static_cast<const std::int16_t*>(job.weights);
  for (int row = 0; row < job.rows; row += 16) {
    __m256i low[N], high[N];
    for (int j = 0; j < N; ++j) {
      low[j] = load(job.start + row);
      high[j] = load(job.start + row + 8);
      if (!job.continues) continue;
      const std::int32_t* before = job.sums + std::int64_t{v + j} * job.rows + row;
      low[j] = _mm256_add_epi32(low[j], _mm256_slli_epi32(load(before), 8));
      high[j] = _mm256_add_epi32(high[j], _mm256_slli_epi32(load(before + 8), 8));
    }
    for (int pair = 0; pair < pairs; ++pair, w += 32) {
      const __m256i a = load(w), b = load(w + 16);
      for (int j = 0; j < N; ++j) {
        const __m256i x = input_pair<Signed>(job.x + (v + j) * job.x_stride + 2 * pair);
        low[j] = _mm256_add_epi32(low[j], _mm256_madd_epi16(a, x));
        high[j] = _mm256_add_epi32(high[j], _mm256_madd_epi16(b, x));
      }
    }
    for (int j = 0; j < N; ++j) {
      std::int32_t* sums = job.sums + std::int64_t{v + j} * job.rows + row;
      store(sums, low[j]);
      store(sums + 8, high[j]);
    }
  }
}

template <bool Signed>
void dot_vectors(const DotJob& job) {
  int v = 0;
  for (; v + 4 <= job.vectors; v += 4) dot_tile<Signed, 4>(job, v);
  for (; v < job.vectors; ++v) dot_tile<Signed, 1>(job, v);
}

void dot(const DotJob& job) { job.is_signed ? dot_vectors<true>(job) : dot_vectors<false>(job); }

struct Tag {
  static WEIR_INLINE std::uint64_t bits(const PackJob& job, const std::int32_t* values, int plane, int first) {
    if (job.channels - first < 64) return Plain<Tag>::bits(job, values, plane, first);
    const __m128i to_sign = _mm_cvtsi32_si128(31 - job.first_bit - plane);
    std::uint64_t word = 0;
    for (int c = 0; c < 64; c += 8) {
      const __m256i shifted = _mm256_sll_epi32(load(values + first + c), to_sign);
      word |= static_cast<std::uint64_t>(_mm256_movemask_ps(_mm256_castsi256_ps(shifted))) << c;
    }
    return job.inverted != 0 ? ~word : word;
  }
  static WEIR_INLINE std::uint64_t fired(const ThresholdJob& job, const std::int32_t* sums, int level, int first) {
    const std::int32_t* thresholds = job.thresholds + std::int64_t{level} * job.row_stride;
    if (job.rows - first < 64) return Plain<Tag>::fired(job, sums, level, first);
    std::uint64_t below = 0;
    for (int r = 0; r < 64; r += 8) {
      const __m256i less = _mm256_cmpgt_epi32(load(thresholds + first + r), load(sums + first + r));
      below |= static_cast<std::uint64_t>(_mm256_movemask_ps(_mm256_castsi256_ps(less))) << r;
    }
    return ~below;
  }
};

}  // namespace

constinit const KernelSet kAvx2Kernels = [] {
  KernelSet set = common_kernels<Bits, Planes, Tag>(Isa::Avx2);
  set.popcount_w1u1_8xn = popcount;
  set.dot_i8u8_16xn = dot;
  set.pack_dot_weights = pack_dot;
  return set;
}();

}  // namespace weir::golden
