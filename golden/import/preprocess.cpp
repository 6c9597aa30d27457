#include "golden/import/preprocess.hpp"

#include <algorithm>
#include <cmath>

#include "golden/base/error.hpp"
#include "golden/builtin/resnet50.hpp"
#include "golden/import/exif.hpp"
#include "golden/import/resize.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kResnetSide = 224, kResnetShorterSide = 256, kCnvSide = 32, kMnistSide = 28;
constexpr Preprocessing kAll[] = {
    Preprocessing::None,         Preprocessing::Resize,       Preprocessing::ResizeCentreCrop,
    Preprocessing::Resnet50Pynq, Preprocessing::FinnExamples, Preprocessing::BnnPynqFit};

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

Image fit_on_white(const Image& image) {
  const Image small = fit(image, kCnvSide);
  const std::int64_t top = (kCnvSide - small.height) / 2, left = (kCnvSide - small.width) / 2;
  Image whole(kCnvSide, kCnvSide);
  std::fill(whole.pixels.begin(), whole.pixels.end(), std::uint8_t{255});
  for (std::int64_t y = 0; y < small.height; ++y)
    std::copy_n(small.pixels.begin() + y * small.width * 3, small.width * 3,
                whole.pixels.begin() + ((top + y) * kCnvSide + left) * 3);
  return whole;
}

/// Python's round(): halves to even.
std::int64_t centred(std::int64_t size, std::int64_t part) {
  return std::lrint(static_cast<double>(size - part) / 2.0);
}

/// torchvision's Resize(shorter) and CenterCrop((height, width)) of a picture from Pillow.
Image resize_centre_crop(const Image& image, std::int64_t shorter, std::int64_t height, std::int64_t width) {
  std::int64_t scaled_height = shorter, scaled_width = shorter;
  if (image.width <= image.height)
    scaled_height = shorter * image.height / image.width;
  else
    scaled_width = shorter * image.width / image.height;
  const Image scaled = resize_pillow(image, scaled_height, scaled_width, PillowFilter::Bilinear);
  const std::int64_t top = centred(scaled_height, height), left = centred(scaled_width, width);
  Image centre(height, width);
  for (std::int64_t y = 0; y < height; ++y)
    std::copy_n(scaled.pixels.begin() + ((top + y) * scaled_width + left) * 3, width * 3,
                centre.pixels.begin() + y * width * 3);
  return centre;
}

Image squeezed_bgr(const Image& given) {
  const Image image = upright(given);
  Image scaled = image.height == kResnetSide && image.width == kResnetSide
                     ? image
                     : resize_opencv_linear(image, kResnetSide, kResnetSide);
  for (std::size_t i = 0; i < scaled.pixels.size(); i += 3) std::swap(scaled.pixels[i], scaled.pixels[i + 2]);
  return scaled;
}

/// Pillow's convert("L"), in all three channels.
Image grey(Image image) {
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    const std::uint32_t red = image.pixels[i], green = image.pixels[i + 1], blue = image.pixels[i + 2];
    std::fill_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(i), 3,
                static_cast<std::uint8_t>((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16));
  }
  return image;
}

std::vector<std::uint8_t> planes_of(const std::vector<std::uint8_t>& pixels, std::size_t channels) {
  std::vector<std::uint8_t> planes(pixels.size());
  const std::size_t plane = pixels.size() / channels;
  for (std::size_t i = 0; i < pixels.size(); ++i) planes[i % channels * plane + i / channels] = pixels[i];
  return planes;
}

/// Of a recipe that has one.
std::optional<PictureSize> own_size(Preprocessing preprocessing) {
  switch (preprocessing) {
    case Preprocessing::Resnet50Pynq:
    case Preprocessing::FinnExamples: return PictureSize{kResnetSide, kResnetSide, 3};
    case Preprocessing::BnnPynqFit: return PictureSize{kCnvSide, kCnvSide, 3};
    default: return std::nullopt;
  }
}

/// "width x height", as picture viewers say it.
std::string text(std::int64_t height, std::int64_t width) {
  return std::to_string(width) + " x " + std::to_string(height);
}

Image scaled(const Image& image, Preprocessing preprocessing, const PictureSize& size) {
  switch (preprocessing) {
    case Preprocessing::None: return image;
    case Preprocessing::Resize: return resize_pillow(image, size.height, size.width, PillowFilter::Bilinear);
    case Preprocessing::ResizeCentreCrop:
      return resize_centre_crop(image, std::max(size.height, size.width) * kResnetShorterSide / kResnetSide,
                                size.height, size.width);
    case Preprocessing::Resnet50Pynq: return squeezed_bgr(image);
    case Preprocessing::FinnExamples: return resize_centre_crop(image, kResnetShorterSide, kResnetSide, kResnetSide);
    case Preprocessing::BnnPynqFit: return fit_on_white(image);
  }
  return image;
}

