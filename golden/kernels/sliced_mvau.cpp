#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

#include "golden/kernels/packed_mvau.hpp"

namespace weir::golden {

namespace {

/// Rows whose sums are kept while all inputs are counted: few enough for the second-level cache, many enough to pay for
/// the tables, which are made again for each group of rows.
constexpr int kRowGroup = 256;
constexpr int kPlaneRows = 64;  ///< rows of one transpose
constexpr int kMoveGroup = 16;  ///< words of a vector gathered by one call

/// With codes u = 0 .. M of an input (a value is scale * u + offset), an input matches a weight +1 by u and a weight -1
/// by M - u. `count` sums these matches S over the row; divisor * true sum = scale * S + constant[row].
///
/// INT2 weights w are two signs, 2w + 1 = 2a + b: twice the sum over w * u is S of a twice, S of b, and S of a row of
/// weights -1 (for the sum of all u), up to a constant.
struct Coding {
  int planes = 1;
  std::int64_t largest = 1;  ///< M
  std::int64_t scale = 1, offset = 0;
  bool inverts_top = false;  ///< u is the code with its top bit inverted
  std::int64_t divisor = 1;
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
  if (m.weight == DataType::int_(2)) c.divisor = 2;
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
        activation_(make_activation(job.m, job.parameters.thresholds, job.output)) {
    units_ = (inputs_ + kUnitInputs - 1) / kUnitInputs;
    const bool is_ternary = coding_.divisor == 2;
    const std::int64_t most = inputs_ * coding_.largest * (is_ternary ? 4 : 1);
    planes_ = bits_of(most + 1);
    // The adders of a full block reach 8 planes up from the plane they start at.
    const int highest_start = coding_.planes - 1 + (is_ternary ? 1 : 0);
    stride_ = std::max(planes_, highest_start + bits_of(kBlockUnits * kUnitInputs));
    divide_inputs();
    is_ternary ? pack_ternary(job) : pack_signs(job);
    pack_thresholds(most);
  }

  void run(const Packed& in, std::int64_t first, std::int64_t count, Packed& out, Scratch& s) const override {
    const auto W = static_cast<std::size_t>(words_);
    s.inputs.resize(static_cast<std::size_t>(coding_.planes) * static_cast<std::size_t>(plane_registers()) * W);
    s.tables.resize(static_cast<std::size_t>(kBlockUnits * 2 * kTableEntries) * W);
    s.sums.resize(static_cast<std::size_t>(std::min(kRowGroup, rows_) * stride_) * W);
    s.codes.resize(kRowGroup * kMaxPlanes * W);
    for (std::int64_t v = first; v < first + count; v += kernels_.lanes)
      run_block(in, v, static_cast<int>(std::min<std::int64_t>(kernels_.lanes, first + count - v)), out, s);
  }

 private:
  struct Block {
    int first_unit, units;
  };

  /// Signs of a weight matrix as `count` reads them: per block of units, per row, per unit 8 table offsets.
  struct Signs {
    int shift = 0;  ///< matches count 2^shift times
    int rows = 0;
    AlignedBuffer<std::uint8_t> index;

    std::size_t at(const Block& block, int row) const {
      return 8 * (static_cast<std::size_t>(block.first_unit) * static_cast<std::size_t>(rows) +
                  static_cast<std::size_t>(row) * static_cast<std::size_t>(block.units));
    }
  };

  void divide_inputs() {
    for (int unit = 0; unit < units_;) {
      const int take = std::min(kBlockUnits, static_cast<int>(std::bit_floor(static_cast<unsigned>(units_ - unit))));
      blocks_.push_back({unit, take});
      unit += take;
    }
  }

  void pack_signs(const MvauJob& job) {
    const std::vector<std::int32_t>& weights = job.parameters.weights.data;
    const auto is_minus = [](std::int32_t w) { return w <= 0; };
    signs_.push_back(pack(weights, rows_, 0, is_minus));
    constants_.assign(static_cast<std::size_t>(rows_), 0);
    if (job.m.binary_xnor) return;
    for (int row = 0; row < rows_; ++row) {
      const std::int64_t minus = count_if_in_row(weights, row, is_minus);
      constants_[static_cast<std::size_t>(row)] =
          -coding_.scale * coding_.largest * minus + coding_.offset * (inputs_ - 2 * minus);
    }
  }

