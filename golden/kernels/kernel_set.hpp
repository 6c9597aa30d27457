/// The kernels of one instruction set. Names follow golden/kernels/README.md; all pointers are to 64-byte aligned
/// memory unless a line says otherwise. No kernel allocates, throws or checks: their callers in this folder do.
#pragma once
#include <cstdint>

#include "golden/kernels/isa.hpp"

namespace weir::golden {

/// Inputs whose partial sums are tabulated together, and the table words per vector word: 3 x 8 carries + 8 x 2 parity
/// sums.
constexpr int kTableInputs = 9, kTableEntries = 40, kTableIndices = 4;
/// Inputs per unit, and units per full block of `count`.
constexpr int kUnitInputs = 18, kBlockUnits = 8;

/// count: adds, for `rows` rows, how many inputs of a block match the row's weights. Bit-sliced sums: row r's plane p
/// is at sums + (r * stride + p) * L/64 words.
struct CountJob {
  const std::uint64_t* tables;  ///< of `units` units
  const std::uint8_t* index;    ///< [row][unit][8]: table offsets in units of 8 bytes
  std::uint64_t* sums;
  int rows, stride;
  int planes;  ///< planes that the new sums may need; at least units' own
  bool first;  ///< sums hold nothing yet: all `stride` planes are written
};

constexpr int kMaxLevels = 16;

/// The levels at which a bit of the output code changes.
struct FlipList {
  int count = 0;
  std::uint8_t levels[kMaxLevels] = {};
};

/// fire: output codes of `rows` <= 64 rows from their sums. A level fires where sum >= its threshold.
struct FireJob {
  const std::uint64_t* sums;
  int rows, stride, planes;
  int levels;
  const std::uint32_t* thresholds;  ///< [row][plane][level]: 0 or ~0, bits of the threshold
  const FlipList* flips;            ///< [code plane]
  std::uint32_t initial;            ///< code when none fires
  int code_planes;
  std::uint64_t* codes;  ///< [code plane][64 rows][L/64 words]
};

/// popcount: sums[v][row] += sum over planes of scale * |w op x|, w packed [row / 8][word][8 rows].
struct PopcountJob {
  const std::uint64_t* weights;
  const std::uint64_t* x;  ///< vector v's words start at x + v * x_stride
  std::int64_t x_stride;
  int words, row_blocks, vectors;
  int shift;  ///< scale = +-2^shift
  bool negative;
  bool exclusive;      ///< op is xor, else and
  std::int32_t* sums;  ///< [vector][row_blocks * 8]
};

/// dot: sums[v][r] = start[first_row + r] + sum of w[first_row + r][k] * x[v][k] for r < row_count, plus 256 times what
/// was in sums if `continues`.
struct DotJob {
  const void* weights;    ///< as pack_dot_weights() of the same set laid them out
  const std::uint8_t* x;  ///< bytes, row stride `x_stride`, padded with anything to a multiple of 4
  std::int64_t x_stride;
  bool is_signed;  ///< of x
  bool continues;  ///< x are the lower bytes of wider inputs, sums hold the product with the upper ones
  int inputs, vectors;
  int rows;                   ///< of the weights, to a multiple of 16
  int first_row, row_count;   ///< multiples of 16
  const std::int32_t* start;  ///< [rows]
  std::int32_t* sums;         ///< [vector][row_count]
};

/// threshold: codes of int32 sums, packed to planes. A level fires where sum >= its threshold.
struct ThresholdJob {
  const std::int32_t* sums;  ///< [vector][row_stride]
  int rows, row_stride, vectors;
  int levels;
  const std::int32_t* thresholds;  ///< [level][row_stride]
  const FlipList* flips;           ///< [code plane]
  std::uint32_t initial;
  int code_planes, code_words;
  std::uint64_t* codes;  ///< [vector][code plane][code_words]
};

inline constexpr int kBlockRows = 16;  ///< rows of a LevelBlock

/// How the numbers of fired levels of 16 rows follow from their sums (golden/kernels/level_lines.hpp): a straight line
/// in fixed point, then as many halvings of the interval in which the true number lies as the line is off.
struct alignas(64) LevelBlock {
  std::int32_t low[16], high[16];  ///< sums beyond these fire as many levels as these do
  std::uint32_t factor[16];        ///< line: (sum - low) * factor + addend, shifted right
  std::uint64_t addend[2][8];      ///< of the even rows, of the odd rows
  std::uint64_t shift[2][8];
  std::int32_t below[16];   ///< what the line may be too high by
  std::int32_t levels[16];  ///< most levels that can fire
  int halvings;             ///< 0 where the line is exact
};

/// levels: bytes of int32 sums: (number of levels that fire) * 2^scale_bits + offset.
struct LevelJob {
  const std::int32_t* sums;  ///< [vector][row_stride]
  int rows, row_stride, vectors;
  const LevelBlock* blocks;        ///< [(rows + 15) / 16]
  const std::int32_t* thresholds;  ///< [row][threshold_stride] ascending, then the largest int32
  int threshold_stride;
  int scale_bits, offset;
  std::uint8_t* bytes;  ///< [vector][byte_stride], any alignment; nothing beyond `rows` is written
  std::int64_t byte_stride;
};

/// depthwise: sums[v][c] = sum over taps of w[c][tap] * x[v * step + offsets[tap] + c].
struct DepthwiseJob {
  const void* weights;    ///< as pack_depthwise_weights() of the same set laid them out
  const std::uint8_t* x;  ///< any alignment, readable 64 bytes beyond
  std::int64_t step;
  const std::int64_t* offsets;  ///< [taps + 1]; the last one is any legal offset
  int taps, channels, vectors;
  bool is_signed;      ///< of x
  std::int32_t* sums;  ///< [vector][channels to a multiple of kDepthwiseChannels]
};
constexpr int kDepthwiseChannels = 32;

/// winograd_inputs: B' d B of 4 x 4 pixels, channel by channel, modulo 256.
struct WinogradInputJob {
  const std::uint8_t* pixels[16];  ///< row by row, any alignment, readable 64 bytes beyond
  std::int64_t stride;             ///< channels to a multiple of 64: written in whole
  std::int64_t place_stride;       ///< between the 16 results
  std::uint8_t* out;
};
/// winograd_outputs: a quarter of A' m A, row by row.
struct WinogradOutputJob {
  const std::int32_t* products;
  std::int64_t place_stride;  ///< between the 16 inputs
  int rows;                   ///< a multiple of 16
  std::int32_t* sums[2];      ///< upper and lower pair: rows of the left one, rows of the right one
};

/// max on bytes: out[v][c] = the largest of x[v * step + offsets[tap] + c].
struct ByteMaxJob {
  const std::uint8_t* x;  ///< any alignment, readable 64 bytes beyond
  std::int64_t step;
  const std::int64_t* offsets;
  int taps, channels, vectors;
  bool is_signed;
  std::uint8_t* out;  ///< [vector][channels]
};

/// pack: int32 values to bit planes; plane p = bit (first_bit + p) of the value, inverted if `inverted` is 1.
struct PackJob {
  const std::int32_t* values;  ///< [vector][channels], any alignment
  std::int64_t vectors;
  int channels, planes, words;
  int first_bit, inverted;
  std::uint64_t* out;  ///< [vector][plane][words]
};

/// threshold on planes: codes of packed codes, per channel. A level fires where u >= its threshold, u being the code
/// with its top bit inverted if `inverts_top`.
struct PlaneThresholdJob {
  const std::uint64_t* x;  ///< [vector][plane][words]
  std::uint64_t* codes;    ///< [vector][code plane][words]
  std::int64_t vectors;
  int planes, code_planes, words, levels;
  bool inverts_top;
  const std::uint64_t* below;      ///< [level][plane][words]: the inverted bits of each channel's threshold
  const std::uint64_t* reachable;  ///< [level][words]: channels whose threshold some u reaches
  const FlipList* flips;           ///< [code plane]
  std::uint32_t initial;
  const std::uint64_t* channels;  ///< [words]: bits that are channels
};

/// add on planes: u of the sum = limit(ua + ub + delta, 0, 2^code_planes - 1); b may be null for 0.
struct PlaneAddJob {
  const std::uint64_t *a, *b;
  std::uint64_t* codes;
  std::int64_t vectors;
  int a_planes, b_planes, code_planes, words;
  bool a_inverts_top, b_inverts_top, inverts_top;
  int delta;
  int sum_planes;  ///< two's complement width that holds ua + ub + delta, at most kMaxSumPlanes
  const std::uint64_t* channels;
};
constexpr int kMaxSumPlanes = 8;

/// max on planes: the largest of `taps` pixels, for `count` windows that start `step` words apart.
struct PlaneMaxJob {
  const std::uint64_t* x;
  std::int64_t step;
  const std::int64_t* offsets;  ///< of each tap, in words
  int taps, count, planes, words;
  bool inverts_top;
  std::uint64_t* out;  ///< [window][plane][words]
};

/// gather: to[w][v] = from[v * step + w] for v < count, w < words; the reverse for scatter.
struct MoveJob {
  std::uint64_t* memory;
  std::int64_t step;
  std::uint64_t* const* registers;
  int words, count;
};

struct KernelSet {
  Isa isa;
  int lanes;  ///< L, vectors per sliced register

