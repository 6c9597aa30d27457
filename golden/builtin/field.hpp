/// Networks that the field measures itself with, by their public descriptions, with random weights and a folding of
/// Weir's own. Convolutions have 4-bit weights and activations unless said otherwise, batch norms have become
/// thresholds.
///
///   kws-mlp-w3a3          keyword spotting of MLPerf Tiny as FINN's examples have it: 490-256-256-256-12, 3 bits
///   vgg10-radioml-w4a4    modulation of radio frames, 1-D: 1024 samples of I and Q, seven convolutions of 64 channels,
///                         each halved by a pool, then 128-128-24
///   cnv-gtsrb-w1a1        CNV with the 43 traffic signs of GTSRB
///   resnet18-w4a4         ImageNet, 8-bit weights in the first and the last layer, the first pool 2x2
///   mobilenetv1-w4a4      ImageNet, width 1, 8-bit weights in the first layer
///   unet-small-w4a4       64x64 pictures, two levels of 16 and 32 channels around 64, joined by concatenation
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

FoldedNetwork make_kws_mlp(const std::string& name, std::optional<std::uint64_t> seed);
FoldedNetwork make_vgg10(const std::string& name, std::optional<std::uint64_t> seed);
FoldedNetwork make_cnv_gtsrb(const std::string& name, std::optional<std::uint64_t> seed);
FoldedNetwork make_resnet18(const std::string& name, std::optional<std::uint64_t> seed);
FoldedNetwork make_mobilenetv1(const std::string& name, std::optional<std::uint64_t> seed);
FoldedNetwork make_small_unet(const std::string& name, std::optional<std::uint64_t> seed);

}  // namespace weir::golden
