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

constexpr int kDotChunk = 512;  ///< inputs widened at once, which stay in the first-level cache

/// N vectors' inputs first .. first + count - 1 as int16, up to whole pairs.
template <bool Signed, int N>
WEIR_INLINE void widen_inputs(const DotJob& job, int v, int first, int count, std::int16_t (&to)[N][kDotChunk]) {
  for (int j = 0; j < N; ++j) {
    const std::uint8_t* x = job.x + (v + j) * job.x_stride + first;
    for (int k = 0; k < count; k += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x + k));
      store(&to[j][k], Signed ? _mm256_cvtepi8_epi16(bytes) : _mm256_cvtepu8_epi16(bytes));
    }
  }
}

/// 16 rows, N vectors, `pairs` pairs of inputs; sums holds what came before.
template <int N>
WEIR_INLINE void dot_tile(const DotJob& job, int row, int v, const std::int16_t* w, int pairs,
                          const std::int16_t (&x)[N][kDotChunk]) {
  __m256i low[N], high[N];
  for (int j = 0; j < N; ++j) {
    const std::int32_t* sums = job.sums + std::int64_t{v + j} * job.row_count + row;
    low[j] = load(sums);
    high[j] = load(sums + 8);
  }
  for (int pair = 0; pair < pairs; ++pair, w += 32) {
    const __m256i a = load(w), b = load(w + 16);
    for (int j = 0; j < N; ++j) {
      std::int32_t two;
      std::memcpy(&two, &x[j][2 * pair], sizeof two);
      const __m256i inputs = _mm256_set1_epi32(two);
      low[j] = _mm256_add_epi32(low[j], _mm256_madd_epi16(a, inputs));
      high[j] = _mm256_add_epi32(high[j], _mm256_madd_epi16(b, inputs));
    }
  }
  for (int j = 0; j < N; ++j) {
    std::int32_t* sums = job.sums + std::int64_t{v + j} * job.row_count + row;
    store(sums, low[j]);
    store(sums + 8, high[j]);
  }
}

WEIR_INLINE void start_sums(const DotJob& job, int v) {
  std::int32_t* sums = job.sums + std::int64_t{v} * job.row_count;
  for (int row = 0; row < job.row_count; row += 8) {
    const __m256i before = job.continues ? _mm256_slli_epi32(load(sums + row), 8) : _mm256_setzero_si256();
    store(sums + row, _mm256_add_epi32(load(job.start + job.first_row + row), before));
  }
}

template <bool Signed, int N>
WEIR_INLINE void dot_group(const DotJob& job, int v) {
  alignas(32) std::int16_t x[N][kDotChunk];
  const std::int64_t all_pairs = (job.inputs + 1) / 2;
  for (int j = 0; j < N; ++j) start_sums(job, v + j);
  for (int first = 0; first < job.inputs; first += kDotChunk) {
    const int count = job.inputs - first < kDotChunk ? job.inputs - first : kDotChunk;
    widen_inputs<Signed, N>(job, v, first, count, x);
    for (int row = 0; row < job.row_count; row += 16) {
      const auto* w =
          static_cast<const std::int16_t*>(job.weights) + ((job.first_row + row) / 16 * all_pairs + first / 2) * 32;
      dot_tile<N>(job, row, v, w, (count + 1) / 2, x);
    }
  }
}

template <bool Signed>
void dot_vectors(const DotJob& job) {
  int v = 0;
  for (; v + 4 <= job.vectors; v += 4) dot_group<Signed, 4>(job, v);
  for (; v < job.vectors; ++v) dot_group<Signed, 1>(job, v);
}

void dot(const DotJob& job) { job.is_signed ? dot_vectors<true>(job) : dot_vectors<false>(job); }

/// Half a LevelBlock, rows r .. r + 7, in registers: stores of bytes might change it for all that the compiler knows.
struct LevelRegisters {
  LevelRegisters(const LevelBlock& block, int r)
      : low(load(block.low + r)),
        high(load(block.high + r)),
        factor{load(block.factor + r), _mm256_srli_epi64(factor[0], 32)},
        addend{load(block.addend[0] + r / 2), load(block.addend[1] + r / 2)},
        shift{load(block.shift[0] + r / 2), load(block.shift[1] + r / 2)} {}

  WEIR_INLINE __m256i clamped(__m256i sum) const { return _mm256_min_epi32(_mm256_max_epi32(sum, low), high); }
  /// What the lines say of clamped sums.
  WEIR_INLINE __m256i line(__m256i sum) const {
    const __m256i above = _mm256_sub_epi32(sum, low);
    const __m256i even = _mm256_add_epi64(_mm256_mul_epu32(above, factor[0]), addend[0]);
    const __m256i odd = _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(above, 32), factor[1]), addend[1]);
    return _mm256_or_si256(_mm256_srlv_epi64(even, shift[0]), _mm256_slli_epi64(_mm256_srlv_epi64(odd, shift[1]), 32));
  }

  __m256i low, high, factor[2], addend[2], shift[2];
};

