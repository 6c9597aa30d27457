/// Which file a design means when it opens one to read: memories are named by places on the machine that made the
/// design, and the name may be put together while the design runs, so it is looked up when it is asked for.
///
/// Of the files below the folder that have the name, the one whose path ends most alike counts; of several that do so
/// equally, the one with the folder whose name has the longest row of words in common with a folder of the name that
/// was asked for, a number among them ("code_gen_ipgen_MVAU_hls_3_x/memblock.dat" is
/// ".../design_MVAU_hls_3_wstrm/memblock.dat"). A row that ends at two different numbers (MVAU 3, MVAU 12) says that
/// the files belong to different layers.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rtl_wrap/foreign/foreign_folder.hpp"

namespace weir::rtl {

class MemoryFiles {
 public:
  /// The text of a file that is nowhere, from somebody who knows what it must hold.
  using Maker = std::function<std::optional<std::string>(const std::string& asked)>;

  MemoryFiles() = default;
  /// Files that a maker makes are written to `made`.
  explicit MemoryFiles(std::shared_ptr<const ForeignFolder> folder, std::filesystem::path made = {}, Maker maker = {});
  /// Of a folder that holds no sources that matter.
  explicit MemoryFiles(const std::filesystem::path& folder);

  /// The place to open; `asked` itself where that is a file; empty where there is none or several fit equally and
  /// differ.
  std::filesystem::path find(const std::string& asked);

  /// Files that were made or chosen among several of their name, and how many were not where the design says.
  std::vector<std::string> notes() const;
  /// What was asked for in vain, with the reason.
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  std::filesystem::path look_up(const std::string& asked);
  std::filesystem::path made_file(const std::string& asked);

  std::shared_ptr<const ForeignFolder> folder_;
  std::filesystem::path made_;
  Maker maker_;
  std::map<std::string, std::filesystem::path> known_;
  int found_ = 0;
  std::set<std::string> written_;
  std::vector<std::string> notes_, failures_;
};

/// How alike two paths are, as described above; nullopt if they belong to different layers.
struct Likeness {
  int tail = 0, row = 0;
  bool has_number = false;  ///< in the row: it names one layer of many
  auto operator<=>(const Likeness&) const = default;
};
std::optional<Likeness> likeness(const std::filesystem::path& asked, const std::filesystem::path& candidate);

}  // namespace weir::rtl
