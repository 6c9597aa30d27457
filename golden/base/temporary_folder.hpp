/// A folder for as long as its owner lives.
#pragma once
#include <filesystem>
#include <string>

namespace weir {

/// In the system's temporary folder, with a name of its own that begins with `stem`; gone at the end, with all in it.
class TemporaryFolder {
 public:
  /// Throws Error output-unwritable.
  explicit TemporaryFolder(const std::string& stem);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace weir
