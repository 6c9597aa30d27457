/// Trained parameters of ResNet50-PYNQ w1a2 as a folder of .npy files with manifest.json:
/// inpipe/conv0_{w,t}.npy, <block>/{byp_t, 2a_w, 2a_t, 2b_*, 2c_*, 1_*}.npy, outpipe/fc1000_bias.npy in logical order
/// ([out][kh][kw][in], [out][level]); the manifest lists files, shapes and, for convolutions, simd and pe; where it has
/// sha256_raw, the SHA-256 of an array's bytes without the NPY header, the file must agree.
///
/// The classifier's weights are not part of it; they are read by read_fc_weights().
#pragma once
#include <filesystem>

#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// True if `folder` has a manifest.json.
bool looks_like_npy_folder(const std::filesystem::path& folder);
/// Throws Error manifest-json, manifest-missing, manifest-checksum, npy-*, or Errors from validation.
FoldedNetwork import_resnet50_npy(const std::filesystem::path& folder);

/// The network with the weights of its externally fed layer: comma-separated decimals (a trailing comma is fine), raw
/// int8 or NPY, row-major [class][channel]. Throws Error fc-weights, fc-weights-unused (no layer takes external
/// weights).
std::shared_ptr<const Network> with_fc_weights(const Network& network, const std::filesystem::path& path);
/// The same from memory: as many values as the layer has weights, in that order. Throws Error fc-weights,
/// fc-weights-unused, or Errors from validation.
std::shared_ptr<const Network> with_fc_weights(const Network& network, const Tensor& weights);

}  // namespace weir::golden
