#include "rtl_wrap/foreign/source_order.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "golden/base/error.hpp"
#include "rtl_wrap/foreign/source_list.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

int common_head(const fs::path& a, const fs::path& b) {
  return static_cast<int>(std::distance(a.begin(), std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first));
}

SourceScan scan_of(const SourceFile& file) { return file.scan ? *file.scan : scan_source(file.text); }

class Orderer {
 public:
  Orderer(const std::vector<SourceFile>& files, const std::vector<SourceFile>& headers) : files_(files) {
    for (const SourceFile& header : headers) {
      header_paths_.push_back(header.path);
      header_scans_.push_back(scan_of(header));
    }
    for (const SourceFile& file : files) source_paths_.push_back(file.path);
    for (std::size_t i = 0; i < files.size(); ++i) {
      scans_.push_back(scan_of(files[i]));
      for (const Definition& definition : scans_.back().definitions)
        definers_[definition.name].push_back({i, definition});
    }
    for (std::size_t i = 0; i < files.size(); ++i) add_includes(scans_[i], files[i].path, 0);
    for (std::size_t i = 0; i < files.size(); ++i)
      for (const std::string& macro : scans_[i].macros_defined) macro_definers_[macro].push_back(i);
  }

  OrderedSources run(const std::string& top, const std::set<std::string>& missed) {
    give_way(missed);
    need(top);
    for (const std::size_t file : needed_) visit(file);
    result_.included.assign(included_sources_.begin(), included_sources_.end());
    check_encrypted();
    collect_missing();
    tell_duplicates();
    return std::move(result_);
  }

 private:
  struct Definer {
    std::size_t file;
    Definition definition;
  };

  /// What an included file says counts as said by the includer.
  void add_includes(SourceScan& scan, const fs::path& includer, int depth) {
    constexpr int kDeepest = 16;
    const std::vector<std::string> names = scan.includes;
    for (const std::string& name : names) {
      const std::size_t header = included_file(includer, name, header_paths_);
      const std::size_t source = included_file(includer, name, source_paths_);
      if (header == header_paths_.size() && source == source_paths_.size()) continue;
      if (header == header_paths_.size()) included_sources_.insert(source);
      SourceScan inner = header < header_paths_.size() ? header_scans_[header] : scans_[source];
      const fs::path place = header < header_paths_.size() ? header_paths_[header] : source_paths_[source];
      if (depth < kDeepest && place != includer) add_includes(inner, place, depth + 1);
      scan.words.merge(inner.words);
      scan.macros_defined.merge(inner.macros_defined);
      scan.macros_used.merge(inner.macros_used);
      scan.instances.insert(scan.instances.end(), inner.instances.begin(), inner.instances.end());
    }
  }

  /// From the modules that are missed upwards, until others define what the needed ones define.
  void give_way(const std::set<std::string>& missed) {
    broken_ = missed;
    std::vector<std::string> waiting(missed.begin(), missed.end());
    while (!waiting.empty()) {
      const std::string name = waiting.back();
      waiting.pop_back();
      for (std::size_t file = 0; file < scans_.size(); ++file)
        for (const ModuleUse& use : scans_[file].instances)
          if (use.module == name && is_first(use.parent, file) && !take_other_form(use.parent, name) &&
              broken_.insert(use.parent).second)
            waiting.push_back(use.parent);
    }
  }

  bool is_first(const std::string& name, std::size_t file) const {
    const auto found = definers_.find(name);
    return found != definers_.end() && found->second.front().file == file;
  }

  bool take_other_form(const std::string& name, const std::string& missed) {
    std::vector<Definer>& definers = definers_.at(name);
    const auto whole = std::find_if(definers.begin() + 1, definers.end(), [&](const Definer& other) {
      return !files_[other.file].is_vendor_model && other.file != definers.front().file && is_whole(other.file);
    });
    if (whole == definers.end()) return false;
    result_.notes.push_back("module " + name + " taken from " + files_[whole->file].path.filename().string() + ": " +
                            missed + ", which its source needs, is nowhere");
    ++result_.other_forms;
    std::rotate(definers.begin(), whole, whole + 1);
    return true;
  }

  bool is_whole(std::size_t file) const {
    const auto& uses = scans_[file].instances;
    return std::all_of(uses.begin(), uses.end(), [&](const ModuleUse& use) {
      return definers_.contains(use.module) && !broken_.contains(use.module);
    });
  }

