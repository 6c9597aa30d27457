/// The CNV of the published FINN v0.10 run: 1-bit weights and activations, 3-64-64-pool-128-128-pool-256 convolutions,
/// 2304-512-512-10 fully connected; folding and FIFO depths of that run.
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// With `pre_and_post`: from 8-bit pixels through Thresholding_0 to LabelSelect_0 (17 layers, as FINN estimated it);
/// without: from the INT8 stream to the ten scores (28 FIFOs, as it was simulated). Pseudo-random parameters.
FoldedNetwork make_builtin_finn_cnv(const std::string& name, bool pre_and_post, std::optional<std::uint64_t> seed);

}  // namespace weir::golden