  void pack_ternary(const MvauJob& job) {
    const std::vector<std::int32_t>& weights = job.parameters.weights.data;
    const auto low = [](std::int32_t w) { return (w & 1) == 0; };
    const auto high = [](std::int32_t w) { return w < 0; };
    signs_.push_back(pack(weights, rows_, 0, low));
    signs_.push_back(pack(weights, rows_, 1, high));
    const auto row_inputs = static_cast<std::size_t>(inputs_);
    minus_ = pack(std::vector<std::int32_t>(row_inputs), 1, 0, [](std::int32_t) { return true; });
    for (int row = 0; row < rows_; ++row) {
      const auto first = weights.begin() + static_cast<std::ptrdiff_t>(row) * inputs_;
      const std::int64_t sum = std::accumulate(first, first + inputs_, std::int64_t{0});
      const std::int64_t minus = 2 * count_if_in_row(weights, row, high) + count_if_in_row(weights, row, low) + inputs_;
      constants_.push_back(-coding_.scale * coding_.largest * minus + 2 * coding_.offset * sum);
    }
  }

  template <class IsMinus>
  std::int64_t count_if_in_row(const std::vector<std::int32_t>& weights, int row, const IsMinus& is_minus) const {
    const auto first = weights.begin() + static_cast<std::ptrdiff_t>(row) * inputs_;
    return std::count_if(first, first + inputs_, is_minus);
  }

  template <class IsMinus>
  Signs pack(const std::vector<std::int32_t>& weights, int rows, int shift, const IsMinus& is_minus) const {
    Signs signs;
    signs.shift = shift;
    signs.rows = rows;
    signs.index.resize(static_cast<std::size_t>(units_) * static_cast<std::size_t>(rows) * 8);
    for (int row = 0; row < rows; ++row)
      for (const Block& block : blocks_)
        for (int nine = 0; nine < 2 * block.units; ++nine)
          pack_nine(&weights[static_cast<std::size_t>(row) * static_cast<std::size_t>(inputs_)],
                    (2 * block.first_unit + nine) * kTableInputs, is_minus,
                    &signs.index[signs.at(block, row) + static_cast<std::size_t>(nine) * kTableIndices]);
    return signs;
  }

  /// Inverted inputs make the pattern of each three; the parities of the patterns make the pattern of their parities.
  template <class IsMinus>
  void pack_nine(const std::int32_t* weights, int first, const IsMinus& is_minus, std::uint8_t* to) const {
    unsigned parities = 0;
    for (int g = 0; g < 3; ++g) {
      unsigned pattern = 0;
      for (int i = 0; i < 3; ++i) {
        const int k = first + 3 * g + i;
        if (k < inputs_ && is_minus(weights[k])) pattern |= 1u << i;
      }
      to[g] = static_cast<std::uint8_t>(pattern * static_cast<unsigned>(words_));
      parities |= static_cast<unsigned>(std::popcount(pattern) & 1) << g;
    }
    to[3] = static_cast<std::uint8_t>(parities * 2 * static_cast<unsigned>(words_));
  }

  void pack_thresholds(std::int64_t most) {
    const auto levels = static_cast<std::size_t>(activation_.levels), planes = static_cast<std::size_t>(planes_);
    thresholds_.resize(activation_.at_least.size() * planes);
    for (std::size_t i = 0; i < activation_.at_least.size(); ++i) {
      const std::size_t row = i / levels, level = i % levels;
      const std::int64_t t = divide_up(coding_.divisor * activation_.at_least[i] - constants_[row], coding_.scale);
      const std::int64_t clamped = std::clamp<std::int64_t>(t, 0, most + 1);
      for (std::size_t p = 0; p < planes; ++p)
        thresholds_[(row * planes + p) * levels + level] = (clamped >> p & 1) != 0 ? ~std::uint32_t{0} : 0;
    }
  }