  void need(const std::string& top) {
    if (!definers_.contains(top)) throw_no_top(top);
    std::vector<std::size_t> waiting{definers_.at(top).front().file};
    std::set<std::size_t> seen(waiting.begin(), waiting.end());
    const auto add = [&](std::size_t file) {
      if (seen.insert(file).second) waiting.push_back(file);
    };
    while (!waiting.empty()) {
      const std::size_t file = waiting.back();
      waiting.pop_back();
      for (const std::string& word : scans_[file].words)
        if (const auto found = definers_.find(word);
            found != definers_.end() && !files_[found->second.front().file].is_vendor_model)
          add(found->second.front().file);
      for (const ModuleUse& use : scans_[file].instances)
        if (const auto found = definers_.find(use.module); found != definers_.end()) add(found->second.front().file);
      for (const std::string& macro : scans_[file].macros_used)
        if (const auto found = macro_definers_.find(macro);
            found != macro_definers_.end() && !scans_[file].macros_defined.contains(macro))
          add(found->second.front());
    }
    for (const std::size_t file : seen)
      if (!included_sources_.contains(file)) needed_.insert(file);
  }

  [[noreturn]] void throw_no_top(const std::string& top) const {
    std::vector<std::string> names;
    for (const auto& [name, definers] : definers_)
      if (definers.front().definition.keyword == "module" && !files_[definers.front().file].is_vendor_model)
        names.push_back(name);
    const std::string near = nearest_name(top, names);
    throw Error("rtl-top", "no source defines the module \"" + top + "\"", "",
                near.empty() ? std::to_string(names.size()) + " modules are defined" : "did you mean " + near + "?");
  }

  /// Appends the file behind all that must be read before it.
  void visit(std::size_t file) {
    if (!visited_.insert(file).second) return;
    for (const std::string& word : scans_[file].words)
      if (const auto found = definers_.find(word); found != definers_.end() && must_be_first(found->second.front()))
        visit_needed(found->second.front().file);
    for (const std::string& macro : scans_[file].macros_used)
      if (const auto found = macro_definers_.find(macro);
          found != macro_definers_.end() && !scans_[file].macros_defined.contains(macro))
        visit_needed(found->second.front());
    result_.files.push_back(file);
  }
  void visit_needed(std::size_t file) {
    if (needed_.contains(file)) visit(file);
  }
  static bool must_be_first(const Definer& definer) {
    return definer.definition.keyword != "module" && definer.definition.keyword != "macromodule" &&
           definer.definition.keyword != "primitive";
  }

  void check_encrypted() const {
    Errors errors;
    for (const std::size_t file : needed_)
      if (scans_[file].is_encrypted)
        errors.add("rtl-encrypted", "\"" + files_[file].path.filename().string() + "\" is encrypted",
                   files_[file].path.string(), "only the vendor's tools can read it");
    errors.throw_if_any();
  }

  void collect_missing() {
    for (const std::size_t file : needed_)
      for (const ModuleUse& use : scans_[file].instances)
        if (!definers_.contains(use.module)) result_.missing[use.module].push_back({files_[file].path, use});
  }

  void tell_duplicates() {
    int same = 0;
    for (const auto& [name, definers] : definers_) {
      const auto& first = definers.front();
      if (first.definition.keyword.empty() || !needed_.contains(first.file)) continue;
      const auto differs = [&](const Definer& other) {
        return other.definition.hash != first.definition.hash && !files_[other.file].is_vendor_model &&
               files_[other.file].is_listed == files_[first.file].is_listed;
      };
      same += std::any_of(definers.begin() + 1, definers.end(), [&](const Definer& other) { return !differs(other); });
      const auto others = std::count_if(definers.begin() + 1, definers.end(), differs);
      if (others > 0)
        result_.notes.push_back(first.definition.keyword + " " + name + " is defined otherwise in " +
                                std::to_string(others) + " more files; taken: " + files_[first.file].path.string());
    }
    if (same > 0)
      result_.notes.push_back(std::to_string(same) +
                              " modules or packages are defined more than once with the same text");
  }

  const std::vector<SourceFile>& files_;
  std::vector<fs::path> header_paths_, source_paths_;
  std::vector<SourceScan> scans_, header_scans_;
  std::map<std::string, std::vector<Definer>> definers_;
  std::map<std::string, std::vector<std::size_t>> macro_definers_;
  std::set<std::size_t> included_sources_, needed_, visited_;
  std::set<std::string> broken_;
  OrderedSources result_;
};

}  // namespace

std::size_t included_file(const fs::path& includer, const std::string& name, const std::vector<fs::path>& candidates) {
  std::size_t best = candidates.size();
  std::pair<int, int> best_worth{0, 0};
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::pair<int, int> worth{common_tail(candidates[i], name), common_head(candidates[i], includer)};
    if (worth.first > 0 && worth > best_worth) {
      best = i;
      best_worth = worth;
    }
  }
  return best;
}

OrderedSources order_sources(const std::vector<SourceFile>& files, const std::vector<SourceFile>& headers,
                             const std::string& top, const std::set<std::string>& missed) {
  return Orderer(files, headers).run(top, missed);
}

}  // namespace weir::rtl
