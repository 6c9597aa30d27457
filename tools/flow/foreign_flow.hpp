/// RTL that Weir did not make, adopted in the cache and ready to be built at any level of optimisation.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
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
  /// Makes the text of a memory file that is nowhere, for a design of these sources.
  using Maker = std::function<std::optional<std::string>(const std::string& asked,
                                                         const std::vector<std::filesystem::path>& sources)>;

  /// `maker` may be empty; `own_top` as for rtl::adopt_foreign_rtl(). Holds the copy's place
  /// against other processes. Throws what rtl::adopt_foreign_rtl() throws, cache-unwritable.
  ForeignBuild(std::shared_ptr<const rtl::ForeignFolder> folder, const std::string& top, Maker maker,
               const std::string& own_top = {});
  ForeignBuild(const ForeignBuild&) = delete;
  ForeignBuild& operator=(const ForeignBuild&) = delete;

  /// Throws what rtl::verilate() and rtl::start_foreign() throw; a design that misses modules only after other
  /// definitions of what needs them were tried.
  std::unique_ptr<rtl::Design> build(const rtl::Optimisation& optimisation, const Progress& progress);
  /// What was changed, added or chosen so that the design runs, one line each; complete after the first build().
  std::vector<std::string> adaptations() const;

 private:
  void adopt(const std::set<std::string>& missed);

  std::shared_ptr<const rtl::ForeignFolder> folder_;
  std::string top_, own_top_;
  std::unique_ptr<WorkPlace> place_;
  std::unique_ptr<FileLock> lock_;
  rtl::ForeignRtl rtl_;
  std::shared_ptr<rtl::MemoryFiles> files_;
};

}  // namespace weir::tools
