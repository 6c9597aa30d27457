#include <algorithm>
#include <array>

#include "golden/kernels/packed_mvau.hpp"
#include "golden/kernels/sum_store.hpp"

namespace weir::golden {

namespace {

constexpr int kTiles = 32;    ///< of 2 x 2 outputs, taken together
constexpr int kRowStep = 32;  ///< rows whose sums are kept at once
constexpr int kPlaces = 16;   ///< products per tile and channel, instead of 36
constexpr int kLine = 64;
constexpr int kLeastChannels = 32;
constexpr double kWorthwhile = 0.75;  ///< of the products that the definition takes

std::int64_t quotient_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// 2G g 2G' of the nine weights g.
std::array<std::int32_t, kPlaces> transformed(const std::array<std::int32_t, 9>& g) {
  constexpr std::int32_t twice_g[4][3] = {{2, 0, 0}, {1, 1, 1}, {1, -1, 1}, {0, 0, 2}};
  std::array<std::int32_t, kPlaces> out{};
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 4; ++x)
      for (int ky = 0; ky < 3; ++ky)
        for (int kx = 0; kx < 3; ++kx)
          out[static_cast<std::size_t>(4 * y + x)] +=
              twice_g[y][ky] * twice_g[x][kx] * g[static_cast<std::size_t>(3 * ky + kx)];
  return out;
}

using PlaceWeights = std::array<std::vector<std::int32_t>, kPlaces>;  ///< each [row][channel]

PlaceWeights place_weights(const MvauJob& job) {
  PlaceWeights all;
  const std::int64_t channels = job.m.MW / 9;
  for (std::int64_t row = 0; row < job.m.MH; ++row)
    for (std::int64_t c = 0; c < channels; ++c) {
      std::array<std::int32_t, 9> g{};
      for (std::int64_t tap = 0; tap < 9; ++tap)
        g[static_cast<std::size_t>(tap)] =
            job.parameters.weights.data[static_cast<std::size_t>(row * job.m.MW + tap * channels + c)];
      const auto t = transformed(g);
      for (std::size_t place = 0; place < kPlaces; ++place) all[place].push_back(t[place]);
    }
  return all;
}

bool fit_int8(const PlaceWeights& weights) {
  return std::all_of(weights.begin(), weights.end(), [](const auto& of_place) {
    return std::all_of(of_place.begin(), of_place.end(), [](std::int32_t w) { return w >= -128 && w <= 127; });
  });
}

/// B' d B adds up four inputs, or two and two with opposite signs.
bool inputs_fit_int8(DataType type) {
  return 4 * type.max() <= 127 && 4 * type.min() >= -128 && 2 * (type.max() - type.min()) <= 127;
}

bool is_worthwhile(const Window& w) {
  const std::int64_t tiles = quotient_up(w.out_height, 2) * quotient_up(w.out_width, 2);
  return static_cast<double>(tiles * kPlaces) <= kWorthwhile * static_cast<double>(w.out_pixels() * 9);
}

bool is_plain_3x3(const Window& w) {
  return w.kernel_height == 3 && w.kernel_width == 3 && w.stride_height == 1 && w.stride_width == 1 &&
         w.dilation_height == 1 && w.dilation_width == 1;
}

class WinogradMvau final : public MvauMethod {
 public:
  WinogradMvau(const MvauJob& job, const PlaceWeights& weights)
      : window_(job.window),
        kernels_(job.kernels),
        channels_(static_cast<int>(job.m.MW / 9)),
        stride_(quotient_up(channels_, kLine) * kLine),
        rows_(static_cast<int>(quotient_up(job.m.MH, kBlockRows)) * kBlockRows),
        tile_columns_(quotient_up(window_.out_width, 2)),
        frame_tiles_(tile_columns_ * quotient_up(window_.out_height, 2)),
        zeros_(static_cast<std::size_t>(rows_), 0),
        store_(make_activation(job.m, job.parameters.thresholds, job.output, job.parameters.weights), rows_) {
    const int rows = static_cast<int>(job.m.MH);
    for (std::size_t place = 0; place < kPlaces; ++place) {
      const std::int32_t* of_place = weights[place].data();
      const std::int64_t bytes = kernels_.pack_dot_weights(of_place, rows, channels_, nullptr);
      weights_[place].resize(static_cast<std::size_t>(bytes));
      kernels_.pack_dot_weights(of_place, rows, channels_, weights_[place].data());
    }
  }

  /// `first` and `count` are whole frames.
  void run(const Packed& in, std::int64_t first, std::int64_t count, Packed& out, Scratch& s) const override {
    const std::int64_t pixels = window_.out_pixels();
    const std::int64_t begin = first / pixels * frame_tiles_, end = (first + count) / pixels * frame_tiles_;
    s.inputs.resize(static_cast<std::size_t>(kPlaces * kTiles * stride_ / 8));
    s.ints.resize(static_cast<std::size_t>((kPlaces + 4) * kTiles * kRowStep));
    for (std::int64_t tile = begin; tile < end; tile += kTiles) {
      const int tiles = static_cast<int>(std::min<std::int64_t>(kTiles, end - tile));
      transform_inputs(in, tile, tiles, s);
      for (int row = 0; row < rows_; row += kRowStep) {
        const int rows = std::min(kRowStep, rows_ - row);
        multiply(row, rows, tiles, s);
        transform_outputs(rows, tiles, s);
        store(row, rows, tile, tiles, out, s);
      }
    }
  }