/// From what the line says of rows r .. r + 7 to what is true.
WEIR_INLINE __m256i halved(const LevelBlock& block, int r, const std::int32_t* thresholds, __m256i row_starts,
                           __m256i sum, __m256i count) {
  count = _mm256_max_epi32(_mm256_sub_epi32(count, load(block.below + r)), _mm256_setzero_si256());
  for (int step = 1 << (block.halvings - 1); step > 0; step /= 2) {
    const __m256i at = _mm256_add_epi32(_mm256_add_epi32(row_starts, count), _mm256_set1_epi32(step - 1));
    const __m256i beyond = _mm256_cmpgt_epi32(_mm256_i32gather_epi32(thresholds, at, 4), sum);
    count = _mm256_add_epi32(count, _mm256_andnot_si256(beyond, _mm256_set1_epi32(step)));
  }
  return _mm256_min_epi32(count, load(block.levels + r));
}

template <bool Halves>
void levels_of_eight(const LevelJob& job, int row) {
  const LevelBlock& block = job.blocks[row / 16];
  const LevelRegisters lines(block, row % 16);
  const std::int32_t* thresholds = job.thresholds + std::int64_t{row} * job.threshold_stride;
  const __m256i row_starts =
      _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(job.threshold_stride));
  const __m256i offset = _mm256_set1_epi32(job.offset);
  const __m256i low_bytes = _mm256_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,  //
                                             0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m128i scale = _mm_cvtsi32_si128(job.scale_bits);
  const std::int32_t* sums = job.sums + row;
  std::uint8_t* to = job.bytes + row;
  const std::int64_t row_stride = job.row_stride, byte_stride = job.byte_stride;
  for (int v = job.vectors; v > 0; --v, sums += row_stride, to += byte_stride) {
    const __m256i sum = lines.clamped(load(sums));
    __m256i count = lines.line(sum);
    if (Halves) count = halved(block, row % 16, thresholds, row_starts, sum, count);
    const __m256i codes = _mm256_shuffle_epi8(_mm256_add_epi32(_mm256_sll_epi32(count, scale), offset), low_bytes);
    const __m128i bytes = _mm_unpacklo_epi32(_mm256_castsi256_si128(codes), _mm256_extracti128_si256(codes, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
  }
}

template <bool Signed>
WEIR_INLINE __m256i widened(const std::uint8_t* x) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x));
  return Signed ? _mm256_cvtepi8_epi16(bytes) : _mm256_cvtepu8_epi16(bytes);
}

/// 16 channels of all vectors.
template <bool Signed>
WEIR_INLINE void depthwise_block(const DepthwiseJob& job, std::int64_t stride, int channel) {
  const int pairs = (job.taps + 1) / 2;
  const auto* weights = static_cast<const std::int16_t*>(job.weights) + std::int64_t{channel} * pairs * 2;
  for (int v = 0; v < job.vectors; ++v) {
    const std::uint8_t* x = job.x + v * job.step + channel;
    const std::int16_t* w = weights;
    __m256i lower = _mm256_setzero_si256(), upper = lower;
    for (int pair = 0; pair < pairs; ++pair, w += 32) {
      const __m256i a = widened<Signed>(x + job.offsets[2 * pair]), b = widened<Signed>(x + job.offsets[2 * pair + 1]);
      lower = _mm256_add_epi32(lower, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), load(w)));
      upper = _mm256_add_epi32(upper, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), load(w + 16)));
    }
    std::int32_t* sums = job.sums + v * stride + channel;
    store(sums, _mm256_permute2x128_si256(lower, upper, 0x20));
    store(sums + 8, _mm256_permute2x128_si256(lower, upper, 0x31));
  }
}

template <bool Signed>
void depthwise_blocks(const DepthwiseJob& job) {
  const std::int64_t stride = ByteKernels<Bits>::padded(job.channels);
  for (int c = 0; c < job.channels; c += 16) depthwise_block<Signed>(job, stride, c);
}

void depthwise(const DepthwiseJob& job) { job.is_signed ? depthwise_blocks<true>(job) : depthwise_blocks<false>(job); }

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

void levels(const LevelJob& job) {
  int row = 0;
  for (; row + 8 <= job.rows; row += 8)
    job.blocks[row / 16].halvings != 0 ? levels_of_eight<true>(job, row) : levels_of_eight<false>(job, row);
  if (row < job.rows) ByteKernels<Tag>::levels_of_rows(job, row, job.rows - row);
}

}  // namespace

constinit const KernelSet kAvx2Kernels = [] {
  KernelSet set = common_kernels<Bits, Planes, Tag>(Isa::Avx2);
  set.popcount_w1u1_8xn = popcount;
  set.dot_i8u8_16xn = dot;
  set.pack_dot_weights = pack_dot;
  set.levels_i32u8_nxn = levels;
  set.depthwise_i8u8_nxn = depthwise;
  set.pack_depthwise_weights = ByteKernels<Tag>::pack_tap_pairs<2>;
  return set;
}();

}  // namespace weir::golden
