/// ResNet50 (v1.0 topology) with binary weights and 2-bit activations, as the ResNet50-PYNQ accelerator w1a2_v1.0
/// builds it: 8-bit first convolution, 16 residual blocks whose residual path is a 4-bit code of value + 8, 8-bit
/// classifier, top 5. Folding, MMV, stream widths and FIFO depths of the published design.
///
/// Layers: conv0; <block>_byp, _2a, _2b, _2c, _1 (blocks 2a 3a 4a 5a alone), _add and their helpers; fc1000,
/// fc1000_bias, top5. Each block's output stream has the block's name: pre, res2a .. res5c.
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// Names of the residual blocks in order: res2a .. res5c.
const std::vector<std::string>& resnet50_blocks();
/// "res3a" and its like have a convolution on the bypass.
bool has_two_branches(const std::string& block);

/// Topology and folding without parameters.
std::pair<Network, Folding> make_resnet50(const std::string& name);
/// With pseudo-random parameters, those of the classifier included.
FoldedNetwork make_builtin_resnet50(const std::string& name, std::optional<std::uint64_t> seed);

}  // namespace weir::golden
