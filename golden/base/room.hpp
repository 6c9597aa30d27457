/// Whether a disk still takes data: libraries and compilers that write half a file do not always say so.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace weir {

/// Why no file of `bytes` can be written in `folder` (no space, quota, limit of the file size, read-only, no
/// permission); "" if one can.
std::string why_unwritable(const std::filesystem::path& folder, std::int64_t bytes);

}  // namespace weir
