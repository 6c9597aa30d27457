/// Where Weir keeps what it can build again, and how it stays right there: an entry is a folder that is whole or
/// absent, checked on every use, whatever happened to the disk or to the process that wrote it.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "golden/base/temporary_folder.hpp"

namespace weir {

/// $WEIR_CACHE, else $XDG_CACHE_HOME/weir, else ~/.cache/weir, else (no home) a folder of this user below the system's
/// temporary folder. Not created here.
std::filesystem::path cache_folder();

/// Holds an advisory lock on `file` (created if absent) until destroyed; other processes wait for it. The lock goes
/// with its process, however that ends. Where the file system has no locks, nobody waits: the holder must still be safe
/// alone.
class FileLock {
 public:
  enum class Wait { kUntilFree, kNot };
  explicit FileLock(const std::filesystem::path& file, Wait wait = Wait::kUntilFree);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  bool is_held() const { return is_held_; }

 private:
  int descriptor_ = -1;
  bool is_held_ = false;
};

/// Sees to it that the folder `entry`, named after the hash of all that decides its contents, is there. Says whether it
/// had to be made: because it was absent, or because its files are no longer those that were written (truncated,
/// swapped, or another entry's). `make` fills a folder beside it, which is renamed at the end; of several processes
/// that want the same entry one makes it. Throws what `make` throws, and Error cache-unwritable.
bool ensure_cached(const std::filesystem::path& entry,
                   const std::function<void(const std::filesystem::path& work)>& make);

/// A folder in which something is put together anew for every run, e.g. the RTL of one network. It lies below the cache
/// and is shared with other processes under a lock; where the cache takes no more data, it is a scratch folder of this
/// run, so that a cache that holds everything serves though nothing can be added to it.
class WorkPlace {
 public:
  /// `kind`/`name` below cache_folder(). Removes left-overs there. Nothing of the place exists yet, but its parent.
  WorkPlace(const std::string& kind, const std::string& name);
  const std::filesystem::path& folder() const { return folder_; }
  /// Of the folder, against other processes; the caller keeps it for as long as they must not write there.
  std::unique_ptr<FileLock> lock() const;
  /// Runs `action`, which writes in the folder, under the lock. Throws Error cache-unwritable and what `action` throws.
  void fill(const std::function<void(const std::filesystem::path& folder)>& action) const;

 private:
  std::unique_ptr<TemporaryFolder> scratch_;
  std::filesystem::path folder_;
};

/// Removes what processes that were killed left below `cache`: unfinished entries, and unfinished files of entries that
/// are written where they are. What others are making now, under the entry's lock, stays; so does what the caller
/// itself holds the lock of.
void remove_left_overs(const std::filesystem::path& cache);

/// Runs `action`, which writes below `folder`. If it throws and `folder` takes no more data (full or read-only disk, a
/// limit of the file size), throws Error cache-unwritable with the reason instead: a compiler's own words about half a
/// file would mislead.
void explain_unwritable(const std::filesystem::path& folder, const std::function<void()>& action);

}  // namespace weir
