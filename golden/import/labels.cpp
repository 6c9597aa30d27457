#include "golden/import/labels.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/import/idx.hpp"

namespace weir::golden {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSpace = " \t\r";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(kSpace);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<int> number_of(const std::string& text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  return problem == std::errc{} && stop == end && value >= 0 ? std::optional(value) : std::nullopt;
}

/// The two fields of a line; nothing if it has another number of them.
std::optional<std::pair<std::string, std::string>> fields_of(const std::string& line) {
  const auto gap = line.find_first_of(kSpace);
  if (gap != std::string::npos) {
    const std::string name = line.substr(0, gap), rest = trimmed(line.substr(gap));
    const bool has_separator = name.back() == ',' || name.back() == ';' || rest.front() == ',' || rest.front() == ';';
    if (!has_separator && number_of(rest)) return std::pair(name, rest);
  }
  for (const char separator : {';', ','}) {
    const auto at = line.find(separator);
    if (at == std::string::npos) continue;
    if (line.find(separator, at + 1) != std::string::npos) return std::nullopt;
    return std::pair(trimmed(line.substr(0, at)), trimmed(line.substr(at + 1)));
  }
  return std::nullopt;
}

/// True if `whole` ends in all parts of `part`.
bool ends_in(const fs::path& whole, const fs::path& part) {
  auto w = whole.end(), p = part.end();
  while (p != part.begin()) {
    if (w == whole.begin() || *--w != *--p) return false;
  }
  return true;
}

}  // namespace

std::string Labels::at_line(int number) const { return path_ + ":" + std::to_string(number); }

void Labels::add_name(const std::string& name, int label, int number) {
  const fs::path path = fs::path(name).lexically_normal();
  auto& alike = by_name_[path.filename().string()];
  for (const Entry& entry : alike)
    if (entry.name == path)
      throw Error("label-duplicate", "\"" + name + "\" is labelled in line " + std::to_string(entry.line) + " already",
                  at_line(number),
                  "a picture has one line; name the folders too where files of different folders are called alike");
  alike.push_back({path, label, number});
}

void Labels::add_line(const std::string& line, int number) {
  const auto bad = [&](const std::string& what) {
    return Error("label-syntax", "\"" + line + "\" " + what, at_line(number),
                 "legal: <filename> <label> with a space, comma or semicolon between them, or a label a line alone; "
                 "comments, as a heading, start with #");
  };
  if (const auto alone = number_of(line)) {
    if (!by_name_.empty()) throw bad("is a label without a name, behind lines with names");
    by_order_.push_back(*alone);
    return;
  }
  const auto fields = fields_of(line);
  const auto label = fields ? number_of(fields->second) : std::nullopt;
  if (!label || fields->first.empty()) throw bad("is no label");
  if (!by_order_.empty()) throw bad("has a name, behind lines without names");
  add_name(fields->first, *label, number);
}

Labels Labels::read(const fs::path& path) {
  Labels labels;
  labels.path_ = path.string();
  if (looks_like_idx(path)) {
    const auto values = read_idx_labels(path);
    labels.by_order_.assign(values.begin(), values.end());
    return labels;
  }
  std::string text = read_text_file(path);
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    line = trimmed(line);
    if (!line.empty() && line.front() != '#') labels.add_line(line, number);
  }
  if (labels.by_name_.empty() && labels.by_order_.empty())
    throw Error("label-syntax", "the file holds no labels", labels.path_);
  return labels;
}

const Labels::Entry* Labels::entry_of(const std::string& picture) const {
  const fs::path path = fs::absolute(picture).lexically_normal();
  const auto alike = by_name_.find(path.filename().string());
  if (alike == by_name_.end()) return nullptr;
  const Entry* found = nullptr;
  for (const Entry& entry : alike->second) {
    if (!ends_in(path, entry.name)) continue;
    if (found != nullptr)
      throw Error("label-duplicate",
                  "lines " + std::to_string(found->line) + " and " + std::to_string(entry.line) + " both name \"" +
                      picture + "\"",
                  path_, "give as much of each path as tells the pictures apart");
    found = &entry;
  }
  return found;
}

std::optional<int> Labels::find(std::int64_t index, const std::string& picture) const {
  if (by_name_.empty())
    return index < std::ssize(by_order_) ? std::optional(by_order_[static_cast<std::size_t>(index)]) : std::nullopt;
  const Entry* entry = entry_of(picture);
  return entry != nullptr ? std::optional(entry->label) : std::nullopt;
}

int Labels::of(std::int64_t index, const std::string& picture) const {
  if (const auto label = find(index, picture)) return *label;
  if (!by_name_.empty()) throw Error("label-unknown", "picture \"" + picture + "\" has no label", path_);
  throw Error("label-count",
              std::to_string(by_order_.size()) + " labels, but picture " + std::to_string(index) + " wants one", path_);
}

void Labels::require_no_surplus(std::int64_t pictures) const {
  if (std::ssize(by_order_) > pictures)
    throw Error("label-count",
                std::to_string(by_order_.size()) + " labels for " + std::to_string(pictures) + " pictures", path_,
                "one label a picture, in their order; golden's --limit takes the first pictures alone");
}

void Labels::require_all_known(const std::vector<std::string>& pictures) const {
  require_no_surplus(std::ssize(pictures));
  std::set<const Entry*> known;
  for (const std::string& picture : pictures) known.insert(entry_of(picture));
  for (const auto& [last, alike] : by_name_)
    for (const Entry& entry : alike)
      if (!known.contains(&entry))
        throw Error("label-unknown", "the labels name \"" + entry.name.string() + "\", which is not among the pictures",
                    at_line(entry.line));
}

void Labels::require_distinct(const std::vector<std::string>& pictures) const {
  std::map<const Entry*, std::string> named;
  for (const std::string& picture : pictures) {
    const Entry* entry = entry_of(picture);
    if (entry == nullptr) continue;
    const auto [first, is_new] = named.emplace(entry, picture);
    if (!is_new && fs::absolute(first->second).lexically_normal() != fs::absolute(picture).lexically_normal())
      throw Error("label-duplicate",
                  "\"" + entry->name.string() + "\" fits \"" + first->second + "\" and \"" + picture + "\"",
                  at_line(entry->line), "name the folders too");
  }
}

}  // namespace weir::golden