  /// 64 registers in place: word v = 64 bits of vector v <-> register k = bit k of L vectors.
  void (*transpose_64xL)(std::uint64_t* rows);
  void (*gather_nxL)(const MoveJob&);
  void (*scatter_nxL)(const MoveJob&);
  /// Tables of `units` units from 18 * units planes, inverted if so.
  void (*tables_u1_18xL)(const std::uint64_t* planes, int units, bool inverted, std::uint64_t* tables);
  void (*count_w1u1_144_nxL)(const CountJob&);
  void (*count_w1u1_72_nxL)(const CountJob&);
  void (*count_w1u1_36_nxL)(const CountJob&);
  void (*count_w1u1_18_nxL)(const CountJob&);
  void (*fire_64xL)(const FireJob&);
  void (*popcount_w1u1_8xn)(const PopcountJob&);
  void (*dot_i8u8_16xn)(const DotJob&);
  void (*threshold_nxn)(const ThresholdJob&);

  void (*levels_i32u8_nxn)(const LevelJob&);
  void (*depthwise_i8u8_nxn)(const DepthwiseJob&);
  void (*max_u8_nxn)(const ByteMaxJob&);
  void (*winograd_inputs_u8)(const WinogradInputJob&);
  void (*winograd_outputs_i32)(const WinogradOutputJob&);
  /// Bytes to int32 and back (the low eight bits); sums[i] += bytes[i]. Any alignment.
  void (*widen_u8_i32)(const std::uint8_t* bytes, std::int64_t count, bool is_signed, std::int32_t* values);
  void (*narrow_i32_u8)(const std::int32_t* values, std::int64_t count, std::uint8_t* bytes);
  void (*add_u8_i32)(const std::uint8_t* bytes, std::int64_t count, bool is_signed, std::int32_t* sums);

  void (*pack_i32_nxn)(const PackJob&);
  /// Bit i of `words` = the top bit of bytes[i]; words of less than 64 bytes are filled with 0.
  void (*pack_u8_sign)(const std::uint8_t* bytes, int count, std::uint64_t* words);

  void (*threshold_u4_nxn)(const PlaneThresholdJob&);
  void (*add_u4_nxn)(const PlaneAddJob&);
  void (*max_u4_nxn)(const PlaneMaxJob&);

  /// Weights [rows][inputs] to the layout of dot; returns its size in bytes (nothing is written if `out` is null).
  std::int64_t (*pack_dot_weights)(const std::int32_t* weights, int rows, int inputs, void* out);
  /// Weights [channels][taps], each fitting int8, to the layout of depthwise; likewise.
  std::int64_t (*pack_depthwise_weights)(const std::int32_t* weights, int channels, int taps, void* out);
};

/// The set of a supported instruction set.
const KernelSet& kernels(Isa isa);

}  // namespace weir::golden
