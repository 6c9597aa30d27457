#include <immintrin.h>

#include "golden/kernels/common_set.hpp"
#include "golden/kernels/sets.hpp"

namespace weir::golden {

namespace {

/// Three-input logic by its truth table: bit (4a + 2b + c) of the immediate.
struct Bits {
  using V = __m512i;
  static constexpr int kWords = 8;
  static constexpr int kLevels = 15;

  static WEIR_INLINE V load(const std::uint64_t* p) {
    V v = _mm512_load_si512(p);
    asm("" : "+v"(v));  // or the compiler loads twice: once for the parity, once for the carry
    return v;
  }
  static WEIR_INLINE void store(std::uint64_t* p, V v) { _mm512_store_si512(p, v); }
  static WEIR_INLINE V load_words(const std::uint64_t* p) { return _mm512_loadu_si512(p); }
  static WEIR_INLINE void store_words(std::uint64_t* p, V v) { _mm512_storeu_si512(p, v); }
  static WEIR_INLINE V splat(std::uint64_t word) { return _mm512_set1_epi64(static_cast<long long>(word)); }
  static WEIR_INLINE V invert(V a) { return _mm512_ternarylogic_epi64(a, a, a, 0x55); }
  static WEIR_INLINE V both(V a, V b) { return _mm512_and_si512(a, b); }
  static WEIR_INLINE V either(V a, V b) { return _mm512_or_si512(a, b); }
  static WEIR_INLINE V differ(V a, V b) { return _mm512_xor_si512(a, b); }
  static WEIR_INLINE V parity(V a, V b, V c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
  static WEIR_INLINE V majority(V a, V b, V c) { return _mm512_ternarylogic_epi64(a, b, c, 0xE8); }
  static WEIR_INLINE V select(V mask, V a, V b) { return _mm512_ternarylogic_epi64(mask, a, b, 0xCA); }
  static WEIR_INLINE V at_least(V below, V sum, const std::uint32_t* threshold) {
    return _mm512_ternarylogic_epi32(below, sum, _mm512_set1_epi32(static_cast<int>(*threshold)), 0xD4);
  }
  template <int Count>
  static WEIR_INLINE void exchange(V& a, V& b, V mask) {
    const V lower = _mm512_srli_epi64(a, Count), upper = _mm512_slli_epi64(b, Count);
    b = select(mask, lower, b);
    a = select(mask, a, upper);
  }
};

struct HalfBits : VectorPolicy<32> {};
struct Word : VectorPolicy<8> {};
using Planes = PlaneKernels<Bits, HalfBits, Word>;

/// M blocks of 8 rows, N vectors; one 64-bit count per row and vector, no horizontal sums.
template <bool Exclusive, int M, int N>
WEIR_INLINE void popcount_tile(const PopcountJob& job, int block, int v) {
  __m512i counts[M][N];
  for (auto& row : counts)
    for (auto& count : row) count = _mm512_setzero_si512();
  const std::uint64_t* w = job.weights + std::int64_t{block} * job.words * 8;
  const std::uint64_t* x = job.x + v * job.x_stride;
  for (int k = 0; k < job.words; ++k, w += 8) {
    for (int i = 0; i < M; ++i) {
      const __m512i weights = _mm512_load_si512(w + std::int64_t{i} * job.words * 8);
      for (int j = 0; j < N; ++j) {
        const __m512i word = _mm512_set1_epi64(static_cast<long long>(x[j * job.x_stride + k]));
        const __m512i bits = Exclusive ? _mm512_xor_si512(weights, word) : _mm512_and_si512(weights, word);
        counts[i][j] = _mm512_add_epi64(counts[i][j], _mm512_popcnt_epi64(bits));
      }
    }
  }
  const __m128i shift = _mm_cvtsi32_si128(job.shift);
  for (int i = 0; i < M; ++i)
    for (int j = 0; j < N; ++j) {
      auto* sums = reinterpret_cast<__m256i*>(job.sums + (std::int64_t{v + j} * job.row_blocks + block + i) * 8);
      const __m256i scaled = _mm256_sll_epi32(_mm512_cvtepi64_epi32(counts[i][j]), shift);
      const __m256i before = _mm256_load_si256(sums);
      _mm256_store_si256(sums, job.negative ? _mm256_sub_epi32(before, scaled) : _mm256_add_epi32(before, scaled));
    }
}

template <bool Exclusive, int N>
void popcount_vectors(const PopcountJob& job, int v) {
  int block = 0;
  for (; block + 2 <= job.row_blocks; block += 2) popcount_tile<Exclusive, 2, N>(job, block, v);
  if (block < job.row_blocks) popcount_tile<Exclusive, 1, N>(job, block, v);
}

template <bool Exclusive>
void popcount_op(const PopcountJob& job) {
  int v = 0;
  for (; v + 8 <= job.vectors; v += 8) popcount_vectors<Exclusive, 8>(job, v);
  for (; v + 2 <= job.vectors; v += 2) popcount_vectors<Exclusive, 2>(job, v);
  if (v < job.vectors) popcount_vectors<Exclusive, 1>(job, v);
}

void popcount(const PopcountJob& job) { job.exclusive ? popcount_op<true>(job) : popcount_op<false>(job); }

/// int8 [row / 16][input / 4][16 rows][4 inputs], then per row 128 times its sum of weights: what signed inputs, which
/// VPDPBUSD takes with an offset of 128, have to give back.
std::int64_t pack_dot(const std::int32_t* weights, int rows, int inputs, void* out) {
  const int blocks = (rows + 15) / 16, quads = (inputs + 3) / 4;
  const std::int64_t bytes = std::int64_t{blocks} * quads * 64;
  if (out != nullptr) {
    auto* to = static_cast<std::int8_t*>(out);
    auto* offset = reinterpret_cast<std::int32_t*>(to + bytes);
    std::memset(out, 0, static_cast<std::size_t>(bytes + std::int64_t{blocks} * 64));
    for (int row = 0; row < rows; ++row)
      for (int k = 0; k < inputs; ++k) {
        const std::int32_t w = weights[std::int64_t{row} * inputs + k];
        to[((std::int64_t{row / 16} * quads + k / 4) * 16 + row % 16) * 4 + k % 4] = static_cast<std::int8_t>(w);
        offset[row] += 128 * w;
      }
  }
  return bytes + std::int64_t{blocks} * 64;
}

template <int M, int N>
WEIR_INLINE void dot_tile(const DotJob& job, int row, int v) {
  const int quads = (job.inputs + 3) / 4;
  const int weight_row = job.first_row + row;
  const auto* w = static_cast<const std::int8_t*>(job.weights) + std::int64_t{weight_row / 16} * quads * 64;
  const auto* offset = static_cast<const std::int8_t*>(job.weights) + std::int64_t{job.rows / 16} * quads * 64;
  const __m512i bias = _mm512_set1_epi8(job.is_signed ? -128 : 0);
  __m512i sums[M][N];
  for (int i = 0; i < M; ++i) {
    __m512i start = _mm512_loadu_si512(job.start + weight_row + 16 * i);
    if (job.is_signed)
      start = _mm512_sub_epi32(start, _mm512_loadu_si512(offset + std::int64_t{weight_row + 16 * i} * 4));
    for (int j = 0; j < N; ++j) {
      sums[i][j] = start;
      if (!job.continues) continue;
      const __m512i before = _mm512_loadu_si512(job.sums + std::int64_t{v + j} * job.row_count + row + 16 * i);
      sums[i][j] = _mm512_add_epi32(start, _mm512_slli_epi32(before, 8));
    }
  }
  const std::uint8_t* x = job.x + v * job.x_stride;
  for (int k = 0; k < quads; ++k, w += 64) {
    __m512i weights[M];
    for (int i = 0; i < M; ++i) weights[i] = _mm512_load_si512(w + std::int64_t{i} * quads * 64);
    for (int j = 0; j < N; ++j) {
      int word;
      std::memcpy(&word, x + j * job.x_stride + 4 * k, 4);
      const __m512i inputs = _mm512_xor_si512(_mm512_set1_epi32(word), bias);
      for (int i = 0; i < M; ++i) sums[i][j] = _mm512_dpbusd_epi32(sums[i][j], inputs, weights[i]);
    }
  }
  for (int i = 0; i < M; ++i)
    for (int j = 0; j < N; ++j)
      _mm512_storeu_si512(job.sums + std::int64_t{v + j} * job.row_count + row + 16 * i, sums[i][j]);
}

/// All vectors against M x 16 rows, whose weights stay in the second-level cache meanwhile.
template <int M>
void dot_rows(const DotJob& job, int row) {
  int v = 0;
  for (; v + 8 <= job.vectors; v += 8) dot_tile<M, 8>(job, row, v);
  if (v + 4 <= job.vectors) dot_tile<M, 4>(job, row, v), v += 4;
  if (v + 2 <= job.vectors) dot_tile<M, 2>(job, row, v), v += 2;
  if (v < job.vectors) dot_tile<M, 1>(job, row, v);
}

/// One vector alone keeps the multipliers busy with many rows.
void dot_single(const DotJob& job) {
  int row = 0;
  for (; row + 128 <= job.row_count; row += 128) dot_tile<8, 1>(job, row, 0);
  for (; row + 32 <= job.row_count; row += 32) dot_tile<2, 1>(job, row, 0);
  if (row < job.row_count) dot_tile<1, 1>(job, row, 0);
}

void dot(const DotJob& job) {
  if (job.vectors == 1) return dot_single(job);
  int row = 0;
  for (; row + 32 <= job.row_count; row += 32) dot_rows<2>(job, row);
  if (row < job.row_count) dot_rows<1>(job, row);
}

/// A LevelBlock in registers: stores of bytes might change it for all that the compiler knows.
struct LevelRegisters {
  explicit LevelRegisters(const LevelBlock& block)
      : low(_mm512_load_si512(block.low)),
        high(_mm512_load_si512(block.high)),
        factor{_mm512_load_si512(block.factor), _mm512_srli_epi64(factor[0], 32)},
        addend{_mm512_load_si512(block.addend[0]), _mm512_load_si512(block.addend[1])},
        shift{_mm512_load_si512(block.shift[0]), _mm512_load_si512(block.shift[1])} {}

