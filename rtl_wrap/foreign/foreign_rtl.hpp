/// RTL that Weir did not make, prepared for Verilator: a stitched design of FINN (all_verilog_srcs.txt), the
/// syn/verilog folder of Vitis HLS, or any folder of Verilog and SystemVerilog (source_list.hpp).
///
/// What `top` needs (source_order.hpp) is copied to `work`, rewritten where Verilator is stricter than the vendors'
/// simulators (strictness.hpp), with Weir's models of vendors' parts (vendor_models.hpp) and stand-ins for what is
/// missing (missing_modules.hpp). The originals stay as they are. Memory files are found when the design opens them
/// (memory_files.hpp).
#pragma once
#include <set>

#include "rtl_wrap/foreign/foreign_folder.hpp"
#include "rtl_wrap/verilate/rtl_folder.hpp"

namespace weir::rtl {

struct ForeignRtl {
  RtlFolder rtl;
  std::vector<std::string> defines;         ///< of the list, for VerilateOptions
  std::vector<std::filesystem::path> vhdl;  ///< files that were not read
  std::vector<std::string> absent;          ///< files of the list that are nowhere
  std::vector<std::string> adaptations;     ///< what was changed, added or chosen, one line each
  int other_forms = 0;                      ///< definitions that others replace, as they need a missed module
};

/// `own_top`: Verilog of `top` where that is Weir's own, over modules of the folder. `missed` as in order_sources().
/// Throws what find_sources() and order_sources() throw.
ForeignRtl adopt_foreign_rtl(const ForeignFolder& folder, const std::string& top, const std::filesystem::path& work,
                             const std::string& own_top = {}, const std::set<std::string>& missed = {});
/// The same, of a folder for this top alone.
ForeignRtl adopt_foreign_rtl(const std::filesystem::path& folder, const std::string& top,
                             const std::filesystem::path& work);

}  // namespace weir::rtl
