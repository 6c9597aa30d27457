/// From a folder of SystemVerilog to a Verilated shared library, built once and then found by the hash of all that goes
/// into it (sources, flags, versions, CPU, shim); golden/base/cache.hpp keeps it whole.
#pragma once
#include <functional>

#include "rtl_wrap/verilate/model.hpp"
#include "rtl_wrap/verilate/rtl_folder.hpp"
#include "rtl_wrap/verilate/toolchain.hpp"

namespace weir::rtl {

struct VerilateOptions {
  std::filesystem::path cache;               ///< empty = weir::cache_folder()
  std::filesystem::path override_header;     ///< force-included into the C++ (faster popcount, hls/rtl); may be empty
  std::vector<std::string> defines;          ///< besides WEIR_MONITOR, which RTL with a manifest gets
  std::vector<std::string> verilator_flags;  ///< appended
  Optimisation optimisation;
  int jobs = 2;
  /// One short line per step, again and again while it lasts; what it throws ends the work. May be empty.
  std::function<void(const std::string&)> progress;
};

struct VerilatedDesign {
  std::shared_ptr<const Model> model;
  std::filesystem::path library, log;
  bool from_cache = false;
  double build_seconds = 0;  ///< 0 when from the cache
  int warnings = 0;          ///< Verilator's; 0 when from the cache
};

/// Throws Error verilator-failed or cxx-failed with the tool's first complaints and the log file, program-missing,
/// cache-unwritable, and what Model::load() throws.
VerilatedDesign verilate(const RtlFolder& rtl, const VerilateOptions& options = {});
/// The same with a toolchain at hand: finding it takes tenths of a second.
VerilatedDesign verilate(const RtlFolder& rtl, const VerilateOptions& options, const Toolchain& toolchain);
/// The plusargs a design of this folder needs: where its hex files are.
std::vector<std::string> plusargs(const RtlFolder& rtl);

}  // namespace weir::rtl
