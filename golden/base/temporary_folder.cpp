#include "golden/base/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder(const std::string& stem) {
  std::string name = (fs::temp_directory_path() / (stem + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) throw unwritable(name, errno);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace weir
