/// Files that are given as a network by mistake.
#pragma once
#include <filesystem>
#include <string>

namespace weir::golden {

/// What NETWORK may be, for messages.
std::string legal_networks();

/// Throws Error not-a-network if the first bytes of `path` are those of a picture, an array, an archive or another file
/// that users hold beside a network; the hint says where such a file is given. Any other file passes.
void require_no_other_file(const std::filesystem::path& path);

}  // namespace weir::golden
