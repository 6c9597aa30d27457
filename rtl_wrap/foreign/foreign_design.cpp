#include "rtl_wrap/foreign/foreign_design.hpp"

#include "golden/base/error.hpp"
#include "golden/base/joined.hpp"
#include "rtl_wrap/foreign/missing_modules.hpp"
#include "rtl_wrap/verilate/verilate.hpp"

namespace weir::rtl {

std::unique_ptr<Instance> start_foreign(const Model& model, const ForeignRtl& rtl, std::shared_ptr<MemoryFiles> files) {
  auto design =
      model.create(plusargs(rtl.rtl), [files](const std::string& asked) { return files->find(asked).string(); });
  try {
    require_all_modules(*design, rtl.vhdl, rtl.absent);
  } catch (const Error& error) {
    if (error.code != kRtlStopped || files->failures().empty()) throw;
    const std::string all = joined(files->failures(), "; ");
    throw Error("rtl-memory", "the design opens a file that cannot be found: " + all, rtl.rtl.folder.string(),
                "put it below the folder, under the path that the design names or the end of it");
  }
  return design;
}

}  // namespace weir::rtl
