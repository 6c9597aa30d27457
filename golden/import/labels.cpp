#include "golden/import/labels.hpp"

#include <algorithm>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/import/idx.hpp"

namespace weir::golden {

Labels Labels::read(const std::filesystem::path& path) {
  Labels labels;
  labels.path_ = path.string();
  if (looks_like_idx(path)) {
    const auto values = read_idx_labels(path);
    labels.by_order_.assign(values.begin(), values.end());
    return labels;
  }
  std::istringstream text(read_text_file(path));
  int number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    std::istringstream fields(line);
    std::string name, rest;
    int label = -1;
    if (!(fields >> name >> label) || label < 0 || fields >> rest)
      throw Error("label-syntax", "\"" + line + "\" is no label", labels.path_ + ":" + std::to_string(number),
                  "legal: <filename> <label>, separated by a space");
    labels.by_name_[std::filesystem::path(name).filename().string()] = label;
  }
  if (labels.by_name_.empty()) throw Error("label-syntax", "the file holds no labels", labels.path_);
  return labels;
}

std::optional<int> Labels::find(std::int64_t index, const std::string& name) const {
  if (by_name_.empty())
    return index < std::ssize(by_order_) ? std::optional(by_order_[static_cast<std::size_t>(index)]) : std::nullopt;
  const auto found = by_name_.find(name);
  return found != by_name_.end() ? std::optional(found->second) : std::nullopt;
}

int Labels::of(std::int64_t index, const std::string& name) const {
  if (const auto label = find(index, name)) return *label;
  if (!by_name_.empty()) throw Error("label-unknown", "picture \"" + name + "\" has no label", path_);
  throw Error("label-count",
              std::to_string(by_order_.size()) + " labels, but picture " + std::to_string(index) + " wants one", path_);
}

void Labels::require_all_known(const std::vector<std::string>& names) const {
  for (const auto& [name, label] : by_name_)
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw Error("label-unknown", "the labels name \"" + name + "\", which is not among the pictures", path_);
}

}  // namespace weir::golden
