/// Which files a top module needs, and in which order Verilator must read them: packages, interfaces, names of the
/// compilation unit and macros before their users, else the order of the list.
///
/// A file is needed when a needed file names what it defines, a model of a vendor's part when it is instantiated. Of
/// several definitions of one name the first counts: a listed file before others, and a file of the design before
/// Weir's own model of a vendor's part. One that needs a module which the design misses gives way to one that does not:
/// the netlist that Vivado leaves beside a source.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rtl_wrap/foreign/source_scan.hpp"

namespace weir::rtl {

struct SourceFile {
  std::filesystem::path path;
  std::string text;
  bool is_vendor_model = false;
  bool is_listed = false;                            ///< by the folder's own list
  std::shared_ptr<const SourceScan> scan = nullptr;  ///< of the text, where somebody has it already
};

struct ModuleUseAt {
  std::filesystem::path file;
  ModuleUse use;
};

struct OrderedSources {
  std::vector<std::size_t> files;     ///< indices, in order
  std::vector<std::size_t> included;  ///< sources that others include, which are no sources of their own
  std::map<std::string, std::vector<ModuleUseAt>> missing;  ///< by module, what needed files instantiate
  std::vector<std::string> notes;                           ///< names that are defined several times
  int other_forms = 0;                                      ///< definitions that gave way to others
};

/// `files` in the order of their worth, headers behind them: their texts count for those that include them. `missed`:
/// modules without a source that instances really have (a branch that is never taken may name others). Throws Error
/// rtl-top when no file defines `top`, Errors rtl-encrypted for needed files that are.
OrderedSources order_sources(const std::vector<SourceFile>& files, const std::vector<SourceFile>& headers,
                             const std::string& top, const std::set<std::string>& missed = {});

/// Which of `candidates` a file means by `include "name"`: the one of that name whose path ends like it, and of those
/// the nearest to the file; candidates.size() if there is none.
std::size_t included_file(const std::filesystem::path& includer, const std::string& name,
                          const std::vector<std::filesystem::path>& candidates);

}  // namespace weir::rtl
