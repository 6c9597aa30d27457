/// A folder of someone's RTL, read once for all tops of it: a stitched design has thousands of files, and each of its
/// layers is a top.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "rtl_wrap/foreign/source_list.hpp"
#include "rtl_wrap/foreign/source_order.hpp"

namespace weir::rtl {

struct ForeignFolder {
  std::filesystem::path path;  ///< absolute
  SourceList list;
  std::vector<SourceFile> files;    ///< listed ones, the others, Weir's models of vendors' parts; scanned
  std::vector<SourceFile> headers;  ///< scanned
  std::multimap<std::string, std::filesystem::path> by_name;  ///< all files below the folder
};

/// By their names.
std::multimap<std::string, std::filesystem::path> files_below(const std::filesystem::path& folder);

/// Throws what find_sources() throws.
std::shared_ptr<const ForeignFolder> read_foreign_folder(const std::filesystem::path& folder);

}  // namespace weir::rtl
