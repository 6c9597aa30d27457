/// Network bundle (.h5): /network (JSON text); the default folding as /folding, /boundary_elements and /stream_elements
/// (JSON texts); /weights/<layer>, /thresholds/<layer>, /bias/<layer> as int8, int16 or int32, the smallest that holds
/// the values. Attributes of the file: format "weir-network", schema_version.
#pragma once
#include <filesystem>
#include <span>

#include "golden/network/folded_network.hpp"

namespace weir::golden {

/// Written to a temporary name and renamed.
void write_bundle(const std::filesystem::path& path, const Network& network, const Folding& folding);
/// Throws Error not-hdf5, hdf5-missing, hdf5-type, bundle-format, bundle-shape, network-json, or Errors from
/// validation.
FoldedNetwork read_bundle(const std::filesystem::path& path);

/// Such a file as bytes, without any disk: for another process.
std::vector<std::uint8_t> bundle_bytes(const Network& network, const Folding& folding);
/// As read_bundle(); `name` stands for the file in messages.
FoldedNetwork read_bundle_bytes(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace weir::golden
