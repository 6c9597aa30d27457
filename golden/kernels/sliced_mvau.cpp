#include <algorithm>
#include <bit>

#include "golden/kernels/packed_mvau.hpp"

namespace weir::golden {

namespace {

/// Rows whose sums are kept while all inputs are counted: few enough for the second-level cache, many enough to pay for
/// the tables, which are made again for each group of rows.
constexpr int kRowGroup = 256;
constexpr int kPlaneRows = 64;  ///< rows of one transpose

/// With codes u = 0 .. M of an input (a value is scale * u + offset), an input matches a weight +1 by u and a weight -1
/// by M - u. `count` sums these matches S over the row; the true sum is scale * S + constant[row].
struct Coding {
  int planes = 1;
  std::int64_t largest = 1;  ///< M
  std::int64_t scale = 1, offset = 0;
  bool inverts_top = false;  ///< u is the code with its top bit inverted
};

Coding coding_of(const Mvau& m) {
  Coding c;
  c.planes = m.input.bits;
  c.largest = (std::int64_t{1} << c.planes) - 1;
  if (m.input == DataType::bipolar()) {
    c.scale = 2;
    c.offset = -1;
  } else {
    c.offset = m.input.min();
    c.inverts_top = m.input.kind == DataType::Kind::Int;
  }
  return c;
}

int bits_of(std::int64_t value) { return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value))); }

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }

class SlicedMvau final : public MvauMethod {
 public:
  explicit SlicedMvau(const MvauJob& job)
      : window_(job.window),
        kernels_(job.kernels),
        words_(job.kernels.lanes / 64),
        rows_(static_cast<int>(job.m.MH)),
        inputs_(static_cast<int>(job.m.MW)),
        coding_(coding_of(job.m)),
        activation_(make_activation(job.m, job.parameters.thresholds)) {
    units_ = (inputs_ + kUnitInputs - 1) / kUnitInputs;
    const std::int64_t most = inputs_ * coding_.largest;
    planes_ = bits_of(most + 1);
    // The adders of a full block reach 8 planes up from the plane they start at.
    stride_ = std::max(planes_, coding_.planes - 1 + bits_of(kBlockUnits * kUnitInputs));
    pack_weights(job);
    pack_thresholds(most);
  }

  void run(const Packed& in, std::int64_t first, std::int64_t count, Packed& out, Scratch& s) const override {
    const auto W = static_cast<std::size_t>(words_);
    s.offsets.resize(static_cast<std::size_t>(kernels_.lanes));
    s.inputs.resize((static_cast<std::size_t>(coding_.planes * units_) * kUnitInputs + 64) * W);
    s.tables.resize(static_cast<std::size_t>(kBlockUnits * 2 * kTableEntries) * W);
    s.sums.resize(static_cast<std::size_t>(std::min(kRowGroup, rows_) * stride_) * W);
    s.codes.resize(4 * kPlaneRows * W);
    for (std::int64_t v = first; v < first + count; v += kernels_.lanes)
      run_block(in, v, static_cast<int>(std::min<std::int64_t>(kernels_.lanes, first + count - v)), out, s);
  }

 private:
  struct Block {
    int first_unit, units;
  };

  /// Rows in the order of `count`: per block of units, per row, per unit 8 table offsets.
  void pack_weights(const MvauJob& job) {
    for (int unit = 0; unit < units_;) {
      const int take = std::min(kBlockUnits, static_cast<int>(std::bit_floor(static_cast<unsigned>(units_ - unit))));
      blocks_.push_back({unit, take});
      unit += take;
    }
    constants_.resize(static_cast<std::size_t>(rows_));
    index_.resize(static_cast<std::size_t>(units_) * static_cast<std::size_t>(rows_) * 8);
    for (int row = 0; row < rows_; ++row) {
      const std::int32_t* weights =
          &job.parameters.weights.data[static_cast<std::size_t>(row) * static_cast<std::size_t>(inputs_)];
      const std::int64_t minus = std::count_if(weights, weights + inputs_, [](std::int32_t w) { return w <= 0; });
      if (!job.m.binary_xnor)
        constants_[static_cast<std::size_t>(row)] =
            -coding_.scale * coding_.largest * minus + coding_.offset * (inputs_ - 2 * minus);
      for (const Block& block : blocks_)
        for (int nine = 0; nine < 2 * block.units; ++nine)
          pack_nine(weights, (2 * block.first_unit + nine) * kTableInputs, index_of(block, row) + nine * kTableIndices);
    }
  }

