/// Files that are whole or absent: everything Weir writes goes to a temporary name beside the target, then is renamed.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weir {

/// A temporary name beside `target`. commit() renames it to the target; without commit() it is removed.
class AtomicFile {
 public:
  /// Throws Error output-unwritable if the folder does not exist or cannot be written.
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::filesystem::path& temporary() const { return temporary_; }
  void commit();

 private:
  std::filesystem::path target_, temporary_;
  bool committed_ = false;
};

/// Writes `text` through an AtomicFile.
void write_text_file(const std::filesystem::path& target, const std::string& text);
/// Creates `folder` and its parents. Throws Error output-unwritable.
void create_output_folder(const std::filesystem::path& folder);
/// Whole contents. Throws Error file-missing or file-unreadable.
std::vector<std::uint8_t> read_binary_file(const std::filesystem::path& path);
std::string read_text_file(const std::filesystem::path& path);

}  // namespace weir