 private:
  struct Place {
    std::int64_t frame, y, x;  ///< of a tile's first output
  };
  Place place_of(std::int64_t tile) const {
    const std::int64_t in_frame = tile % frame_tiles_;
    return {tile / frame_tiles_, in_frame / tile_columns_ * 2, in_frame % tile_columns_ * 2};
  }

  std::uint8_t* places(Scratch& s) const { return reinterpret_cast<std::uint8_t*>(s.inputs.data()); }
  /// [place][tile][rows], and behind it the sums: [upper, lower][tile][left, right][rows].
  static std::int32_t* products(Scratch& s) { return s.ints.data(); }
  static std::int32_t* sums(Scratch& s, int half, int tiles, int rows) {
    return s.ints.data() + kPlaces * kTiles * kRowStep + half * 2 * tiles * rows;
  }

  void transform_inputs(const Packed& in, std::int64_t first, int tiles, Scratch& s) const {
    for (int t = 0; t < tiles; ++t) {
      const Place at = place_of(first + t);
      WinogradInputJob job{
          .pixels = {}, .stride = stride_, .place_stride = kTiles * stride_, .out = places(s) + t * stride_};
      for (int i = 0; i < kPlaces; ++i) {
        // Pixels outside the picture belong to outputs outside.
        const std::int64_t y = std::min(at.y + i / 4, window_.in_height - 1),
                           x = std::min(at.x + i % 4, window_.in_width - 1);
        job.pixels[i] = in.bytes() + (at.frame * window_.in_pixels() + y * window_.in_width + x) * channels_;
      }
      kernels_.winograd_inputs_u8(job);
    }
  }

  void multiply(int row, int rows, int tiles, Scratch& s) const {
    for (std::size_t place = 0; place < kPlaces; ++place)
      kernels_.dot_i8u8_16xn({.weights = weights_[place].data(),
                              .x = places(s) + static_cast<std::int64_t>(place) * kTiles * stride_,
                              .x_stride = stride_,
                              .is_signed = true,
                              .continues = false,
                              .inputs = channels_,
                              .vectors = tiles,
                              .rows = rows_,
                              .first_row = row,
                              .row_count = rows,
                              .start = zeros_.data(),
                              .sums = products(s) + static_cast<std::int64_t>(place) * tiles * rows});
  }

  void transform_outputs(int rows, int tiles, Scratch& s) const {
    for (int t = 0; t < tiles; ++t)
      kernels_.winograd_outputs_i32(
          {.products = products(s) + t * rows,
           .place_stride = std::int64_t{tiles} * rows,
           .rows = rows,
           .sums = {sums(s, 0, tiles, rows) + 2 * t * rows, sums(s, 1, tiles, rows) + 2 * t * rows}});
  }

  /// Tiles side by side are runs of outputs.
  void store(int row, int rows, std::int64_t first, int tiles, Packed& out, Scratch& s) const {
    for (int t = 0; t < tiles;) {
      const Place at = place_of(first + t);
      const int run = static_cast<int>(std::min<std::int64_t>(tiles - t, tile_columns_ - at.x / 2));
      const auto count = static_cast<int>(std::min<std::int64_t>(2 * run, window_.out_width - at.x));
      for (int half = 0; half < 2 && at.y + half < window_.out_height; ++half)
        store_.store_rows(kernels_, sums(s, half, tiles, rows) + 2 * t * rows, row, rows,
                          at.frame * window_.out_pixels() + (at.y + half) * window_.out_width + at.x, count, out);
      t += run;
    }
  }

  Window window_;
  const KernelSet& kernels_;
  int channels_;
  std::int64_t stride_;  ///< bytes of one tile's channels at one place
  int rows_;
  std::int64_t tile_columns_, frame_tiles_;
  std::vector<std::int32_t> zeros_;
  SumStore store_;
  std::array<AlignedBuffer<std::uint8_t>, kPlaces> weights_;
};

}  // namespace

std::unique_ptr<MvauMethod> make_winograd_mvau(const MvauJob& job) {
  const bool fits = job.input == Form::Bytes && job.output == Form::Bytes && !job.m.no_activation &&
                    !job.m.binary_xnor && PackedMvau::supports(job.m) && is_plain_3x3(job.window) &&
                    job.m.MW >= 9 * kLeastChannels && inputs_fit_int8(job.m.input) && is_worthwhile(job.window);
  if (!fits) return nullptr;
  const PlaceWeights weights = place_weights(job);
  if (!fit_int8(weights)) return nullptr;
  return std::make_unique<WinogradMvau>(job, weights);
}

}  // namespace weir::golden
