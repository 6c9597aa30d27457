#include "golden/import/resize.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace weir::golden {

namespace {

constexpr std::int64_t kChannels = 3;

/// One output position of OpenCV's linear interpolation: pixels `first` and `first + 1` with weights of 11 bits.
struct LinearTap {
  std::int64_t first = 0;
  std::int32_t weights[2] = {0, 0};
};

constexpr int kOpencvWeightBits = 11;

std::vector<LinearTap> opencv_taps(std::int64_t from, std::int64_t to, bool clamp_weights) {
  const double scale = 1.0 / (static_cast<double>(to) / static_cast<double>(from));
  std::vector<LinearTap> taps(static_cast<std::size_t>(to));
  for (std::int64_t i = 0; i < to; ++i) {
    auto offset = static_cast<float>((static_cast<double>(i) + 0.5) * scale - 0.5);
    auto first = static_cast<std::int64_t>(std::floor(offset));
    offset -= static_cast<float>(first);
    // Columns pin the weight at the border; rows pin the row, which comes to the same.
    if (clamp_weights && first < 0) first = 0, offset = 0;
    if (clamp_weights && first >= from - 1) first = from - 1, offset = 0;
    const auto weight = [](float part) {
      return static_cast<std::int32_t>(std::lrint(part * static_cast<float>(1 << kOpencvWeightBits)));
    };
    taps[static_cast<std::size_t>(i)] = {first, {weight(1.0F - offset), weight(offset)}};
  }
  return taps;
}

/// One input row at output width, 11 fraction bits.
std::vector<std::int32_t> opencv_row(const Image& image, std::int64_t y, const std::vector<LinearTap>& taps) {
  const std::uint8_t* row = image.pixels.data() + y * image.width * kChannels;
  std::vector<std::int32_t> out;
  for (const LinearTap& tap : taps)
    for (std::int64_t c = 0; c < kChannels; ++c) {
      const std::int64_t second = std::min(tap.first + 1, image.width - 1);
      out.push_back(row[tap.first * kChannels + c] * tap.weights[0] + row[second * kChannels + c] * tap.weights[1]);
    }
  return out;
}

Image halve(const Image& image) {
  Image out(image.height / 2, image.width / 2);
  const std::int64_t row = image.width * kChannels;
  for (std::int64_t y = 0; y < out.height; ++y)
    for (std::int64_t i = 0; i < out.width * kChannels; ++i) {
      const std::uint8_t* p = image.pixels.data() + 2 * y * row + 2 * (i / kChannels) * kChannels + i % kChannels;
      out.pixels[static_cast<std::size_t>(y * out.width * kChannels + i)] =
          static_cast<std::uint8_t>((p[0] + p[kChannels] + p[row] + p[row + kChannels] + 2) >> 2);
    }
  return out;
}

/// Weights of one output position of a Pillow resampling, 22 fraction bits, for inputs from `first` on.
struct PillowTaps {
  std::int64_t first = 0;
  std::vector<std::int32_t> weights;
};

constexpr int kPillowWeightBits = 22;

double filter_value(PillowFilter filter, double x) {
  x = std::abs(x);
  if (filter == PillowFilter::Bilinear) return x < 1.0 ? 1.0 - x : 0.0;
  const auto sinc = [](double t) { return t == 0.0 ? 1.0 : std::sin(t * std::numbers::pi) / (t * std::numbers::pi); };
  return x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0;
}

std::vector<PillowTaps> pillow_taps(std::int64_t from, std::int64_t to, PillowFilter filter) {
  const double scale = static_cast<double>(from) / static_cast<double>(to), filter_scale = std::max(scale, 1.0);
  const double support = (filter == PillowFilter::Bilinear ? 1.0 : 3.0) * filter_scale;
  std::vector<PillowTaps> all(static_cast<std::size_t>(to));
  for (std::int64_t i = 0; i < to; ++i) {
    PillowTaps& taps = all[static_cast<std::size_t>(i)];
    const double center = (static_cast<double>(i) + 0.5) * scale;
    taps.first = std::max<std::int64_t>(0, static_cast<std::int64_t>(center - support + 0.5));
    const std::int64_t end = std::min(from, static_cast<std::int64_t>(center + support + 0.5));
    std::vector<double> values;
    double sum = 0;
    for (std::int64_t x = taps.first; x < end; ++x) {
      values.push_back(filter_value(filter, (static_cast<double>(x) - center + 0.5) * (1.0 / filter_scale)));
      sum += values.back();
    }
    for (double value : values) {
      if (sum != 0.0) value /= sum;
      const double fixed = value * (1 << kPillowWeightBits);
      taps.weights.push_back(static_cast<std::int32_t>(fixed < 0 ? fixed - 0.5 : fixed + 0.5));
    }
  }
  return all;
}

/// Resamples along one axis: `count` lines; neighbours on the axis are `step` bytes apart.
void pillow_line(const std::uint8_t* from, std::int64_t from_step, const std::vector<PillowTaps>& all, std::uint8_t* to,
                 std::int64_t to_step) {
  for (const PillowTaps& taps : all) {
    std::int32_t sum = 1 << (kPillowWeightBits - 1);
    const std::uint8_t* at = from + taps.first * from_step;
    for (const std::int32_t weight : taps.weights) {
      sum += *at * weight;
      at += from_step;
    }
    *to = static_cast<std::uint8_t>(std::clamp(sum >> kPillowWeightBits, 0, 255));
    to += to_step;
  }
}

}  // namespace

Image resize_opencv_linear(const Image& image, std::int64_t height, std::int64_t width) {
  if (image.height == 2 * height && image.width == 2 * width) return halve(image);
  const auto columns = opencv_taps(image.width, width, true), rows = opencv_taps(image.height, height, false);
  Image out(height, width);
  auto to = out.pixels.begin();
  for (const LinearTap& tap : rows) {
    const auto pinned = [&](std::int64_t y) { return std::clamp<std::int64_t>(y, 0, image.height - 1); };
    const auto upper = opencv_row(image, pinned(tap.first), columns),
               lower = opencv_row(image, pinned(tap.first + 1), columns);
    for (std::size_t i = 0; i < upper.size(); ++i) {
      const std::int32_t sum = ((tap.weights[0] * (upper[i] >> 4)) >> 16) + ((tap.weights[1] * (lower[i] >> 4)) >> 16);
      *to++ = static_cast<std::uint8_t>((sum + 2) >> 2);
    }
  }
  return out;
}

Image resize_pillow(const Image& image, std::int64_t height, std::int64_t width, PillowFilter filter) {
  Image wide = image;
  if (width != image.width) {
    wide = Image(image.height, width);
    const auto taps = pillow_taps(image.width, width, filter);
    for (std::int64_t y = 0; y < image.height; ++y)
      for (std::int64_t c = 0; c < kChannels; ++c)
        pillow_line(image.pixels.data() + y * image.width * kChannels + c, kChannels, taps,
                    wide.pixels.data() + y * width * kChannels + c, kChannels);
  }
  if (height == wide.height) return wide;
  Image out(height, width);
  const auto taps = pillow_taps(wide.height, height, filter);
  for (std::int64_t i = 0; i < width * kChannels; ++i)
    pillow_line(wide.pixels.data() + i, width * kChannels, taps, out.pixels.data() + i, width * kChannels);
  return out;
}

}  // namespace weir::golden
