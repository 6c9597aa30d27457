#include "rtl_wrap/cosim/fst_memory.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace {

constexpr std::size_t kLeastBytes = 1;

// The writer's interface has no place for a value of ours; it works in the thread that calls it.
thread_local int failure = 0;

void note_failure(int cause) { failure = cause != 0 ? cause : EIO; }

}  // namespace

// What fstapi.c calls in place of the functions of the same names (see CMakeLists.txt).

extern "C" void* weir_fst_mmap(void* address, std::size_t length, int protection, int flags, int descriptor,
                               off_t offset) {
  struct stat file {};
  const bool is_backed = ::fstat(descriptor, &file) == 0 && file.st_size - offset >= static_cast<off_t>(length);
  if (is_backed && length > 0) return ::mmap(address, length, protection, flags, descriptor, offset);
  if (!is_backed) note_failure(ENOSPC);
  // Of no bytes: what a window without a change maps.
  return ::mmap(address, std::max(length, kLeastBytes), protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

extern "C" std::size_t weir_fst_fwrite(const void* data, std::size_t size, std::size_t count, std::FILE* file) {
  errno = 0;
  const std::size_t written = std::fwrite(data, size, count, file);
  if (written != count) note_failure(errno);
  return written;
}

extern "C" int weir_fst_fflush(std::FILE* file) {
  errno = 0;
  const int status = std::fflush(file);
  if (status != 0) note_failure(errno);
  return status;
}

namespace weir::rtl {

int take_fst_failure() { return std::exchange(failure, 0); }

}  // namespace weir::rtl