  __m512i clamped(__m512i sum) const { return _mm512_min_epi32(_mm512_max_epi32(sum, low), high); }
  /// What the lines say of clamped sums.
  __m512i line(__m512i sum) const {
    const __m512i above = _mm512_sub_epi32(sum, low);
    const __m512i even = _mm512_add_epi64(_mm512_mul_epu32(above, factor[0]), addend[0]);
    const __m512i odd = _mm512_add_epi64(_mm512_mul_epu32(_mm512_srli_epi64(above, 32), factor[1]), addend[1]);
    return _mm512_or_si512(_mm512_srlv_epi64(even, shift[0]), _mm512_slli_epi64(_mm512_srlv_epi64(odd, shift[1]), 32));
  }

  __m512i low, high, factor[2], addend[2], shift[2];
};

/// From what the line says of 16 rows to what is true.
WEIR_INLINE __m512i halved(const LevelBlock& block, const std::int32_t* thresholds, __m512i row_starts, __mmask16 valid,
                           __m512i sum, __m512i count) {
  count = _mm512_max_epi32(_mm512_sub_epi32(count, _mm512_load_si512(block.below)), _mm512_setzero_si512());
  for (int step = 1 << (block.halvings - 1); step > 0; step /= 2) {
    const __m512i at = _mm512_add_epi32(_mm512_add_epi32(row_starts, count), _mm512_set1_epi32(step - 1));
    const __m512i t = _mm512_mask_i32gather_epi32(sum, valid, at, thresholds, 4);
    count = _mm512_mask_add_epi32(count, _mm512_cmple_epi32_mask(t, sum), count, _mm512_set1_epi32(step));
  }
  return _mm512_min_epi32(count, _mm512_load_si512(block.levels));
}

template <bool Halves>
void levels_of_block(const LevelJob& job, int row, __mmask16 valid) {
  const LevelBlock& block = job.blocks[row / 16];
  const LevelRegisters lines(block);
  const std::int32_t* thresholds = job.thresholds + std::int64_t{row} * job.threshold_stride;
  const __m512i rows = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i row_starts = _mm512_mullo_epi32(rows, _mm512_set1_epi32(job.threshold_stride));
  const __m512i offset = _mm512_set1_epi32(job.offset);
  const __m128i scale = _mm_cvtsi32_si128(job.scale_bits);
  const std::int32_t* sums = job.sums + row;
  std::uint8_t* to = job.bytes + row;
  const std::int64_t row_stride = job.row_stride, byte_stride = job.byte_stride;
  for (int v = job.vectors; v > 0; --v, sums += row_stride, to += byte_stride) {
    const __m512i sum = lines.clamped(_mm512_maskz_loadu_epi32(valid, sums));
    __m512i count = lines.line(sum);
    if (Halves) count = halved(block, thresholds, row_starts, valid, sum, count);
    const __m128i bytes = _mm512_cvtepi32_epi8(_mm512_add_epi32(_mm512_sll_epi32(count, scale), offset));
    if (valid == 0xffff)
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
    else
      _mm_mask_storeu_epi8(to, valid, bytes);
  }
}

void levels(const LevelJob& job) {
  for (int row = 0; row < job.rows; row += 16) {
    const int left = job.rows - row;
    const auto valid = static_cast<__mmask16>(left >= 16 ? 0xffff : (1 << left) - 1);
    job.blocks[row / 16].halvings != 0 ? levels_of_block<true>(job, row, valid)
                                       : levels_of_block<false>(job, row, valid);
  }
}

template <bool Signed>
WEIR_INLINE __m512i widened(const std::uint8_t* x) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x));
  return Signed ? _mm512_cvtepi8_epi16(bytes) : _mm512_cvtepu8_epi16(bytes);
}

