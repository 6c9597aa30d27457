#include "rtl_wrap/foreign/source_list.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

constexpr int kDeepestList = 16;  ///< of lists that name lists

enum class FileKind { kSource, kHeader, kVhdl, kOther };

FileKind kind_of(const fs::path& file) {
  static const std::map<std::string, FileKind> kinds{
      {".sv", FileKind::kSource}, {".v", FileKind::kSource},   {".svh", FileKind::kHeader}, {".vh", FileKind::kHeader},
      {".h", FileKind::kHeader},  {".inc", FileKind::kHeader}, {".vhd", FileKind::kVhdl},   {".vhdl", FileKind::kVhdl}};
  const auto found = kinds.find(file.extension().string());
  return found == kinds.end() ? FileKind::kOther : found->second;
}

/// A kernel that comes in two forms, <name>.sv and <name>.sim.sv, counts once.
bool has_faster_form(const fs::path& file) {
  fs::path faster = file;
  return file.extension() == ".sv" && fs::exists(faster.replace_extension(".sim.sv"));
}

std::vector<std::string> words_of_line(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool is_quoted = false, is_open = false;
  for (const char c : line + " ") {
    if (c == '"') {
      is_quoted = !is_quoted;
      is_open = true;
    } else if (is_quoted || std::isspace(static_cast<unsigned char>(c)) == 0) {
      word += c;
      is_open = true;
    } else if (is_open) {
      words.push_back(std::exchange(word, {}));
      is_open = false;
    }
  }
  return words;
}

/// $NAME, ${NAME} and $(NAME) as the environment says; unknown ones stay.
std::string with_environment(const std::string& text) {
  static const std::regex name(R"(\$(?:\{(\w+)\}|\((\w+)\)|(\w+)))");
  std::string result;
  auto done = text.begin();
  for (auto it = std::sregex_iterator(text.begin(), text.end(), name); it != std::sregex_iterator(); ++it) {
    const std::smatch& match = *it;
    const std::string variable = match[1].str() + match[2].str() + match[3].str();
    const char* value = std::getenv(variable.c_str());
    result.append(done, match[0].first);
    result += value != nullptr ? value : match[0].str();
    done = match[0].second;
  }
  return result.append(done, text.end());
}

/// What Vivado leaves for synthesis: ports without anything behind them.
bool is_black_box(const fs::path& file) { return file.stem().string().ends_with("_stub"); }

