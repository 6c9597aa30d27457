/// RTL that Weir did not make, adopted in the cache and ready to be built at any level of optimisation.
#pragma once
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "golden/base/cache.hpp"
#include "rtl_wrap/foreign/foreign_design.hpp"
#include "rtl_wrap/verilate/flags.hpp"
#include "tools/flow/kernel_compiler.hpp"

namespace weir::tools {

class ForeignBuild {
 public:
  /// `maker` makes memory files that are nowhere; `own_top` as for rtl::adopt_foreign_rtl(). Holds the copy's place
  /// against other processes. Throws what rtl::adopt_foreign_rtl() throws, cache-unwritable.
  ForeignBuild(const std::filesystem::path& folder, const std::string& top, rtl::MemoryFiles::Maker maker,
               const std::string& own_top = {});

  /// Throws what rtl::verilate() and rtl::start_foreign() throw; a design that misses modules only after other
  /// definitions of what needs them were tried.
  std::unique_ptr<rtl::Design> build(const rtl::Optimisation& optimisation, const Progress& progress);
  /// What was changed, added or chosen so that the design runs, one line each; complete after the first build().
  std::vector<std::string> adaptations() const;

 private:
  void adopt(const std::set<std::string>& missed);

  std::filesystem::path folder_;
  std::string top_, own_top_;
  std::unique_ptr<WorkPlace> place_;
  std::unique_ptr<FileLock> lock_;
  rtl::ForeignRtl rtl_;
  std::shared_ptr<rtl::MemoryFiles> files_;
};

}  // namespace weir::tools