/// 32 channels of all vectors; Pairs of taps, 0: found out from the job.
template <bool Signed, int Pairs>
WEIR_INLINE void depthwise_block(const DepthwiseJob& job, int channel) {
  const int pairs = Pairs != 0 ? Pairs : (job.taps + 1) / 2;
  const std::int64_t stride = ByteKernels<Bits>::padded(job.channels);
  const auto* w = static_cast<const std::int16_t*>(job.weights) + std::int64_t{channel} * pairs * 2;
  const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11),
                last = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  for (int v = 0; v < job.vectors; ++v) {
    const std::uint8_t* x = job.x + v * job.step + channel;
    __m512i lower = _mm512_setzero_si512(), upper = lower;
    for (int pair = 0; pair < pairs; ++pair) {
      const __m512i a = widened<Signed>(x + job.offsets[2 * pair]), b = widened<Signed>(x + job.offsets[2 * pair + 1]);
      lower = _mm512_add_epi32(
          lower, _mm512_madd_epi16(_mm512_unpacklo_epi16(a, b), _mm512_load_si512(w + std::int64_t{pair} * 64)));
      upper = _mm512_add_epi32(
          upper, _mm512_madd_epi16(_mm512_unpackhi_epi16(a, b), _mm512_load_si512(w + std::int64_t{pair} * 64 + 32)));
    }
    std::int32_t* sums = job.sums + v * stride + channel;
    _mm512_storeu_si512(sums, _mm512_permutex2var_epi64(lower, first, upper));
    _mm512_storeu_si512(sums + 16, _mm512_permutex2var_epi64(lower, last, upper));
  }
}

