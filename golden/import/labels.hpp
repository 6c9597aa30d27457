/// Labels of pictures: an IDX label file (by order) or text lines `<filename> <label>` (by file name).
/// Errors: label-count, label-unknown (a picture without label, or a label for no picture), label-syntax, and idx-*.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir::golden {

class Labels {
 public:
  static Labels read(const std::filesystem::path& path);
  /// Null for a picture without label.
  std::optional<int> find(std::int64_t index, const std::string& name) const;
  /// Of the `index`-th picture, whose file name is `name`.
  int of(std::int64_t index, const std::string& name) const;
  /// Throws Error label-unknown if the file names pictures that are not among `names` (text files only).
  void require_all_known(const std::vector<std::string>& names) const;

 private:
  std::string path_;
  std::vector<int> by_order_;
  std::map<std::string, int> by_name_;
};

}  // namespace weir::golden
