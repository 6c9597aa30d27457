/// Where Weir keeps what it can build again.
#pragma once
#include <filesystem>

namespace weir {

/// $WEIR_CACHE, else $XDG_CACHE_HOME/weir, else ~/.cache/weir, else (no home) a folder of this user below the system's
/// temporary folder. Not created here.
std::filesystem::path cache_folder();

/// Holds an advisory lock on `file` (created if absent) until destroyed; other processes wait for it. The lock goes
/// with its process, however that ends. Where the file system has no locks, nobody waits: the holder must still be safe
/// alone.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace weir