template <bool Signed>
void depthwise_blocks(const DepthwiseJob& job) {
  constexpr int kPairs3x3 = 5;
  for (int c = 0; c < job.channels; c += 32)
    (job.taps + 1) / 2 == kPairs3x3 ? depthwise_block<Signed, kPairs3x3>(job, c) : depthwise_block<Signed, 0>(job, c);
}

void depthwise(const DepthwiseJob& job) { job.is_signed ? depthwise_blocks<true>(job) : depthwise_blocks<false>(job); }

template <bool Signed>
void max_of(const ByteMaxJob& job) {
  for (int c = 0; c < job.channels; c += 64) {
    const int left = job.channels - c;
    const __mmask64 valid = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    for (int v = 0; v < job.vectors; ++v) {
      const std::uint8_t* x = job.x + v * job.step + c;
      __m512i most = _mm512_maskz_loadu_epi8(valid, x + job.offsets[0]);
      for (int tap = 1; tap < job.taps; ++tap) {
        const __m512i other = _mm512_maskz_loadu_epi8(valid, x + job.offsets[tap]);
        most = Signed ? _mm512_max_epi8(most, other) : _mm512_max_epu8(most, other);
      }
      _mm512_mask_storeu_epi8(job.out + std::int64_t{v} * job.channels + c, valid, most);
    }
  }
}

void max(const ByteMaxJob& job) { job.is_signed ? max_of<true>(job) : max_of<false>(job); }

