#include "golden/network/cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace weir {

namespace fs = std::filesystem;

namespace {

/// The variable's value if it is an absolute path; the XDG rules demand that relative ones are ignored.
fs::path absolute_from(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return {};
  const fs::path path(value);
  return path.is_absolute() ? path : fs::path();
}

}  // namespace

fs::path cache_folder() {
  if (const char* set = std::getenv("WEIR_CACHE"); set != nullptr && *set != '\0') return fs::absolute(set);
  if (const fs::path xdg = absolute_from("XDG_CACHE_HOME"); !xdg.empty()) return xdg / "weir";
  if (const fs::path home = absolute_from("HOME"); !home.empty()) return home / ".cache" / "weir";
  return fs::temp_directory_path() / ("weir-cache-" + std::to_string(::getuid()));
}

FileLock::FileLock(const fs::path& file) {
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) return;
  while (::flock(descriptor_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace weir
