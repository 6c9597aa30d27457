#include "tools/flow/foreign_flow.hpp"

#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "rtl_wrap/foreign/missing_modules.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

ForeignBuild::ForeignBuild(std::shared_ptr<const rtl::ForeignFolder> folder, const std::string& top, Maker maker,
                           const std::string& own_top)
    : folder_(std::move(folder)), top_(top), own_top_(own_top) {
  Fnv1a place;
  place.add(folder_->path.string());
  place.add(top);
  place_ = std::make_unique<WorkPlace>("foreign", place.hex());
  lock_ = place_->lock();
  adopt({});
  rtl::MemoryFiles::Maker made;
  if (maker) made = [this, maker = std::move(maker)](const auto& asked) { return maker(asked, rtl_.rtl.sources); };
  files_ = std::make_shared<rtl::MemoryFiles>(folder_, place_->folder(), std::move(made));
}

void ForeignBuild::adopt(const std::set<std::string>& missed) {
  const fs::path& work = place_->folder();
  explain_unwritable(work.parent_path(),
                     [&] { rtl_ = rtl::adopt_foreign_rtl(*folder_, top_, work, own_top_, missed); });
}

std::unique_ptr<rtl::Design> ForeignBuild::build(const rtl::Optimisation& optimisation, const Progress& progress) {
  std::set<std::string> missed;
  for (;;) {
    rtl::VerilateOptions options = verilate_options(optimisation, progress);
    options.defines = rtl_.defines;
    try {
      return rtl::start_foreign(*rtl::verilate(rtl_.rtl, options).model, rtl_, files_);
    } catch (const rtl::MissingModules& missing) {
      const int before = rtl_.other_forms;
      missed.insert(missing.modules.begin(), missing.modules.end());
      adopt(missed);
      if (rtl_.other_forms <= before) throw;
    }
  }
}

std::vector<std::string> ForeignBuild::adaptations() const {
  std::vector<std::string> all = rtl_.adaptations;
  for (const std::string& note : files_->notes()) all.push_back(note);
  return all;
}

}  // namespace weir::tools