  std::uint8_t* index_of(const Block& block, int row) {
    return index_.data() + (static_cast<std::size_t>(block.first_unit) * static_cast<std::size_t>(rows_) +
                            static_cast<std::size_t>(row) * static_cast<std::size_t>(block.units)) *
                               8;
  }
  const std::uint8_t* index_of(const Block& block, int row) const {
    return const_cast<SlicedMvau*>(this)->index_of(block, row);
  }

  /// Inverted inputs make the pattern of each three; the parities of the patterns make the pattern of their parities.
  void pack_nine(const std::int32_t* weights, int first, std::uint8_t* to) const {
    unsigned parities = 0;
    for (int g = 0; g < 3; ++g) {
      unsigned pattern = 0;
      for (int i = 0; i < 3; ++i) {
        const int k = first + 3 * g + i;
        if (k < inputs_ && weights[k] <= 0) pattern |= 1u << i;
      }
      to[g] = static_cast<std::uint8_t>(pattern * static_cast<unsigned>(words_));
      parities |= static_cast<unsigned>(std::popcount(pattern) & 1) << g;
    }
    to[3] = static_cast<std::uint8_t>(parities * 2 * static_cast<unsigned>(words_));
  }

  void pack_thresholds(std::int64_t most) {
    for (std::size_t i = 0; i < activation_.at_least.size(); ++i) {
      const std::int64_t constant = constants_[i / static_cast<std::size_t>(activation_.levels)];
      const std::int64_t t = divide_up(activation_.at_least[i] - constant, coding_.scale);
      const std::int64_t clamped = std::clamp<std::int64_t>(t, 0, most + 1);
      for (int p = 0; p < planes_; ++p) thresholds_.push_back((clamped >> p & 1) != 0 ? ~std::uint32_t{0} : 0);
    }
  }

  void run_block(const Packed& in, std::int64_t first, int count, Packed& out, Scratch& s) const {
    slice_inputs(in, first, count, s);
    for (int row = 0; row < rows_; row += kRowGroup) {
      const int rows = std::min(kRowGroup, rows_ - row);
      count_rows(row, rows, s);
      for (int r = 0; r < rows; r += kPlaneRows) {
        const std::uint64_t* sums = s.sums.data() + std::int64_t{r} * stride_ * words_;
        const int part = std::min(kPlaneRows, rows - r);
        if (activation_.levels > 0)
          store_codes(sums, row + r, part, first, count, out, s);
        else
          store_sums(sums, row + r, part, first, count, out, s);
      }
    }
  }

  /// s.inputs: per plane, one register of vectors per input, then zeros up to whole units.
  void slice_inputs(const Packed& in, std::int64_t first, int count, Scratch& s) const {
    const std::int64_t base = window_.first_pixel(first);
    fill_offsets(in, first, count, s);
    for (int p = 0; p < coding_.planes; ++p) {
      const std::uint64_t flip = coding_.inverts_top && p == coding_.planes - 1 ? ~std::uint64_t{0} : 0;
      std::uint64_t* to = plane_inputs(s, p);
      for (int tap = 0; tap < window_.taps(); ++tap) {
        const std::uint64_t* words = in.vector(base + window_.tap_pixel(tap)) + std::int64_t{p} * in.words;
        // A word of fewer than 64 channels leaves planes that the next one overwrites.
        for (int c = 0; c < in.channels; c += 64) {
          kernels_.transpose_words_64xL(words + c / 64, s.offsets.data(), count, flip, to);
          to += std::min(64, in.channels - c) * words_;
        }
      }
      std::fill(to, plane_inputs(s, p) + std::int64_t{units_} * kUnitInputs * words_, 0);
    }
  }

  /// s.offsets: words from the first vector's first pixel to each vector's.
  void fill_offsets(const Packed& in, std::int64_t first, int count, Scratch& s) const {
    const std::int64_t base = window_.first_pixel(first), step = window_.stride_width * in.vector_words();
    for (int v = 0; v < count;) {
      // Within an output row the windows are one stride apart.
      const std::int64_t x = (first + v) % window_.out_width;
      const int end = static_cast<int>(std::min<std::int64_t>(count, v + window_.out_width - x));
      std::int64_t offset = (window_.first_pixel(first + v) - base) * in.vector_words();
      for (; v < end; ++v, offset += step) s.offsets[static_cast<std::size_t>(v)] = static_cast<std::uint32_t>(offset);
    }
  }