/// A vector's pictures are grey and of as many pixels; other networks tell their size.
PictureSize size_for(const Network& network, const Image& image, Preprocessing preprocessing,
                     const std::string& where) {
  if (const auto size = picture_size(network)) return *size;
  const Shape& shape = network.find_stream(network.inputs.front())->shape;
  const bool fits = shape.size() == 1 && image.height * image.width == shape.front();
  if (fits && preprocessing == Preprocessing::None) return {image.height, image.width, 1};
  throw Error(
      "input-size",
      "the picture has " + text(image.height, image.width) + " pixels, " + network.name + " takes " + to_string(shape),
      where,
      shape.size() == 1 ? "legal: a picture of " + std::to_string(shape.front()) +
                              " pixels in all, read as grey, without --preprocess; NPY; raw frames"
                        : "legal: NPY, or raw frames");
}

bool is_resnet50_pynq(const Network& network) {
  const Layer* classifier = network.find_layer("fc1000");
  if (classifier == nullptr ||
      !std::visit([](const auto& kind) { return parameter_specs(kind).weights.may_be_absent; }, classifier->kind))
    return false;
  const auto& blocks = resnet50_blocks();
  return std::all_of(blocks.begin(), blocks.end(),
                     [&](const std::string& block) { return network.find_stream(block) != nullptr; });
}

}  // namespace

std::vector<std::string> preprocessing_names() {
  std::vector<std::string> names;
  for (const Preprocessing p : kAll) names.emplace_back(name(p));
  return names;
}

Preprocessing preprocessing_named(const std::string& wanted) {
  std::string legal;
  for (const Preprocessing p : kAll) {
    if (wanted == name(p)) return p;
    legal += (legal.empty() ? "" : ", ") + std::string(name(p));
  }
  throw Error("preprocessing", "there is no preprocessing \"" + wanted + "\"", "", "legal: " + legal);
}

Preprocessing default_preprocessing(const Network& network) {
  if (network.input_encoding == InputEncoding::BnnPynqSigned) return Preprocessing::BnnPynqFit;
  return is_resnet50_pynq(network) ? Preprocessing::Resnet50Pynq : Preprocessing::None;
}

std::optional<PictureSize> picture_size(const Network& network) {
  if (network.input_encoding == InputEncoding::BnnPynqBinarize) return PictureSize{kMnistSide, kMnistSide, 1};
  const Shape& shape = network.find_stream(network.inputs.front())->shape;
  if (network.inputs.size() > 1 || shape.size() != 3) return std::nullopt;
  return PictureSize{shape[0], shape[1], shape[2]};
}

std::vector<std::uint8_t> from_pixels(const Network& network, std::vector<std::uint8_t> pixels) {
  if (network.input_encoding != InputEncoding::BnnPynqSigned) return pixels;
  return planes_of(pixels, 3);
}

std::vector<std::uint8_t> from_planes(const Network& network, std::vector<std::uint8_t> planes) {
  if (network.input_encoding == InputEncoding::BnnPynqSigned) return planes;
  return planes_of(planes, planes.size() / 3);  // exchanging rows and columns: planes to pixels is the way back
}

std::vector<std::uint8_t> prepare(const Network& network, const Image& image, Preprocessing preprocessing,
                                  const std::string& where) {
  const PictureSize size = size_for(network, image, preprocessing, where);
  const auto own = own_size(preprocessing);
  if (own && *own != size)
    throw Error("input-size",
                std::string("--preprocess ") + name(preprocessing) + " gives pictures of " +
                    text(own->height, own->width) + " x 3, " + network.name + " takes " +
                    text(size.height, size.width) + " x " + std::to_string(size.channels),
                where, "--preprocess resize and resize-centre-crop give any size");
  if (size.channels != 1 && size.channels != 3)
    throw Error("input-format",
                network.name + " takes " + std::to_string(size.channels) + " channels, pictures have one or three",
                where, "legal: NPY, or raw frames");
  if (preprocessing == Preprocessing::None && (image.height != size.height || image.width != size.width))
    throw Error("input-size",
                "the picture has " + text(image.height, image.width) + " pixels, " + network.name + " takes " +
                    text(size.height, size.width),
                where,
                "scale it first, or choose how: --preprocess resize (to the network's size) or resize-centre-crop (as "
                "torchvision does)");
  const Image whole = scaled(size.channels == 1 ? grey(image) : image, preprocessing, size);
  if (size.channels == 3) return from_pixels(network, whole.pixels);
  std::vector<std::uint8_t> levels;
  for (std::size_t i = 0; i < whole.pixels.size(); i += 3) levels.push_back(whole.pixels[i]);
  return levels;
}

const char* name(Preprocessing preprocessing) {
  switch (preprocessing) {
    case Preprocessing::None: return "none";
    case Preprocessing::Resize: return "resize";
    case Preprocessing::ResizeCentreCrop: return "resize-centre-crop";
    case Preprocessing::Resnet50Pynq: return "resnet50-pynq";
    case Preprocessing::FinnExamples: return "finn-examples";
    case Preprocessing::BnnPynqFit: return "bnn-pynq";
  }
  return "";
}

std::vector<std::uint8_t> prepare(const Image& image, Preprocessing preprocessing) {
  const auto size = own_size(preprocessing);
  if (!size)
    throw Error("preprocessing", std::string(name(preprocessing)) + " has no size of its own", "",
                "legal without a network: resnet50-pynq, finn-examples, bnn-pynq");
  Image whole = scaled(image, preprocessing, *size);
  return preprocessing == Preprocessing::BnnPynqFit ? planes_of(whole.pixels, 3) : std::move(whole.pixels);
}

}  // namespace weir::golden