  void run_block(const Packed& in, std::int64_t first, int count, Packed& out, Scratch& s) const {
    slice_inputs(in, first, count, s);
    for (int row = 0; row < rows_; row += kRowGroup) {
      const int rows = std::min(kRowGroup, rows_ - row);
      count_rows(row, rows, s);
      if (activation_.levels > 0)
        store_codes(row, rows, first, count, out, s);
      else
        store_sums(row, rows, first, count, out, s);
    }
  }

  /// s.inputs: per plane, one register of vectors per input, then u = 0 up to whole units.
  void slice_inputs(const Packed& in, std::int64_t first, int count, Scratch& s) const {
    for (int tap = 0; tap < window_.taps(); ++tap) {
      if (in.channels % kPlaneRows == 0) {
        slice_words(in, first, count, tap, 0, in.words, s);
      } else {
        // A word of fewer than 64 channels leaves registers that the next one overwrites.
        for (int word = 0; word < in.words; ++word) slice_words(in, first, count, tap, word, 1, s);
      }
    }
    for (int p = 0; p < coding_.planes; ++p) {
      std::uint64_t* plane = plane_inputs(s, p);
      std::fill(plane + std::int64_t{inputs_} * words_, plane + std::int64_t{units_} * kUnitInputs * words_,
                is_inverted(p) ? ~std::uint64_t{0} : 0);
    }
  }

  bool is_inverted(int plane) const { return coding_.inverts_top && plane == coding_.planes - 1; }

  /// Words word .. word + count_words - 1 of one tap, all planes.
  void slice_words(const Packed& in, std::int64_t first, int count, int tap, int word, int count_words,
                   Scratch& s) const {
    const std::int64_t lanes = kernels_.lanes;
    for (int p = 0; p < coding_.planes; ++p) {
      std::uint64_t* to = plane_inputs(s, p) + (std::int64_t{tap} * in.channels + word * kPlaneRows) * words_;
      for_runs(window_, first, count, [&](int v, int n, std::int64_t pixel) {
        std::uint64_t* registers[kMoveGroup];
        const std::uint64_t* from = in.vector(pixel + window_.tap_pixel(tap)) + std::int64_t{p} * in.words + word;
        for (int w = 0; w < count_words; w += kMoveGroup) {
          const int part = std::min(kMoveGroup, count_words - w);
          for (int i = 0; i < part; ++i) registers[i] = to + (w + i) * lanes + v;
          kernels_.gather_nxL({.memory = const_cast<std::uint64_t*>(from + w),
                               .step = window_.stride_width * in.vector_words(),
                               .registers = registers,
                               .words = part,
                               .count = n});
        }
      });
      for (int w = 0; w < count_words; ++w, to += lanes) {
        std::fill(to + count, to + lanes, 0);
        kernels_.transpose_64xL(to);
      }
    }
  }

  /// Registers per plane of inputs; the last transpose may write beyond the inputs.
  std::int64_t plane_registers() const { return std::int64_t{units_} * kUnitInputs + kPlaneRows; }
  std::uint64_t* plane_inputs(Scratch& s, int plane) const {
    return s.inputs.data() + plane * plane_registers() * words_;
  }

  /// How far the sums of a group of rows are.
  struct Progress {
    bool is_first = true;
    std::int64_t most = 0;  ///< what a sum may have reached
  };

  void count_rows(int row, int rows, Scratch& s) const {
    Progress progress;
    if (minus_.rows != 0) {
      count_signs({&minus_, 1}, 0, 1, progress, s);
      const auto row_words = static_cast<std::size_t>(stride_ * words_);
      for (int r = 1; r < rows; ++r)
        std::copy_n(s.sums.data(), row_words, s.sums.data() + static_cast<std::size_t>(r) * row_words);
    }
    count_signs(signs_, row, rows, progress, s);
  }

  void count_signs(std::span<const Signs> all, int row, int rows, Progress& progress, Scratch& s) const {
    for (int p = 0; p < coding_.planes; ++p)
      for (const Block& block : blocks_) {
        kernels_.tables_u1_18xL(plane_inputs(s, p) + std::int64_t{block.first_unit} * kUnitInputs * words_, block.units,
                                is_inverted(p), s.tables.data());
        for (const Signs& signs : all) {
          const int start = p + signs.shift;
          progress.most += std::int64_t{block.units} * kUnitInputs << start;
          count_block(block.units, {.tables = s.tables.data(),
                                    .index = &signs.index[signs.at(block, row)],
                                    .sums = s.sums.data() + start * words_,
                                    .rows = rows,
                                    .stride = stride_,
                                    .planes = std::min(stride_, bits_of(progress.most)) - start,
                                    .first = progress.is_first});
          progress.is_first = false;
        }
      }
  }

