#include "rtl_wrap/foreign/foreign_folder.hpp"

#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/vendor_models.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

std::multimap<std::string, fs::path> files_below(const fs::path& folder) {
  std::multimap<std::string, fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.emplace(entry.path().filename().string(), entry.path());
  return files;
}

std::shared_ptr<const ForeignFolder> read_foreign_folder(const fs::path& folder) {
  auto read = std::make_shared<ForeignFolder>();
  read->list = find_sources(folder);
  read->path = fs::absolute(folder).lexically_normal();
  const auto add = [](std::vector<SourceFile>& files, const fs::path& path, std::string text, bool is_listed) {
    files.push_back({path, std::move(text), false, is_listed, nullptr});
    files.back().scan = std::make_shared<SourceScan>(scan_source(files.back().text));
  };
  for (const fs::path& path : read->list.listed) add(read->files, path, read_text_file(path), true);
  for (const fs::path& path : read->list.others) add(read->files, path, read_text_file(path), false);
  for (const VendorModel& model : vendor_models()) {
    add(read->files, model.file, model.text, false);
    read->files.back().is_vendor_model = true;
  }
  for (const fs::path& path : read->list.headers) add(read->headers, path, read_text_file(path), false);
  read->by_name = files_below(read->path);
  return read;
}

}  // namespace weir::rtl
