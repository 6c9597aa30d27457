#include "golden/base/scratch.hpp"

#include <cerrno>
#include <cstdlib>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder(const std::string& stem) {
  std::string name = (fs::temp_directory_path() / (stem + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) throw unwritable(name, errno);
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace weir
