/// Kernels in plain C++ for instruction sets without a better way. `Tag` is a type local to the including source file:
/// it keeps code that was compiled for a wide CPU out of every other file.
#pragma once
#include "golden/kernels/kernel_set.hpp"
#include "golden/kernels/simd.hpp"

namespace weir::golden {

template <class Tag>
struct Plain {
  static void popcount(const PopcountJob& job) {
    for (int v = 0; v < job.vectors; ++v) {
      const std::uint64_t* x = job.x + v * job.x_stride;
      std::int32_t* sums = job.sums + std::int64_t{v} * job.row_blocks * 8;
      const std::uint64_t* w = job.weights;
      for (int block = 0; block < job.row_blocks; ++block, sums += 8) {
        std::int32_t count[8] = {};
        for (int k = 0; k < job.words; ++k, w += 8)
          for (int r = 0; r < 8; ++r) count[r] += __builtin_popcountll(job.exclusive ? w[r] ^ x[k] : w[r] & x[k]);
        for (int r = 0; r < 8; ++r) sums[r] += job.negative ? -(count[r] << job.shift) : count[r] << job.shift;
      }
    }
  }

  /// int16 [row / 16][input][16 rows]
  static std::int64_t pack_dot(const std::int32_t* weights, int rows, int inputs, void* out) {
    auto* to = static_cast<std::int16_t*>(out);
    const int blocks = (rows + 15) / 16;
    if (to != nullptr)
      for (int block = 0; block < blocks; ++block)
        for (int k = 0; k < inputs; ++k)
          for (int r = 0; r < 16; ++r) {
            const int row = block * 16 + r;
            *to++ = row < rows ? static_cast<std::int16_t>(weights[std::int64_t{row} * inputs + k]) : std::int16_t{0};
          }
    return std::int64_t{blocks} * inputs * 16 * 2;
  }

  static void dot(const DotJob& job) {
    for (int v = 0; v < job.vectors; ++v) {
      const std::uint8_t* x = job.x + v * job.x_stride;
      const auto* w = static_cast<const std::int16_t*>(job.weights) + std::int64_t{job.first_row} * job.inputs;
      for (int row = 0; row < job.row_count; row += 16) {
        std::int32_t sums[16];
        const std::int32_t* before = job.sums + std::int64_t{v} * job.row_count + row;
        for (int r = 0; r < 16; ++r)
          sums[r] = job.start[job.first_row + row + r] + (job.continues ? before[r] * 256 : 0);
        for (int k = 0; k < job.inputs; ++k, w += 16) {
          const auto value = static_cast<std::int16_t>(job.is_signed ? static_cast<std::int8_t>(x[k]) : x[k]);
          for (int r = 0; r < 16; ++r) sums[r] += std::int32_t{w[r]} * value;
        }
        std::memcpy(job.sums + std::int64_t{v} * job.row_count + row, sums, sizeof sums);
      }
    }
  }

  static void pack(const PackJob& job) {
    const std::int32_t* values = job.values;
    for (std::int64_t v = 0; v < job.vectors; ++v, values += job.channels) {
      std::uint64_t* out = job.out + v * job.planes * job.words;
      for (int word = 0; word < job.words; ++word)
        for (int p = 0; p < job.planes; ++p) out[p * job.words + word] = Tag::bits(job, values, p, word * 64);
    }
  }

  /// Bit `plane` of up to 64 values from value `first` on.
  static WEIR_INLINE std::uint64_t bits(const PackJob& job, const std::int32_t* values, int plane, int first) {
    const int count = job.channels - first < 64 ? job.channels - first : 64, shift = job.first_bit + plane;
    std::uint64_t word = 0;
    for (int c = 0; c < count; ++c)
      word |= static_cast<std::uint64_t>((values[first + c] >> shift & 1) ^ job.inverted) << c;
    return word;
  }

  static void pack_sign(const std::uint8_t* bytes, int count, std::uint64_t* words) {
    for (int i = 0; i < count; i += 64) {
      std::uint64_t word = 0;
      const int left = count - i < 64 ? count - i : 64;
      int b = 0;
      for (; b + 8 <= left; b += 8) {
        // The product moves the top bits of eight bytes, made bottom bits, into its top byte.
        std::uint64_t eight;
        std::memcpy(&eight, bytes + i + b, 8);
        word |= ((eight >> 7 & 0x0101010101010101) * 0x0102040810204080) >> 56 << b;
      }
      for (; b < left; ++b) word |= std::uint64_t{bytes[i + b] >= 128} << b;
      words[i / 64] = word;
    }
  }

  /// The masks of up to 64 rows from row `first` on.
  static WEIR_INLINE std::uint64_t fired(const ThresholdJob& job, const std::int32_t* sums, int level, int first) {
    const std::int32_t* thresholds = job.thresholds + std::int64_t{level} * job.row_stride;
    std::uint64_t mask = 0;
    for (int r = first; r < job.rows && r < first + 64; ++r)
      mask |= std::uint64_t{sums[r] >= thresholds[r]} << (r - first);
    return mask;
  }

  static void threshold(const ThresholdJob& job) {
    for (int v = 0; v < job.vectors; ++v) {
      const std::int32_t* sums = job.sums + std::int64_t{v} * job.row_stride;
      std::uint64_t* codes = job.codes + std::int64_t{v} * job.code_planes * job.code_words;
      for (int word = 0; word < job.code_words; ++word) {
        const int left = job.rows - word * 64;
        const std::uint64_t valid = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
        std::uint64_t fired[kMaxLevels];
        for (int level = 0; level < job.levels; ++level) fired[level] = Tag::fired(job, sums, level, word * 64);
        for (int p = 0; p < job.code_planes; ++p) {
          std::uint64_t code = (job.initial >> p & 1) != 0 ? valid : 0;
          for (int i = 0; i < job.flips[p].count; ++i) code ^= fired[job.flips[p].levels[i]];
          codes[p * job.code_words + word] = code;
        }
      }
    }
  }
};

}  // namespace weir::golden
