#include "golden/base/room.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace weir {

std::string why_unwritable(const std::filesystem::path& folder, std::int64_t bytes) {
  const auto probe = folder / (".probe.tmp" + std::to_string(::getpid()));
  const int descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return std::strerror(errno);
  const int code = ::posix_fallocate(descriptor, 0, bytes);
  ::close(descriptor);
  ::unlink(probe.c_str());
  const bool is_full = code == ENOSPC || code == EDQUOT || code == EFBIG || code == EROFS || code == EIO;
  return is_full ? std::strerror(code) : "";
}

}  // namespace weir
