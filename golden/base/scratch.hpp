/// A folder for as long as its owner lives.
#pragma once
#include <filesystem>
#include <string>

namespace weir {

/// In the system's temporary folder, with a name of its own that begins with `stem`; gone at the end, with all in it.
class ScratchFolder {
 public:
  /// Throws Error output-unwritable.
  explicit ScratchFolder(const std::string& stem);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace weir
