/// ResNet-50 v1.5 (stride in the 3x3 layers) as FINN builds it for the Alveo U250: binary weights, 2-bit activations,
/// 4-bit residual codes. Layers have FINN's node names, backend included, and FINN's order, so that its folding files
/// apply and its 266 FIFOs are those that FINN numbers (network/fifos.hpp). Width converters are layers here.
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// FIFOs as deep as their tensors: what FINN starts its FIFO sizing from. Pseudo-random parameters.
FoldedNetwork make_builtin_finn_resnet50(const std::string& name, std::optional<std::uint64_t> seed);

}  // namespace weir::golden
