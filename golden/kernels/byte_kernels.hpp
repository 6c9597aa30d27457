/// Kernels on bytes in plain C++: the compiler's own vectors make most of them fast enough, and each instruction set
/// puts its own in place of the others. `Tag` is a type local to the including source file, as in plain.hpp.
#pragma once
#include "golden/kernels/kernel_set.hpp"
#include "golden/kernels/simd.hpp"

namespace weir::golden {

template <class Tag>
struct ByteKernels {
  /// The number of levels of row `r` of the block that fire.
  static WEIR_INLINE std::int32_t fired(const LevelBlock& block, int r, const std::int32_t* thresholds,
                                        std::int32_t sum) {
    sum = sum < block.low[r] ? block.low[r] : sum > block.high[r] ? block.high[r] : sum;
    const std::uint64_t above = static_cast<std::uint32_t>(sum) - static_cast<std::uint32_t>(block.low[r]);
    const std::uint64_t line = above * block.factor[r] + block.addend[r % 2][r / 2];
    auto count = static_cast<std::int32_t>(line >> block.shift[r % 2][r / 2]);
    if (block.halvings == 0) return count;
    count = count > block.below[r] ? count - block.below[r] : 0;
    for (int step = 1 << (block.halvings - 1); step > 0; step /= 2)
      count += thresholds[count + step - 1] <= sum ? step : 0;
    return count < block.levels[r] ? count : block.levels[r];
  }

  /// Rows row .. row + count - 1 of one block, all vectors.
  static void levels_of_rows(const LevelJob& job, int row, int count) {
    const LevelBlock& block = job.blocks[row / 16];
    for (int v = 0; v < job.vectors; ++v) {
      const std::int32_t* sums = job.sums + std::int64_t{v} * job.row_stride;
      std::uint8_t* bytes = job.bytes + v * job.byte_stride;
      for (int r = row; r < row + count; ++r) {
        const std::int32_t* thresholds = job.thresholds + std::int64_t{r} * job.threshold_stride;
        bytes[r] =
            static_cast<std::uint8_t>((fired(block, r % 16, thresholds, sums[r]) << job.scale_bits) + job.offset);
      }
    }
  }

  static void levels(const LevelJob& job) {
    for (int row = 0; row < job.rows; row += 16) levels_of_rows(job, row, job.rows - row < 16 ? job.rows - row : 16);
  }

  /// int16 [tap][channels to a multiple of kDepthwiseChannels]
  static std::int64_t pack_depthwise(const std::int32_t* weights, int channels, int taps, void* out) {
    const std::int64_t stride = padded(channels);
    auto* to = static_cast<std::int16_t*>(out);
    if (to != nullptr)
      for (int tap = 0; tap < taps; ++tap)
        for (int c = 0; c < stride; ++c)
          *to++ = c < channels ? static_cast<std::int16_t>(weights[std::int64_t{c} * taps + tap]) : std::int16_t{0};
    return stride * taps * 2;
  }

  static std::int64_t padded(int channels) {
    return std::int64_t{(channels + kDepthwiseChannels - 1) / kDepthwiseChannels} * kDepthwiseChannels;
  }

  /// Pairs of taps as a multiply-add of int16 takes them, channels in the order in which registers of `Lanes` x 128
  /// bits interleave: int16 [channels / (8 Lanes)][tap pair][lower, upper][lane][4 channels][2 taps]
  template <int Lanes>
  static std::int64_t pack_tap_pairs(const std::int32_t* weights, int channels, int taps, void* out) {
    const std::int64_t stride = padded(channels);
    const int pairs = (taps + 1) / 2;
    auto* to = static_cast<std::int16_t*>(out);
    if (to != nullptr)
      for (int first = 0; first < stride; first += 8 * Lanes)
        for (int i = 0; i < pairs * 16 * Lanes; ++i) {
          const int tap = i / (16 * Lanes) * 2 + i % 2, half = i / (8 * Lanes) % 2, lane = i / 8 % Lanes;
          const int c = first + 8 * lane + 4 * half + i / 2 % 4;
          const bool inside = c < channels && tap < taps;
          *to++ = inside ? static_cast<std::int16_t>(weights[std::int64_t{c} * taps + tap]) : std::int16_t{0};
        }
    return stride * pairs * 4;
  }

  template <class Byte>
  static void depthwise_of(const DepthwiseJob& job) {
    const std::int64_t stride = padded(job.channels);
    for (int v = 0; v < job.vectors; ++v) {
      std::int32_t* __restrict sums = job.sums + v * stride;
      std::memset(sums, 0, static_cast<std::size_t>(job.channels) * 4);
      for (int tap = 0; tap < job.taps; ++tap) {
        const auto* x = reinterpret_cast<const Byte*>(job.x + v * job.step + job.offsets[tap]);
        const auto* w = static_cast<const std::int16_t*>(job.weights) + tap * stride;
        for (int c = 0; c < job.channels; ++c) sums[c] += std::int32_t{x[c]} * w[c];
      }
    }
  }
  static void depthwise(const DepthwiseJob& job) {
    job.is_signed ? depthwise_of<std::int8_t>(job) : depthwise_of<std::uint8_t>(job);
  }

  /// Channels in blocks that stay in a register, the last one from memory that may be read beyond them.
  template <class Byte>
  static void max_of(const ByteMaxJob& job) {
    typedef Byte V __attribute__((vector_size(16), may_alias));
    for (int v = 0; v < job.vectors; ++v)
      for (int c = 0; c < job.channels; c += 16) {
        const std::uint8_t* x = job.x + v * job.step + c;
        V most, other;
        std::memcpy(&most, x + job.offsets[0], sizeof most);
        for (int tap = 1; tap < job.taps; ++tap) {
          std::memcpy(&other, x + job.offsets[tap], sizeof other);
          most = other > most ? other : most;
        }
        const int left = job.channels - c < 16 ? job.channels - c : 16;
        std::memcpy(job.out + std::int64_t{v} * job.channels + c, &most, static_cast<std::size_t>(left));
      }
  }
  static void max(const ByteMaxJob& job) { job.is_signed ? max_of<std::int8_t>(job) : max_of<std::uint8_t>(job); }

  template <class Byte>
  static void widen_of(const std::uint8_t* bytes, std::int64_t count, std::int32_t* __restrict values) {
    const auto* x = reinterpret_cast<const Byte*>(bytes);
    for (std::int64_t i = 0; i < count; ++i) values[i] = x[i];
  }
  static void widen(const std::uint8_t* bytes, std::int64_t count, bool is_signed, std::int32_t* values) {
    is_signed ? widen_of<std::int8_t>(bytes, count, values) : widen_of<std::uint8_t>(bytes, count, values);
  }

  static void narrow(const std::int32_t* values, std::int64_t count, std::uint8_t* __restrict bytes) {
    for (std::int64_t i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(values[i]);
  }

  template <class Byte>
  static void add_of(const std::uint8_t* bytes, std::int64_t count, std::int32_t* __restrict sums) {
    const auto* x = reinterpret_cast<const Byte*>(bytes);
    for (std::int64_t i = 0; i < count; ++i) sums[i] += x[i];
  }
  static void add(const std::uint8_t* bytes, std::int64_t count, bool is_signed, std::int32_t* sums) {
    is_signed ? add_of<std::int8_t>(bytes, count, sums) : add_of<std::uint8_t>(bytes, count, sums);
  }
};

}  // namespace weir::golden
