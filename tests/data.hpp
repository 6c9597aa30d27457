/// Where tests find what is not in the repository, and scratch folders that vanish.
#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include "tests/paths.hpp"

namespace weir::test {

/// How often data_folder() found nothing.
inline int& missing_data() {
  static int count = 0;
  return count;
}

/// The real data: $WEIR_DATA, else ../shared/data beside the source tree. Prints one line and returns nothing if
/// absent, so that a test can return early: the project must pass its tests without it.
inline std::optional<std::filesystem::path> data_folder(const std::string& wanted) {
  const char* set = std::getenv("WEIR_DATA");
  const std::filesystem::path root =
      set != nullptr ? std::filesystem::path(set) : source_folder() / ".." / "shared" / "data";
  if (std::filesystem::exists(root / wanted)) return root / wanted;
  ++missing_data();
  std::cout << "skipped: real data \"" << wanted << "\" not found (set WEIR_DATA)\n";
  return std::nullopt;
}

/// A fresh folder for one test, removed with all its contents at the end.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "weir-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace weir::test