void pack_sign(const std::uint8_t* bytes, int count, std::uint64_t* words) {
  for (int i = 0; i < count; i += 64) {
    const int left = count - i;
    const __mmask64 valid = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    words[i / 64] = _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(valid, bytes + i));
  }
}

struct Tag {
  static WEIR_INLINE std::uint64_t bits(const PackJob& job, const std::int32_t* values, int plane, int first) {
    const __m512i bit = _mm512_set1_epi32(1 << (job.first_bit + plane));
    std::uint64_t word = 0;
    for (int c = 0; c < 64 && first + c < job.channels; c += 16) {
      const int left = job.channels - first - c;
      const auto valid = static_cast<__mmask16>(left >= 16 ? 0xffff : (1 << left) - 1);
      const __m512i x = _mm512_maskz_loadu_epi32(valid, values + first + c);
      const __mmask16 set =
          job.inverted != 0 ? _mm512_mask_testn_epi32_mask(valid, x, bit) : _mm512_mask_test_epi32_mask(valid, x, bit);
      word |= static_cast<std::uint64_t>(set) << c;
    }
    return word;
  }
  static WEIR_INLINE std::uint64_t fired(const ThresholdJob& job, const std::int32_t* sums, int level, int first) {
    const std::int32_t* thresholds = job.thresholds + std::int64_t{level} * job.row_stride;
    std::uint64_t mask = 0;
    for (int r = 0; r < 64 && first + r < job.rows; r += 16) {
      const int left = job.rows - first - r;
      const auto valid = static_cast<__mmask16>(left >= 16 ? 0xffff : (1 << left) - 1);
      const __mmask16 at_least = _mm512_mask_cmpge_epi32_mask(valid, _mm512_maskz_loadu_epi32(valid, sums + first + r),
                                                              _mm512_maskz_loadu_epi32(valid, thresholds + first + r));
      mask |= static_cast<std::uint64_t>(at_least) << r;
    }
    return mask;
  }
};

/// Rows in whole words: the masks of four registers make one word.
void threshold_words(const ThresholdJob& job) {
  for (int v = 0; v < job.vectors; ++v) {
    const std::int32_t* sums = job.sums + std::int64_t{v} * job.row_stride;
    std::uint64_t* codes = job.codes + std::int64_t{v} * job.code_planes * job.code_words;
    for (int word = 0; word < job.code_words; ++word, sums += 64) {
      __m512i x[4];
      for (int i = 0; i < 4; ++i) x[i] = _mm512_loadu_si512(sums + 16 * i);
      std::uint64_t fired[kMaxLevels];
      for (int level = 0; level < job.levels; ++level) {
        const std::int32_t* t = job.thresholds + std::int64_t{level} * job.row_stride + word * 64;
        __mmask16 m[4];
        for (int i = 0; i < 4; ++i) m[i] = _mm512_cmpge_epi32_mask(x[i], _mm512_loadu_si512(t + 16 * i));
        fired[level] = _mm512_kunpackd(_mm512_kunpackw(m[3], m[2]), _mm512_kunpackw(m[1], m[0]));
      }
      for (int p = 0; p < job.code_planes; ++p) {
        std::uint64_t code = (job.initial >> p & 1) != 0 ? ~std::uint64_t{0} : 0;
        for (int i = 0; i < job.flips[p].count; ++i) code ^= fired[job.flips[p].levels[i]];
        codes[p * job.code_words + word] = code;
      }
    }
  }
}

void threshold(const ThresholdJob& job) { job.rows % 64 == 0 ? threshold_words(job) : Plain<Tag>::threshold(job); }

}  // namespace

constinit const KernelSet kAvx512Kernels = [] {
  KernelSet set = common_kernels<Bits, Planes, Tag>(Isa::Avx512Vpopcntdq);
  set.popcount_w1u1_8xn = popcount;
  set.dot_i8u8_16xn = dot;
  set.threshold_nxn = threshold;
  set.levels_i32u8_nxn = levels;
  set.max_u8_nxn = max;
  set.depthwise_i8u8_nxn = depthwise;
  set.pack_depthwise_weights = ByteKernels<Tag>::pack_tap_pairs<4>;
  set.pack_u8_sign = pack_sign;
  set.pack_dot_weights = pack_dot;
  return set;
}();

}  // namespace weir::golden
