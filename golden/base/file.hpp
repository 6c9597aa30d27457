/// Files that are whole or absent: everything Weir writes goes to a temporary name beside the target, then is renamed.
/// Every write, flush and close is checked; a failure is one Error output-unwritable with the system's reason.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "golden/base/error.hpp"

namespace weir {

/// "cannot write "<target>": No space left on device" for `cause`, an errno.
Error unwritable(const std::filesystem::path& target, int cause);

/// An open file whose failures are Errors that name `target`, and which is closed at the end.
class OutputFile {
 public:
  /// `flags` of open(2) beside O_WRONLY. Throws Error output-unwritable.
  OutputFile(const std::filesystem::path& path, int flags, std::filesystem::path target);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);
  /// Some file systems tell of a full disk only here.
  void close();

 private:
  std::filesystem::path target_;
  int descriptor_ = -1;
};

/// A temporary file beside `target`. commit() renames it to the target; without commit() it is removed. If the process
/// is killed it stays, and the next that writes `target` takes it over.
class AtomicFile {
 public:
  /// Follows a target that is a link. Throws Error output-unwritable if the file cannot be made there or the target is
  /// a folder or a device.
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::filesystem::path& target() const { return target_; }
  /// Empty at first; this object's alone, in this process and among others.
  const std::filesystem::path& temporary() const { return temporary_; }
  /// To be called once a library has replaced the temporary file by a new one of that name. Files that the library puts
  /// beside it must be called as it, with a dot and more behind.
  void hold_replacement();
  void commit();

 private:
  std::filesystem::path target_, temporary_;
  int lock_ = -1;  ///< descriptor of the temporary file, locked
  bool is_committed_ = false;
};

/// Removes the temporary file of every AtomicFile, and lets none be begun or committed any more: for a process that is
/// about to end while other threads still work.
void abandon_unfinished_files();

/// Writes `text` through an AtomicFile; into a device (/dev/stdout) or pipe directly.
void write_text_file(const std::filesystem::path& target, const std::string& text);
/// Creates `folder` and its parents. Throws Error output-unwritable.
void create_output_folder(const std::filesystem::path& folder);
/// Refuses an output before any work is done: throws Error output-unwritable if `target` can not be written.
void require_writable(const std::filesystem::path& target);
/// Whole contents. Throws Error file-missing or file-unreadable.
std::vector<std::uint8_t> read_binary_file(const std::filesystem::path& path);
std::string read_text_file(const std::filesystem::path& path);

}  // namespace weir
