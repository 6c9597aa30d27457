/// Where the source tree and the built programs are. Functions, not macros: an object that holds no path of the
/// machine is the same in every clone, so the compiler cache serves all of them.
#pragma once
#include <filesystem>

namespace weir::test {

/// The root of the source tree.
const std::filesystem::path& source_folder();
/// The folder of the built programs (`weir`, `weir-hlsc`).
const std::filesystem::path& binary_folder();

}  // namespace weir::test
