/// Network bundle (.h5): /network (JSON text), /folding (JSON text), /weights/<layer>, /thresholds/<layer>,
/// /bias/<layer>.
#pragma once
#include <filesystem>

#include "golden/network/builtin.hpp"

namespace weir::golden {

/// Written to a temporary name and renamed.
void write_bundle(const std::filesystem::path& path, const Network& network, const Folding& folding);
/// Throws Error bundle-not-hdf5, bundle-missing-dataset, bundle-shape, ... or Errors from validation.
BuiltIn read_bundle(const std::filesystem::path& path);
/// A bundle file or a built-in name. Throws Error unknown-network with a suggestion.
BuiltIn load_network(const std::string& name_or_path, std::uint64_t seed = 1);

}  // namespace weir::golden
