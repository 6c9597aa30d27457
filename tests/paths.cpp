#include "tests/paths.hpp"

namespace weir::test {

const std::filesystem::path& source_folder() {
  static const std::filesystem::path folder = WEIR_SOURCE_FOLDER;
  return folder;
}

const std::filesystem::path& binary_folder() {
  static const std::filesystem::path folder = WEIR_BINARY_FOLDER;
  return folder;
}

}  // namespace weir::test
