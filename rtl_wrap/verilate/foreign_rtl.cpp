#include "rtl_wrap/verilate/foreign_rtl.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "golden/base/file.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

template <std::size_t N>
bool has_extension(const fs::path& file, const std::array<const char*, N>& extensions) {
  return std::find(extensions.begin(), extensions.end(), file.extension().string()) != extensions.end();
}

constexpr std::array<const char*, 5> kMemoryFiles{".dat", ".mem", ".hex", ".init", ".coe"};
constexpr std::array<const char*, 3> kHeaders{".svh", ".vh", ".h"};

class Adopter {
 public:
  Adopter(const fs::path& folder, fs::path work) : work_(std::move(work)) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = entry.path().filename().string();
      if (has_extension(entry.path(), kMemoryFiles)) memories_.emplace(name, entry.path());
      if (has_extension(entry.path(), kHeaders)) headers_.insert(entry.path());
    }
    fs::remove_all(work_);
    create_output_folder(work_);
  }

  std::vector<fs::path> copy(const std::vector<fs::path>& sources) {
    for (const fs::path& header : headers_) copy(header);
    std::vector<fs::path> copies;
    for (const fs::path& source : sources)
      if (const fs::path written = copy(source); !written.empty()) copies.push_back(written);
    return copies;
  }

 private:
  /// Where the copy is; empty if the same file was there before.
  fs::path copy(const fs::path& from) {
    const std::string text = with_places(read_text_file(from));
    fs::path to = work_ / from.filename();
    for (int k = 1; written_.contains(to); ++k) {
      if (written_.at(to) == text) return {};
      to = work_ / (from.stem().string() + "_" + std::to_string(k) + from.extension().string());
    }
    write_text_file(to, text);
    written_[to] = text;
    return to;
  }

  std::string with_places(const std::string& text) const {
    if (memories_.empty()) return text;
    std::string result;
    std::size_t done = 0;
    for (std::size_t open = text.find('"'); open != std::string::npos; open = text.find('"', done)) {
      const std::size_t close = text.find_first_of("\"\n", open + 1);
      if (close == std::string::npos) break;
      const std::string literal = text.substr(open + 1, close - open - 1);
      const auto memory = memories_.find(fs::path(literal).filename().string());
      result += text.substr(done, open + 1 - done) + (memory == memories_.end() ? literal : memory->second.string());
      result += text[close];
      done = close + 1;
    }
    return result + text.substr(done);
  }

  fs::path work_;
  std::map<std::string, fs::path> memories_;
  std::set<fs::path> headers_;
  std::map<fs::path, std::string> written_;
};

}  // namespace

RtlFolder adopt_foreign_rtl(const fs::path& folder, const std::string& top, const fs::path& work) {
  RtlFolder rtl = rtl_folder_of_sources(folder, top);
  rtl.sources = Adopter(rtl.folder, work).copy(rtl.sources);
  return rtl;
}

}  // namespace weir::rtl
