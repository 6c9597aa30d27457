#include "tools/flow/foreign_flow.hpp"

#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

ForeignBuild::ForeignBuild(const fs::path& folder, const std::string& top, rtl::MemoryFiles::Maker maker,
                           const std::string& own_top) {
  Fnv1a place;
  place.add(fs::absolute(folder).lexically_normal().string());
  place.add(top);
  place_ = std::make_unique<WorkPlace>("foreign", place.hex());
  lock_ = place_->lock();
  const fs::path& work = place_->folder();
  explain_unwritable(work.parent_path(), [&] { rtl_ = rtl::adopt_foreign_rtl(folder, top, work, own_top); });
  files_ = std::make_shared<rtl::MemoryFiles>(folder, work, std::move(maker));
}

std::unique_ptr<rtl::Design> ForeignBuild::build(const rtl::Optimisation& optimisation,
                                                 const Progress& progress) const {
  rtl::VerilateOptions options = verilate_options(optimisation, progress);
  options.defines = rtl_.defines;
  return rtl::start_foreign(*rtl::verilate(rtl_.rtl, options).model, rtl_, files_);
}

std::vector<std::string> ForeignBuild::adaptations() const {
  std::vector<std::string> all = rtl_.adaptations;
  for (const std::string& note : files_->notes()) all.push_back(note);
  return all;
}

}  // namespace weir::tools
