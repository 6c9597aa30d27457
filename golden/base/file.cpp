#include "golden/base/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

namespace weir {

namespace fs = std::filesystem;

namespace {

constexpr mode_t kMode = 0666;
/// More writers of one file at a time than anybody has.
constexpr int kMostWriters = 1000;

/// Temporary files in progress; the lock also guards their beginning and renaming.
struct Unfinished {
  std::mutex mutex;
  std::set<fs::path> files;
};

Unfinished& unfinished() {
  static auto* all = new Unfinished;  // outlives whatever is destroyed at exit
  return *all;
}

bool is_same_file(int descriptor, const fs::path& path) {
  struct stat opened {
  }, named{};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

/// Of names that no other process uses, for file systems without locks.
std::string own_suffix() { return "-" + std::to_string(::getpid()); }

/// A locked descriptor of the file `path`, which is empty then; nothing if somebody else holds it or it is no file of
/// ours. Where the file system has no locks, `has_locks` becomes false. Throws unwritable.
std::optional<int> open_locked(const fs::path& path, const fs::path& target, bool& has_locks) {
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode);
    if (descriptor < 0) {
      const int cause = errno;
      struct stat named {};
      if (cause != ENOSPC && ::lstat(path.c_str(), &named) == 0) return std::nullopt;
      throw unwritable(target, cause);
    }
    const bool is_locked = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    has_locks = has_locks && (is_locked || errno == EWOULDBLOCK);
    // The holder before may have renamed or removed it in the meantime.
    const bool is_same = is_same_file(descriptor, path);
    if (is_locked && is_same && ::ftruncate(descriptor, 0) == 0) return descriptor;
    if (!has_locks && is_same && path.string().ends_with(own_suffix())) return descriptor;
    ::close(descriptor);
    if (!is_locked) return std::nullopt;
  }
}

/// Where the contents of `target` shall go: the end of a chain of links.
fs::path resolved(const fs::path& target) {
  std::error_code status;
  if (!fs::is_symlink(target, status)) return target;
  const fs::path end = fs::weakly_canonical(target, status);
  return status ? target : end;
}

/// With what a library may have put beside it.
void remove_temporary(const fs::path& temporary) {
  const std::string companions = temporary.filename().string() + ".";
  std::error_code ignored;
  const fs::path folder = temporary.has_parent_path() ? temporary.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with(companions)) ::unlink(entry.path().c_str());
  ::unlink(temporary.c_str());
}

bool is_device(const fs::path& target) {
  std::error_code status;
  const fs::file_status found = fs::status(target, status);
  return fs::exists(found) && !fs::is_regular_file(found) && !fs::is_directory(found);
}

void require_place(const fs::path& target) {
  std::error_code status;
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (target.empty()) throw Error("output-unwritable", "the name of the output is empty");
  if (fs::is_directory(target, status) || !target.has_filename())
    throw Error("output-unwritable", "\"" + target.string() + "\" is a folder, not a file");
  if (!fs::exists(folder, status) && !status)
    throw Error("output-unwritable", "folder \"" + folder.string() + "\" does not exist", target.string(),
                "create it, or name another output");
  if (is_device(target))
    throw Error("output-unwritable", "\"" + target.string() + "\" is a device, not a file", "", "name a file");
}

}  // namespace

Error unwritable(const fs::path& target, int cause) {
  return {"output-unwritable", "cannot write \"" + target.string() + "\": " + std::strerror(cause), "",
          "name a folder that takes files and has room"};
}

OutputFile::OutputFile(const fs::path& path, int flags, fs::path target) : target_(std::move(target)) {
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, kMode);
  if (descriptor_ < 0) throw unwritable(target_, errno);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw unwritable(target_, count < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void OutputFile::close() {
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) throw unwritable(target_, errno);
}

AtomicFile::AtomicFile(const fs::path& target) : target_(resolved(target)) {
  require_place(target_);
  const std::lock_guard guard(unfinished().mutex);
  bool has_locks = true;
  for (int writer = 0; lock_ < 0; ++writer) {
    if (writer == kMostWriters) throw unwritable(target_, EBUSY);
    temporary_ = target_;
    temporary_ += ".tmp" + std::to_string(writer) + (has_locks ? "" : own_suffix());
    if (!unfinished().files.contains(temporary_)) lock_ = open_locked(temporary_, target_, has_locks).value_or(-1);
  }
  unfinished().files.insert(temporary_);
}

AtomicFile::~AtomicFile() {
  const std::lock_guard guard(unfinished().mutex);
  if (is_committed_) return;
  remove_temporary(temporary_);
  unfinished().files.erase(temporary_);
  ::close(lock_);
}

void AtomicFile::hold_replacement() {
  const std::lock_guard guard(unfinished().mutex);
  const int replacement = ::open(temporary_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (replacement < 0) throw unwritable(target_, errno);
  ::close(std::exchange(lock_, replacement));
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) throw unwritable(target_, EBUSY);
}

void AtomicFile::commit() {
  const std::lock_guard guard(unfinished().mutex);
  if (!is_same_file(lock_, temporary_)) throw unwritable(target_, EBUSY);
  // A copy of the descriptor, so that the lock is held until the file has its name.
  const int copy = ::dup(lock_);
  if (copy < 0 || ::close(copy) != 0) throw unwritable(target_, errno);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) throw unwritable(target_, errno);
  is_committed_ = true;
  unfinished().files.erase(temporary_);
  ::close(std::exchange(lock_, -1));
}

void abandon_unfinished_files() {
  unfinished().mutex.lock();  // and never unlocked: see the header
  for (const fs::path& file : unfinished().files) remove_temporary(file);
}

void write_text_file(const fs::path& target, const std::string& text) {
  if (is_device(target)) {
    OutputFile device(target, O_NOCTTY, target);
    device.write(text);
    device.close();
    return;
  }
  AtomicFile file(target);
  OutputFile out(file.temporary(), O_TRUNC, file.target());
  out.write(text);
  out.close();
  file.commit();
}

void create_output_folder(const fs::path& folder) {
  std::error_code status;
  fs::create_directories(folder, status);
  if (status || !fs::is_directory(folder))
    throw Error("output-unwritable", "cannot create folder \"" + folder.string() + "\"", "",
                status ? status.message() : "a file of that name is in the way");
}

void require_writable(const fs::path& target) {
  if (!is_device(target)) AtomicFile file(target);
}

std::vector<std::uint8_t> read_binary_file(const fs::path& path) {
  const std::string text = read_text_file(path);
  return {text.begin(), text.end()};
}

std::string read_text_file(const fs::path& path) {
  std::error_code status;
  if (!fs::exists(path, status)) throw Error("file-missing", "\"" + path.string() + "\" does not exist");
  if (!fs::is_regular_file(path, status)) throw Error("file-unreadable", "\"" + path.string() + "\" is not a file");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text(in ? static_cast<std::size_t>(fs::file_size(path, status)) : 0, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in) return text;
  throw Error("file-unreadable",
              "cannot read \"" + path.string() + "\": " + (errno != 0 ? std::strerror(errno) : "it ends early"));
}

}  // namespace weir
