/// Networks of the field with 8- or 4-bit weights and activations, for measuring: published topologies with
/// pseudo-random weights, thresholds at equal steps as uniform quantisers have them. First and last layers have 8-bit
/// weights, inputs are bytes.
#pragma once
#include "golden/network/network.hpp"

namespace weir::bench {

/// Bits of the weights and activations between the first and the last layer: 8 or 4.
struct Width {
  int bits = 8;
};

/// MNIST MLP 784 - 1024 - 1024 - 1024 - 10.
golden::Network make_byte_lfc(Width width);
/// CIFAR-10 VGG: six unpadded 3x3 convolutions, two maxima, three fully connected layers.
golden::Network make_byte_cnv(Width width);
/// 224x224; the sum of a residual block is thresholded to unsigned codes (ReLU).
golden::Network make_byte_resnet18(Width width);
/// 224x224, alpha 1: thirteen pairs of depthwise and pointwise convolution.
golden::Network make_byte_mobilenet(Width width);

/// {"lfc-w8a8", make_byte_lfc(8)} and so on: every topology, 8 and 4 bits.
std::vector<std::string> byte_network_names();
/// `name` must be one of byte_network_names().
golden::Network make_byte_network(const std::string& name);

}  // namespace weir::bench
