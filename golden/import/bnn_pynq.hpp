/// BNN-PYNQ parameter folders: <layer>-<pe>-weights.bin, <layer>-<pe>-thres.bin and classes.txt, as the published
/// overlays load them. Weights: little-endian 64-bit words, one per tile t = nf * SF + sf, lane s in bits [s * bits,
/// ...); thresholds: little-endian int64, index nf * levels + k. Row = nf * PE + pe, column = sf * SIMD + s.
///
/// The last layer's files may be short (older sets hold only the rows that are classes): the rest is 0.
#pragma once
#include <filesystem>

#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// True if `folder` holds a file named like a parameter file of layer 0.
bool looks_like_bnn_pynq(const std::filesystem::path& folder);

/// The network, recognised by the number of layers and the sizes of layer 0's files, with its published folding.
/// Throws Error bnn-pynq-unknown, bnn-pynq-classes, or Errors bnn-pynq-missing, bnn-pynq-size, bnn-pynq-bits,
/// bnn-pynq-range.
FoldedNetwork import_bnn_pynq(const std::filesystem::path& folder);

}  // namespace weir::golden