class Finder {
 public:
  explicit Finder(const fs::path& folder) : folder_(folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) add_below(entry.path());
    for (auto* files : {&found_.others, &found_.headers, &found_.vhdl}) std::sort(files->begin(), files->end());
  }

  SourceList run() {
    follow_lists();
    errors_.throw_if_any();
    tell_elsewhere();
    std::erase_if(found_.others, [&](const fs::path& file) { return taken_.contains(file); });
    if (found_.listed.empty() && found_.others.empty())
      throw Error("rtl-sources", "\"" + folder_.string() + "\" holds no .sv and no .v file");
    return std::move(found_);
  }

 private:
  void add_below(const fs::path& file) {
    const FileKind kind = kind_of(file);
    if (kind == FileKind::kOther || (kind == FileKind::kSource && has_faster_form(file))) return;
    by_name_[file.filename().string()].push_back(file);
    if (is_black_box(file)) return;
    (kind == FileKind::kSource   ? found_.others
     : kind == FileKind::kHeader ? found_.headers
                                 : found_.vhdl)
        .push_back(file);
  }

  /// The lists of the first kind that is there.
  void follow_lists() {
    if (fs::exists(folder_ / "all_verilog_srcs.txt")) return follow_lines(folder_ / "all_verilog_srcs.txt");
    std::map<std::string, std::set<fs::path>> lists;
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.is_regular_file()) lists[entry.path().extension().string()].insert(entry.path());
    for (const char* kind : {".f", ".vf", ".prj", ".xpr", ".tcl"}) {
      for (const fs::path& list : lists[kind]) {
        const std::string text = read_text_file(list);
        if (std::string(kind) == ".prj")
          follow_prj(list, text);
        else if (std::string(kind) == ".xpr" || std::string(kind) == ".tcl")
          follow_mentions(text);
        else
          follow_arguments(list, text, 0);
      }
      if (!found_.listed.empty()) return;
    }
  }

  void follow_lines(const fs::path& list) {
    std::istringstream lines(read_text_file(list));
    for (std::string line; std::getline(lines, line);) {
      while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.pop_back();
      if (!line.empty()) take(list, line);
    }
  }

  void follow_arguments(const fs::path& list, const std::string& text, int depth) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      const std::size_t comment = std::min(
          line.find("//"), line.find_first_not_of(" \t") == line.find('#') ? line.find('#') : std::string::npos);
      const auto words = words_of_line(with_environment(line.substr(0, comment)));
      for (std::size_t i = 0; i < words.size(); ++i) {
        const bool takes_next = words[i] == "-f" || words[i] == "-F" || words[i] == "-v" || words[i] == "-y";
        if (takes_next && i + 1 < words.size())
          follow_option(list, words[i], words[i + 1], depth), ++i;
        else
          follow_word(list, words[i]);
      }
    }
  }

  void follow_option(const fs::path& list, const std::string& option, const std::string& value, int depth) {
    if (option == "-v") return take(list, value);
    if (option == "-y") return;  // all that is below the folder is looked through
    const auto place = locate(value, list.parent_path());
    if (!place || depth >= kDeepestList)
      errors_.add("rtl-sources", "the list \"" + value + "\" is missing or names itself", list.string());
    else
      follow_arguments(*place, read_text_file(*place), depth + 1);
  }

  void follow_word(const fs::path& list, const std::string& word) {
    if (word.starts_with("+define+")) {
      std::istringstream parts(word.substr(8));
      for (std::string part; std::getline(parts, part, '+');) found_.defines.push_back(part);
    } else if (word.starts_with("+incdir+") || word.starts_with("+libext+") || word == "-sv" || word == "-sverilog") {
      return;  // headers are found by their names, the kind of a file by its ending
    } else if (word.starts_with("-") || word.starts_with("+")) {
      found_.notes.push_back("option " + word + " of " + list.filename().string() + " is not followed");
    } else {
      take(list, word);
    }
  }

  /// verilog xil_defaultlib "a.v" "b.v"; sv ...; vhdl ...; -i FOLDER and -d NAME=VALUE behind them.
  void follow_prj(const fs::path& list, const std::string& text) {
    std::istringstream lines(std::regex_replace(text, std::regex(R"(\\\s*\n)"), " "));
    for (std::string line; std::getline(lines, line);) {
      const auto words = words_of_line(line);
      if (words.size() < 3 || (words[0] != "verilog" && words[0] != "sv")) continue;
      for (std::size_t i = 2; i < words.size(); ++i) {
        const bool has_value = i + 1 < words.size();
        if (words[i] == "-d" && has_value)
          found_.defines.push_back(words[++i]);
        else if ((words[i] == "-i" || words[i] == "--include") && has_value)
          ++i;
        else if (!words[i].starts_with("-"))
          take(list, words[i]);
      }
    }
  }

  /// Projects and scripts name many files: those count that are there.
  void follow_mentions(const std::string& text) {
    static const std::regex file(R"([^\s"{}\[\]<>;=]+\.s?vh?\b)");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), file); it != std::sregex_iterator(); ++it)
      if (const auto place = locate(it->str(), folder_); place && kind_of(*place) == FileKind::kSource) add(*place);
  }

  void take(const fs::path& list, const std::string& name) {
    const auto place = locate(name, list.parent_path());
    const FileKind kind = kind_of(name);
    if (kind == FileKind::kVhdl || (kind == FileKind::kOther && !place)) return;
    if (place) note_place(name, *place);
    if (!place)
      found_.absent.push_back(name);
    else if (kind == FileKind::kHeader || kind == FileKind::kOther)
      add_header(*place);
    else
      add(*place);
  }

  /// A list of this very folder names places in it: what stands elsewhere may be another file of the same name.
  void note_place(const fs::path& name, const fs::path& place) {
    const fs::path below = place.lexically_relative(folder_);
    const auto parts = std::distance(below.begin(), below.end());
    if (common_tail(place, name) < parts)
      elsewhere_.emplace_back(name, below);
    else if (parts > 2)
      is_of_this_folder_ = true;
  }
  void tell_elsewhere() {
    if (!is_of_this_folder_ || elsewhere_.empty()) return;
    found_.notes.push_back(std::to_string(elsewhere_.size()) +
                           " files of the list are not where it says, others of the same name are taken: " +
                           elsewhere_.front().second.string() + " for " + elsewhere_.front().first.string());
  }

  void add(const fs::path& file) {
    if (taken_.insert(file).second) found_.listed.push_back(file);
  }
  void add_header(const fs::path& file) {
    if (std::find(found_.headers.begin(), found_.headers.end(), file) == found_.headers.end())
      found_.headers.push_back(file);
  }

  std::optional<fs::path> locate(const fs::path& name, const fs::path& base) const {
    if (const fs::path place = (base / name).lexically_normal(); fs::is_regular_file(place)) return place;
    const auto same_name = by_name_.find(name.filename().string());
    if (same_name == by_name_.end()) return std::nullopt;
    const std::vector<fs::path>& files = same_name->second;
    const auto tail = [&](const fs::path& file) { return common_tail(file, name); };
    const fs::path& best = *std::max_element(files.begin(), files.end(),
                                             [&](const fs::path& x, const fs::path& y) { return tail(x) < tail(y); });
    for (const fs::path& file : files)  // never a guess between files that differ
      if (file != best && tail(file) == tail(best) && read_text_file(file) != read_text_file(best)) return std::nullopt;
    return best;
  }

  fs::path folder_;
  std::map<std::string, std::vector<fs::path>> by_name_;
  std::set<fs::path> taken_;
  std::vector<std::pair<fs::path, fs::path>> elsewhere_;  ///< as the list says, and below the folder
  bool is_of_this_folder_ = false;
  SourceList found_;
  Errors errors_;
};

}  // namespace

int common_tail(const fs::path& a, const fs::path& b) {
  auto at_a = a.end(), at_b = b.end();
  int common = 0;
  while (at_a != a.begin() && at_b != b.begin() && *--at_a == *--at_b) ++common;
  return common;
}

SourceList find_sources(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw Error("rtl-sources", "\"" + folder.string() + "\" is not a folder");
  return Finder(fs::absolute(folder).lexically_normal()).run();
}

}  // namespace weir::rtl
