#include "rtl_wrap/foreign/memory_files.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "rtl_wrap/foreign/source_list.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

/// "design_MVAU_hls_3": design, MVAU, hls, 3. A letter and a digit part words as well.
Words words_of(const std::string& name) {
  Words words;
  char before = '_';
  for (const char c : name) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    const bool is_part = is_digit || std::isalpha(static_cast<unsigned char>(c)) != 0;
    const bool was_digit = std::isdigit(static_cast<unsigned char>(before)) != 0;
    const bool was_part = was_digit || std::isalpha(static_cast<unsigned char>(before)) != 0;
    if (is_part && (!was_part || was_digit != is_digit)) words.emplace_back();
    if (is_part) words.back() += c;
    before = c;
  }
  return words;
}

bool is_number(const std::string& word) { return std::isdigit(static_cast<unsigned char>(word[0])) != 0; }

/// The longest row of words in both, and whether it ends at two different numbers.
struct Row {
  int words = 0;
  bool has_number = false, differs = false;
  bool operator<(const Row& other) const {
    return std::pair(words, has_number) < std::pair(other.words, other.has_number);
  }
};
Row longest_row(const Words& a, const Words& b) {
  Row best;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) {
      std::size_t n = 0;
      while (i + n < a.size() && j + n < b.size() && a[i + n] == b[j + n]) ++n;
      if (n == 0 || (n == 1 && is_number(a[i]))) continue;
      const bool differs = i + n < a.size() && j + n < b.size() && is_number(a[i + n]) && is_number(b[j + n]);
      const bool has_number =
          std::any_of(a.begin() + static_cast<long>(i), a.begin() + static_cast<long>(i + n), is_number);
      best = std::max(best, Row{static_cast<int>(n), has_number, differs});
    }
  return best;
}

std::vector<Words> folders_of(const fs::path& file) {
  std::vector<Words> folders;
  for (const auto& part : file.parent_path())
    if (auto words = words_of(part.string()); !words.empty()) folders.push_back(std::move(words));
  return folders;
}

template <class Iterator>
std::vector<fs::path> paths_of(Iterator first, Iterator last) {
  std::vector<fs::path> paths;
  for (; first != last; ++first) paths.push_back(first->second);
  return paths;
}

bool have_same_text(const std::vector<fs::path>& files) {
  const std::string first = read_text_file(files.front());
  return std::all_of(files.begin() + 1, files.end(),
                     [&](const fs::path& file) { return read_text_file(file) == first; });
}

}  // namespace

std::optional<Likeness> likeness(const fs::path& asked, const fs::path& candidate) {
  Row best;
  for (const Words& a : folders_of(asked))
    for (const Words& b : folders_of(candidate)) best = std::max(best, longest_row(a, b));
  const int tail = common_tail(asked, candidate);
  if (best.differs && tail < 2) return std::nullopt;
  return Likeness{tail, best.words, best.has_number};
}

MemoryFiles::MemoryFiles(std::shared_ptr<const ForeignFolder> folder, fs::path made, Maker maker)
    : folder_(std::move(folder)), made_(std::move(made)), maker_(std::move(maker)) {}

MemoryFiles::MemoryFiles(const fs::path& folder) {
  auto alone = std::make_shared<ForeignFolder>();
  alone->path = fs::absolute(folder).lexically_normal();
  alone->by_name = files_below(alone->path);
  folder_ = std::move(alone);
}

fs::path MemoryFiles::find(const std::string& asked) {
  const auto known = known_.find(asked);
  std::error_code ignored;
  // The folder of made files may have been emptied since.
  if (known != known_.end() && (known->second.empty() || fs::exists(known->second, ignored))) return known->second;
  return known_[asked] = look_up(asked);
}

fs::path MemoryFiles::look_up(const std::string& asked) {
  std::error_code ignored;
  for (const fs::path& place : {fs::path(asked), folder_->path / asked, folder_->path / "data" / asked})
    if (place.is_absolute() && fs::is_regular_file(place, ignored)) return place;
  std::vector<fs::path> best;
  Likeness most{-1, -1, false};
  const auto [first, last] = folder_->by_name.equal_range(fs::path(asked).filename().string());
  for (auto it = first; it != last; ++it) {
    const auto worth = likeness(asked, fs::relative(it->second, folder_->path.parent_path()));
    if (!worth || *worth < most) continue;
    if (*worth > most) best.clear();
    most = *worth;
    best.push_back(it->second);
  }
  const bool is_one_of_many = std::distance(first, last) > 1;
  const bool is_certain = best.size() == 1 && (!is_one_of_many || most.tail > 1 || most.has_number);
  if (is_certain || (!best.empty() && have_same_text(paths_of(first, last)))) {
    ++found_;
    if (is_one_of_many) notes_.push_back("memory " + asked + " is " + best.front().string());
    return best.front();
  }
  if (const fs::path made = made_file(asked); !made.empty()) return made;
  failures_.push_back("\"" + asked + "\"" +
                      (!is_one_of_many ? " is nowhere below the folder"
                                       : " may be any of " + std::to_string(std::distance(first, last)) +
                                             " files that differ, first " + first->second.string()));
  return {};
}

std::vector<std::string> MemoryFiles::notes() const {
  std::vector<std::string> all = notes_;
  if (!written_.empty())
    all.push_back("memory " + *written_.begin() +
                  (written_.size() == 1 ? "" : " and " + std::to_string(written_.size() - 1) + " more") +
                  " written from the network");
  if (found_ > 0)
    all.push_back(std::to_string(found_) + (found_ == 1 ? " memory file" : " memory files") +
                  " found by the end of the path that the design names");
  return all;
}

fs::path MemoryFiles::made_file(const std::string& asked) {
  if (!maker_) return {};
  const auto text = maker_(asked);
  if (!text) return {};
  Fnv1a hash;
  hash.add(asked);
  const fs::path place = made_ / (hash.hex() + "_" + fs::path(asked).filename().string());
  write_text_file(place, *text);
  written_.insert(asked);
  return place;
}

}  // namespace weir::rtl