  void count_block(int units, const CountJob& job) const {
    switch (units) {
      case 8: return kernels_.count_w1u1_144_nxL(job);
      case 4: return kernels_.count_w1u1_72_nxL(job);
      case 2: return kernels_.count_w1u1_36_nxL(job);
      default: return kernels_.count_w1u1_18_nxL(job);
    }
  }

  /// Codes of `rows` rows, then all words of a vector together.
  void store_codes(int row, int rows, std::int64_t first, int count, Packed& out, Scratch& s) const {
    const std::int64_t lanes = kernels_.lanes;
    int stored = 0;
    for (int r = 0; r < rows; r += kPlaneRows) {
      const int part = std::min(kPlaneRows, rows - r);
      std::uint64_t* codes = s.codes.data() + stored * lanes;
      if (part < kPlaneRows) std::fill_n(codes, out.planes * lanes, 0);
      kernels_.fire_64xL({.sums = s.sums.data() + std::int64_t{r} * stride_ * words_,
                          .rows = part,
                          .stride = stride_,
                          .planes = planes_,
                          .levels = activation_.levels,
                          .thresholds = thresholds_.data() + std::int64_t{row + r} * activation_.levels * planes_,
                          .flips = activation_.flips,
                          .initial = activation_.initial,
                          .code_planes = out.planes,
                          .codes = codes});
      for (int p = 0; p < out.planes; ++p, ++stored) kernels_.transpose_64xL(s.codes.data() + stored * lanes);
    }
    // Words of a plane that lie side by side leave together.
    for (int p = 0; p < out.planes; ++p) {
      std::uint64_t* registers[kRowGroup / kPlaneRows];
      int words = 0;
      for (int i = p; i < stored; i += out.planes) registers[words++] = s.codes.data() + i * lanes;
      kernels_.scatter_nxL({.memory = out.vector(first) + std::int64_t{p} * out.words + row / kPlaneRows,
                            .step = out.vector_words(),
                            .registers = registers,
                            .words = words,
                            .count = count});
    }
  }

  /// A row's planes, transposed, are its sums as integers.
  void store_sums(int row, int rows, std::int64_t first, int count, Packed& out, Scratch& s) const {
    const auto plane_words = static_cast<std::size_t>(planes_ * words_);
    for (int r = 0; r < rows; ++r) {
      std::uint64_t* integers =
          std::copy_n(s.sums.data() + std::int64_t{r} * stride_ * words_, plane_words, s.codes.data());
      std::fill(integers, s.codes.data() + kernels_.lanes, 0);
      kernels_.transpose_64xL(s.codes.data());
      for (int v = 0; v < count; ++v)
        out.ints()[(first + v) * out.channels + row + r] =
            static_cast<std::int32_t>((coding_.scale * static_cast<std::int64_t>(s.codes[static_cast<std::size_t>(v)]) +
                                       constants_[static_cast<std::size_t>(row + r)]) /
                                      coding_.divisor);
    }
  }

  Window window_;
  const KernelSet& kernels_;
  int words_, rows_, inputs_, units_ = 0;  ///< words per register
  Coding coding_;
  PackedActivation activation_;
  int planes_ = 0, stride_ = 0;  ///< of a row's sum: compared, stored
  std::vector<Block> blocks_;
  std::vector<std::int64_t> constants_;
  std::vector<Signs> signs_;
  Signs minus_;  ///< one row of weights -1, counted before all others; none if it has no rows
  std::vector<std::uint32_t> thresholds_;
};

}  // namespace

std::unique_ptr<MvauMethod> make_sliced_mvau(const MvauJob& job) {
  const bool is_planes = job.input == Form::Planes && (job.m.no_activation || job.output == Form::Planes);
  if (!is_planes || !PackedMvau::is_sliced(job.m)) return nullptr;
  return std::make_unique<SlicedMvau>(job);
}

}  // namespace weir::golden
