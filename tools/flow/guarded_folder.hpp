/// A folder of sources that people edit. What Weir writes there goes to a new folder inside first, and takes its places
/// all at once - unless a file there is neither as Weir wrote it nor as it would write it now. Hashes of what was
/// written stand in .weir_written.json.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace weir::tools {

class GuardedFolder {
 public:
  /// With `force`, edits are overwritten. Throws Error edited-files for files that were changed since Weir wrote them,
  /// before any work is done; output-unwritable.
  GuardedFolder(std::filesystem::path folder, bool force);
  ~GuardedFolder();
  GuardedFolder(const GuardedFolder&) = delete;
  GuardedFolder& operator=(const GuardedFolder&) = delete;

  /// To be filled.
  const std::filesystem::path& work() const { return work_; }
  /// Moves everything to its place. Throws Error edited-files, with nothing moved, for files of others that lie there.
  void commit();

 private:
  void refuse(const std::vector<std::string>& edited, const char* how) const;

  std::filesystem::path folder_, work_;
  bool force_;
  std::map<std::string, std::string> written_;  ///< hash by name from the folder
};

}  // namespace weir::tools
