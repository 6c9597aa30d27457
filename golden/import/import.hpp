/// Trained networks of others, by what their folder looks like.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "golden/network/builtin.hpp"

namespace weir::golden {

/// "bnn-pynq", "resnet50-pynq", "npy"
std::vector<std::string> import_formats();
/// `format`: one of import_formats(), or "auto". Throws Error import-format (not recognised, or unknown name), or what
/// the format's reader throws.
BuiltIn import_network(const std::filesystem::path& source, const std::string& format = "auto");

}  // namespace weir::golden
