#include <algorithm>
#include <cmath>

#include "golden/import/exif.hpp"
#include "golden/import/resize.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kResnetSide = 224, kResnetShorterSide = 256, kCnvSide = 32;

/// The side that keeps the aspect, as Pillow's thumbnail chooses it: rounded to whichever neighbour keeps it better.
std::int64_t aspect_side(double exact, double aspect, double other, bool is_width) {
  const auto error = [&](double side) {
    return is_width ? std::abs(aspect - side / other) : side == 0 ? 0.0 : std::abs(aspect - other / side);
  };
  const double down = std::floor(exact), up = std::ceil(exact);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(error(up) < error(down) ? up : down));
}

/// A smaller picture keeps its size.
Image fit(const Image& image, std::int64_t side) {
  if (image.width <= side && image.height <= side) return image;
  const double aspect = static_cast<double>(image.width) / static_cast<double>(image.height);
  const auto box = static_cast<double>(side);
  std::int64_t width = side, height = side;
  if (aspect <= 1.0)
    width = aspect_side(box * aspect, aspect, box, true);
  else
    height = aspect_side(box / aspect, aspect, box, false);
  return resize_pillow(image, height, width, PillowFilter::Lanczos);
}

std::vector<std::uint8_t> fit_on_white(const Image& image) {
  const Image small = fit(image, kCnvSide);
  const std::int64_t top = (kCnvSide - small.height) / 2, left = (kCnvSide - small.width) / 2;
  std::vector<std::uint8_t> planes(static_cast<std::size_t>(3 * kCnvSide * kCnvSide), 255);
  for (std::int64_t c = 0; c < 3; ++c)
    for (std::int64_t y = 0; y < small.height; ++y)
      for (std::int64_t x = 0; x < small.width; ++x)
        planes[static_cast<std::size_t>((c * kCnvSide + top + y) * kCnvSide + left + x)] =
            small.pixels[static_cast<std::size_t>((y * small.width + x) * 3 + c)];
  return planes;
}

/// Python's round(): halves to even.
std::int64_t centred(std::int64_t size, std::int64_t part) {
  return std::lrint(static_cast<double>(size - part) / 2.0);
}

std::vector<std::uint8_t> centre_of_256(const Image& image) {
  std::int64_t height = kResnetShorterSide, width = kResnetShorterSide;
  if (image.width <= image.height)
    height = kResnetShorterSide * image.height / image.width;
  else
    width = kResnetShorterSide * image.width / image.height;
  const Image scaled = resize_pillow(image, height, width, PillowFilter::Bilinear);
  const std::int64_t top = centred(height, kResnetSide), left = centred(width, kResnetSide);
  std::vector<std::uint8_t> bytes;
  for (std::int64_t y = top; y < top + kResnetSide; ++y) {
    const auto row = scaled.pixels.begin() + (y * width + left) * 3;
    bytes.insert(bytes.end(), row, row + kResnetSide * 3);
  }
  return bytes;
}

std::vector<std::uint8_t> squeezed_bgr(const Image& given) {
  const Image image = upright(given);
  Image scaled = image.height == kResnetSide && image.width == kResnetSide
                     ? image
                     : resize_opencv_linear(image, kResnetSide, kResnetSide);
  for (std::size_t i = 0; i < scaled.pixels.size(); i += 3) std::swap(scaled.pixels[i], scaled.pixels[i + 2]);
  return std::move(scaled.pixels);
}

}  // namespace

const char* name(Preprocessing preprocessing) {
  switch (preprocessing) {
    case Preprocessing::Resnet50Pynq: return "resnet50-pynq";
    case Preprocessing::FinnExamples: return "finn-examples";
    case Preprocessing::BnnPynqFit: return "bnn-pynq";
  }
  return "";
}

std::vector<std::uint8_t> prepare(const Image& image, Preprocessing preprocessing) {
  switch (preprocessing) {
    case Preprocessing::Resnet50Pynq: return squeezed_bgr(image);
    case Preprocessing::FinnExamples: return centre_of_256(image);
    case Preprocessing::BnnPynqFit: return fit_on_white(image);
  }
  return {};
}

}  // namespace weir::golden
