/// Trained networks of others, by what their folder or file looks like.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "golden/import/finn_build.hpp"

namespace weir::golden {

/// "bnn-pynq", "resnet50-pynq", "npy", "qonnx", "finn-onnx", "finn-build"
std::vector<std::string> import_formats();
/// `format`: one of import_formats(), or "auto". Throws Error import-format (not recognised, or unknown name), or what
/// the format's reader throws.
/// `options` are for ONNX files.
FoldedNetwork import_network(const std::filesystem::path& source, const std::string& format = "auto",
                             const OnnxOptions& options = {});

/// The build that open_network() would take the name for; nothing where it takes something else.
std::optional<FinnBuild> finn_build_of(const std::string& name_or_path, const std::filesystem::path& folder = {});

/// A built-in name, a bundle, or anything import_network() recognises; a relative path is below `folder`.
/// `seed` of a built-in network's parameters; without it they stay zeros, as in make_builtin().
/// Throws what they throw, and Error unknown-network with a suggestion.
FoldedNetwork open_network(const std::string& name_or_path, std::optional<std::uint64_t> seed = 1,
                           const OnnxOptions& options = {}, const std::filesystem::path& folder = {});

}  // namespace weir::golden
