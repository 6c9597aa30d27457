/// Labels of pictures: an IDX label file or a number a line (by order), or text lines of a name and a number, between
/// them a space, a comma or a semicolon (by name). Lines that start with # are comments.
/// A name stands for the picture whose path ends in it, as many folders as it gives.
/// Errors: label-count, label-unknown (a picture without label, or a label for no picture), label-duplicate (a name
/// twice, a picture that two lines name, a name that fits several pictures), label-syntax, and idx-*.
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
  /// Null for a picture without label. `picture`: its path, as given or found. Throws Error label-duplicate if lines of
  /// the file contradict each other about it.
  std::optional<int> find(std::int64_t index, const std::string& picture) const;
  /// Of the `index`-th picture.
  int of(std::int64_t index, const std::string& picture) const;
  /// Throws Error label-count if there are labels by order for more than `pictures` pictures.
  void require_no_surplus(std::int64_t pictures) const;
  /// Throws Error label-unknown if the file names pictures that are not among `pictures`, and as require_no_surplus().
  void require_all_known(const std::vector<std::string>& pictures) const;
  /// Throws Error label-duplicate if a name fits several of `pictures` (paths; the same path twice is one picture).
  void require_distinct(const std::vector<std::string>& pictures) const;

 private:
  struct Entry {
    std::filesystem::path name;
    int label = 0, line = 0;
  };
  void add_line(const std::string& line, int number);
  void add_name(const std::string& name, int label, int number);
  /// The line that names `picture`; null: none.
  const Entry* entry_of(const std::string& picture) const;
  std::string at_line(int number) const;

  std::string path_;
  std::vector<int> by_order_;
  std::map<std::string, std::vector<Entry>> by_name_;  ///< by the last part of the name
};

}  // namespace weir::golden
