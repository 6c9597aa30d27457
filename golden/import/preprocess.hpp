/// How a picture of any size becomes the bytes that a network takes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "golden/import/image.hpp"
#include "golden/network/network.hpp"

namespace weir::golden {

/// The picture that is one frame of a network's input.
struct PictureSize {
  std::int64_t height = 0, width = 0, channels = 0;
  bool operator==(const PictureSize&) const = default;
};

/// All recipes, as --preprocess names them.
std::vector<std::string> preprocessing_names();
/// Throws Error preprocessing with the legal names.
Preprocessing preprocessing_named(const std::string& name);

/// ResNet50-PYNQ's recipe for that network alone, known by its blocks and its classifier's outer weights whatever its
/// file is called; BNN-PYNQ's for networks of its pixels' coding; None for all others.
Preprocessing default_preprocessing(const Network& network);

/// The size of the pictures of a network: [height, width, channels], BNN-PYNQ's LFC 28 x 28. None of networks of other
/// shapes, a vector's included, whose height and width nothing tells.
std::optional<PictureSize> picture_size(const Network& network);

/// Pixels row by row as R, G, B (or grey) in the network's order, as encode_input() takes them.
/// Throws Error input-size (None and another size; a recipe of one size and another network), input-format (the network
/// takes neither one channel nor three). `where` names the file.
std::vector<std::uint8_t> prepare(const Network& network, const Image& image, Preprocessing preprocessing,
                                  const std::string& where);
/// Bytes in the order [height][width][channel] to the order of encode_input(), and CIFAR's planes to it.
std::vector<std::uint8_t> from_pixels(const Network& network, std::vector<std::uint8_t> pixels);
std::vector<std::uint8_t> from_planes(const Network& network, std::vector<std::uint8_t> planes);

}  // namespace weir::golden