  std::uint64_t* plane_inputs(Scratch& s, int plane) const {
    return s.inputs.data() + std::int64_t{plane} * units_ * kUnitInputs * words_;
  }

  void count_rows(int row, int rows, Scratch& s) const {
    std::int64_t most = 0;
    for (int p = 0; p < coding_.planes; ++p) {
      for (const Block& block : blocks_) {
        most += std::int64_t{block.units} * kUnitInputs << p;
        kernels_.tables_u1_18xL(plane_inputs(s, p) + std::int64_t{block.first_unit} * kUnitInputs * words_, block.units,
                                s.tables.data());
        const CountJob job{.tables = s.tables.data(),
                           .index = index_of(block, row),
                           .sums = s.sums.data() + p * words_,
                           .rows = rows,
                           .stride = stride_,
                           .planes = std::min(stride_, bits_of(most)) - p,
                           .first = p == 0 && block.first_unit == 0};
        switch (block.units) {
          case 8: kernels_.count_w1u1_144_nxL(job); break;
          case 4: kernels_.count_w1u1_72_nxL(job); break;
          case 2: kernels_.count_w1u1_36_nxL(job); break;
          default: kernels_.count_w1u1_18_nxL(job); break;
        }
      }
    }
  }

  void store_codes(const std::uint64_t* sums, int row, int rows, std::int64_t first, int count, Packed& out,
                   Scratch& s) const {
    const int code_planes = activation_.output.bits;
    if (rows < kPlaneRows) s.codes.fill_zero();
    kernels_.fire_64xL({.sums = sums,
                        .rows = rows,
                        .stride = stride_,
                        .planes = planes_,
                        .levels = activation_.levels,
                        .thresholds = thresholds_.data() + std::int64_t{row} * activation_.levels * planes_,
                        .flips = activation_.flips,
                        .initial = activation_.initial,
                        .code_planes = code_planes,
                        .codes = s.codes.data()});
    for (int p = 0; p < code_planes; ++p)
      kernels_.transpose_planes_64xL(s.codes.data() + std::int64_t{p} * kPlaneRows * words_, count,
                                     out.vector(first) + p * out.words + row / 64, out.vector_words());
  }

  /// A row's planes, transposed, are its sums as integers.
  void store_sums(const std::uint64_t* sums, int row, int rows, std::int64_t first, int count, Packed& out,
                  Scratch& s) const {
    const auto W = static_cast<std::size_t>(words_);
    std::uint64_t integers[kMaxLanes];
    std::vector<std::int32_t> values(static_cast<std::size_t>(count));
    s.codes.fill_zero();
    s.ints.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(rows));
    for (int r = 0; r < rows; ++r) {
      std::copy_n(sums + std::int64_t{r} * stride_ * words_, static_cast<std::size_t>(planes_) * W, s.codes.data());
      kernels_.transpose_planes_64xL(s.codes.data(), count, integers, 1);
      for (int v = 0; v < count; ++v)
        s.ints[static_cast<std::size_t>(v * rows + r)] = static_cast<std::int32_t>(
            coding_.scale * static_cast<std::int64_t>(integers[v]) + constants_[static_cast<std::size_t>(row + r)]);
    }
    for (int v = 0; v < count; ++v)
      std::copy_n(s.ints.data() + v * rows, rows, out.ints() + (first + v) * out.channels + row);
  }

  Window window_;
  const KernelSet& kernels_;
  int words_, rows_, inputs_, units_ = 0;  ///< words per register
  Coding coding_;
  PackedActivation activation_;
  int planes_ = 0, stride_ = 0;  ///< of a row's sum: compared, stored
  std::vector<Block> blocks_;
  std::vector<std::int64_t> constants_;
  AlignedBuffer<std::uint8_t> index_;
  std::vector<std::uint32_t> thresholds_;
};

}  // namespace

std::unique_ptr<MvauMethod> make_sliced_mvau(const MvauJob& job) {
  const bool has_signs = job.m.weight == DataType::bipolar() || job.m.binary_xnor;
  const bool fits = form_of(job.m.input) == Form::Planes &&
                    form_of(job.m.output) == (job.m.no_activation ? Form::Ints : Form::Planes);
  if (!has_signs || !fits || !PackedMvau::supports(job.m)) return nullptr;
  return std::make_unique<SlicedMvau>(job);
}

}  // namespace weir::golden
