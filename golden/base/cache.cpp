#include "golden/base/cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <vector>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/base/room.hpp"

namespace weir {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSums = "sums.txt";
constexpr const char* kTemporary = ".tmp";
/// Room that a disk must still have, or else a failure is put down to it.
constexpr std::int64_t kRoomBytes = 16 << 20;

/// The variable's value if it is an absolute path; the XDG rules demand that relative ones are ignored.
fs::path absolute_from(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return {};
  const fs::path path(value);
  return path.is_absolute() ? path : fs::path();
}

/// Name of the entry, then a line per file with its hash and size: so neither a damaged nor another entry's file
/// passes.
std::string sums_of(const fs::path& folder, const std::string& entry_name) {
  std::vector<fs::path> files;
  for (const auto& file : fs::recursive_directory_iterator(folder))
    if (file.is_regular_file() && file.path() != folder / kSums) files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::string text = entry_name + "\n";
  for (const fs::path& file : files) {
    const std::string contents = read_text_file(file);
    Fnv1a hash;
    hash.add(std::string_view(contents));
    text +=
        hash.hex() + " " + std::to_string(contents.size()) + " " + fs::relative(file, folder).generic_string() + "\n";
  }
  return text;
}

bool is_whole(const fs::path& entry) {
  try {
    return read_text_file(entry / kSums) == sums_of(entry, entry.filename().string());
  } catch (const std::exception&) {  // absent, or unreadable in any way: then it is made again
    return false;
  }
}

/// A folder that goes away unless it was renamed.
class WorkFolder {
 public:
  explicit WorkFolder(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    create_output_folder(path_);
  }
  ~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void make_entry(const fs::path& entry, const std::function<void(const fs::path&)>& make) {
  fs::remove_all(entry);
  const WorkFolder work(entry.string() + kTemporary + std::to_string(::getpid()));
  make(work.path());
  write_text_file(work.path() / kSums, sums_of(work.path(), entry.filename().string()));
  std::error_code status;
  fs::rename(work.path(), entry, status);
  // Without file locks another process may have been first; its entry has the same contents.
  if (status && !is_whole(entry))
    throw Error("output-unwritable", "cannot write \"" + entry.string() + "\": " + status.message());
}

struct LeftOver {
  fs::path path, entry;  ///< whoever still works on it holds the entry's lock
};

/// "dwc_1" of "dwc_1.tmp4711" and of what a library or a writer without locks puts behind that; "" for other names.
std::string owner_of(const std::string& name) {
  static const std::regex left_over(R"((.+?)\.tmp\d+(-\d+)?(\..*)?)");
  std::smatch parts;
  return std::regex_match(name, parts, left_over) ? parts[1].str() : "";
}

/// Below `entry`, a folder without sums, which is therefore written file by file where it is.
void find_unfinished_files(const fs::path& entry, std::vector<LeftOver>& found) {
  std::error_code status;
  for (fs::recursive_directory_iterator file(entry, status), end; !status && file != end; file.increment(status))
    if (!owner_of(file->path().filename().string()).empty()) found.push_back({file->path(), entry});
}

fs::path existing_part(fs::path folder) {
  while (!fs::is_directory(folder) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

}  // namespace

fs::path cache_folder() {
  if (const char* set = std::getenv("WEIR_CACHE"); set != nullptr && *set != '\0') return fs::absolute(set);
  if (const fs::path xdg = absolute_from("XDG_CACHE_HOME"); !xdg.empty()) return xdg / "weir";
  if (const fs::path home = absolute_from("HOME"); !home.empty()) return home / ".cache" / "weir";
  return fs::temp_directory_path() / ("weir-cache-" + std::to_string(::getuid()));
}

FileLock::FileLock(const fs::path& file, Wait wait) {
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) return;
  int status = 0;
  do {
    status = ::flock(descriptor_, wait == Wait::kNot ? LOCK_EX | LOCK_NB : LOCK_EX);
  } while (status != 0 && errno == EINTR);
  is_held_ = status == 0;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool ensure_cached(const fs::path& entry, const std::function<void(const fs::path&)>& make) {
  if (is_whole(entry)) return false;
  bool is_made = false;
  explain_unwritable(entry.parent_path(), [&] {
    create_output_folder(entry.parent_path());
    const FileLock lock(entry.string() + ".lock");
    if (is_whole(entry)) return;
    make_entry(entry, make);
    is_made = true;
  });
  return is_made;
}

WorkPlace::WorkPlace(const std::string& kind, const std::string& name) {
  remove_left_overs(cache_folder());
  const fs::path parent = cache_folder() / kind;
  std::error_code status;
  fs::create_directories(parent, status);
  if (!status && why_unwritable(parent, kRoomBytes).empty()) {
    folder_ = parent / name;
    return;
  }
  scratch_ = std::make_unique<TemporaryFolder>("weir-" + kind);
  folder_ = scratch_->path() / name;
}

std::unique_ptr<FileLock> WorkPlace::lock() const { return std::make_unique<FileLock>(folder_.string() + ".lock"); }

void WorkPlace::fill(const std::function<void(const fs::path& folder)>& action) const {
  const auto held = lock();
  explain_unwritable(folder_.parent_path(), [&] { action(folder_); });
}

void remove_left_overs(const fs::path& cache) {
  std::error_code status;
  std::vector<LeftOver> found;
  for (const auto& kind : fs::directory_iterator(cache, status)) {
    if (!kind.is_directory(status)) continue;
    for (const auto& entry : fs::directory_iterator(kind.path(), status)) {
      if (const std::string owner = owner_of(entry.path().filename().string()); !owner.empty())
        found.push_back({entry.path(), kind.path() / owner});
      else if (entry.is_directory(status) && !fs::exists(entry.path() / kSums, status))
        find_unfinished_files(entry.path(), found);
    }
  }
  for (const LeftOver& left : found)
    if (const FileLock lock(left.entry.string() + ".lock", FileLock::Wait::kNot); lock.is_held())
      fs::remove_all(left.path, status);
}

void explain_unwritable(const fs::path& folder, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.code == "cache-unwritable") throw;
    if (const std::string reason = why_unwritable(existing_part(folder), kRoomBytes); !reason.empty())
      throw Error("cache-unwritable", "the cache cannot be written: " + reason, folder.string(),
                  "make room, or set WEIR_CACHE to a folder that can be written");
    if (error.code == "output-unwritable")
      throw Error("cache-unwritable",
                  "the cache cannot be written: " + error.what_text + (error.hint.empty() ? "" : ": " + error.hint),
                  folder.string(), "set WEIR_CACHE to a folder that can be written");
    throw;
  } catch (const fs::filesystem_error& error) {
    throw Error("cache-unwritable", "the cache cannot be written: " + error.code().message(), folder.string(),
                "make room, or set WEIR_CACHE to a folder that can be written");
  }
}

}  // namespace weir
