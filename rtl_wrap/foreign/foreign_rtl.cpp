#include "rtl_wrap/foreign/foreign_rtl.hpp"

#include <algorithm>
#include <map>
#include <regex>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/missing_modules.hpp"
#include "rtl_wrap/foreign/strictness.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

constexpr const char* kStandIns = "weir_missing_modules.v";

class Adopter {
 public:
  Adopter(const ForeignFolder& folder, const std::string& top, const fs::path& work, const std::string& own_top)
      : folder_(folder), list_(folder.list), top_(top), work_(work), headers_(folder.headers) {
    if (!own_top.empty()) files_.push_back({top + ".v", own_top, false, true});
    files_.insert(files_.end(), folder.files.begin(), folder.files.end());
  }

  ForeignRtl run(const std::set<std::string>& missed) {
    OrderedSources chosen = order_sources(files_, headers_, top_, missed);
    if (add_models_of_versions(chosen.missing)) chosen = order_sources(files_, headers_, top_, missed);
    for (const std::size_t file : chosen.included) headers_.push_back(files_[file]);
    fs::remove_all(work_);
    create_output_folder(work_);
    ForeignRtl result;
    result.rtl.folder = folder_.path;
    result.rtl.top = top_;
    result.rtl.data = fs::is_directory(result.rtl.folder / "data") ? result.rtl.folder / "data" : result.rtl.folder;
    name_copies(chosen.files);
    for (const std::size_t file : chosen.files) {
      write(files_[file]);
      result.rtl.sources.push_back(work_ / names_.at(files_[file].path));
      if (files_[file].is_vendor_model) tell("Weir's model of a vendor's part", files_[file].path.string());
    }
    for (const SourceFile& header : headers_) write(header);
    if (!chosen.missing.empty()) {
      write_text_file(work_ / kStandIns, stand_ins(chosen.missing));
      result.rtl.sources.push_back(work_ / kStandIns);
    }
    result.defines = list_.defines;
    result.vhdl = list_.vhdl;
    result.absent = list_.absent;
    result.other_forms = chosen.other_forms;
    result.adaptations = adaptations();
    result.adaptations.insert(result.adaptations.end(), chosen.notes.begin(), chosen.notes.end());
    result.adaptations.insert(result.adaptations.end(), list_.notes.begin(), list_.notes.end());
    if (!list_.absent.empty()) result.adaptations.push_back(absent_note());
    return result;
  }

 private:
  /// Vivado's IP bears its version in its modules' names: axis_data_fifo_v2_0_11_top is the model axis_data_fifo_top.
  bool add_models_of_versions(const std::map<std::string, std::vector<ModuleUseAt>>& missing) {
    static const std::regex version(R"(_v\d+_\d+(_\d+)?(?=_|$))");
    const std::size_t before = files_.size();
    for (const auto& [name, uses] : missing) {
      const std::string plain = std::regex_replace(name, version, "");
      if (plain == name) continue;
      for (const SourceFile& model : folder_.files) {
        const bool defines =
            model.is_vendor_model && std::any_of(model.scan->definitions.begin(), model.scan->definitions.end(),
                                                 [&](const auto& d) { return d.name == plain; });
        if (!defines) continue;
        files_.push_back({name + ".sv", std::regex_replace(model.text, std::regex("\\b" + plain + "\\b"), name), true});
      }
    }
    return files_.size() > before;
  }

  /// Every copy lies in one folder: files of one name get numbers.
  void name_copies(const std::vector<std::size_t>& sources) {
    std::map<std::string, int> taken;
    const auto name = [&](const fs::path& path) {
      const int copy = taken[path.filename().string()]++;
      names_[path] = copy == 0 ? path.filename().string()
                               : path.stem().string() + "_" + std::to_string(copy) + path.extension().string();
    };
    for (const std::size_t file : sources) name(files_[file].path);
    for (const SourceFile& header : headers_) {
      name(header.path);
      header_paths_.push_back(header.path);
    }
  }

  void write(const SourceFile& file) {
    const Relaxed relaxed = relax_for_verilator(file.text);
    for (const std::string& rewrite : relaxed.rewrites) tell(rewrite, file.path.filename().string());
    write_text_file(work_ / names_.at(file.path), with_own_headers(file.path, relaxed.text));
  }

  /// Of headers of one name everybody gets his own.
  std::string with_own_headers(const fs::path& includer, const std::string& text) const {
    const auto tokens = tokens_of(text);
    std::vector<Replacement> replacements;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (!tokens[i].is("`include") || tokens[i + 1].kind != Token::Kind::kString) continue;
      const std::size_t header = included_file(includer, std::string(tokens[i + 1].text), header_paths_);
      if (header < header_paths_.size())
        replacements.push_back(
            {tokens[i + 1].begin, tokens[i + 1].end, "\"" + names_.at(header_paths_[header]) + "\""});
    }
    return replaced(text, std::move(replacements));
  }

  std::string absent_note() const {
    std::set<std::string> names;
    for (const std::string& file : list_.absent) names.insert(fs::path(file).filename().string());
    std::string shown;
    for (const std::string& name : names) shown += (shown.empty() ? "" : ", ") + name;
    return std::to_string(list_.absent.size()) + " files of the list are nowhere below the folder: " + shown;
  }

  void tell(const std::string& what, const std::string& file) {
    auto& [first_file, count] = told_[what];
    if (count++ == 0) first_file = file;
  }
  std::vector<std::string> adaptations() const {
    std::vector<std::string> lines;
    for (const auto& [what, where] : told_)
      lines.push_back(what + " (" + where.first +
                      (where.second > 1 ? " and " + std::to_string(where.second - 1) + " more" : "") + ")");
    return lines;
  }

  const ForeignFolder& folder_;
  const SourceList& list_;
  std::string top_;
  fs::path work_;
  std::vector<SourceFile> files_, headers_;
  std::vector<fs::path> header_paths_;
  std::map<fs::path, std::string> names_;
  std::map<std::string, std::pair<std::string, int>> told_;
};

}  // namespace

ForeignRtl adopt_foreign_rtl(const ForeignFolder& folder, const std::string& top, const fs::path& work,
                             const std::string& own_top, const std::set<std::string>& missed) {
  return Adopter(folder, top, work, own_top).run(missed);
}

ForeignRtl adopt_foreign_rtl(const fs::path& folder, const std::string& top, const fs::path& work) {
  return adopt_foreign_rtl(*read_foreign_folder(folder), top, work);
}

}  // namespace weir::rtl
