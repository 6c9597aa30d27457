/// Which files a folder of someone's RTL offers, and which of them its own list names.
///
/// Lists: all_verilog_srcs.txt (FINN), *.f and *.vf (simulators; with -f, -F, -v, +incdir+, +define+), *.prj (xvlog),
/// *.xpr and *.tcl (Vivado), in the folder itself; the first kind that is there counts. A list names places on the
/// machine that made it: a file that is not there is the one of that name below the folder whose path ends most alike.
/// One that is nowhere is no error: tools list more than a design needs.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace weir::rtl {

struct SourceList {
  std::vector<std::filesystem::path> listed;   ///< in the list's order, each once; empty without a list
  std::vector<std::filesystem::path> others;   ///< every other .sv and .v below the folder, sorted
  std::vector<std::filesystem::path> headers;  ///< .svh, .vh, .h, .inc and whatever a list adds, sorted
  std::vector<std::filesystem::path> vhdl;     ///< which Verilator can not read
  std::vector<std::string> defines;            ///< NAME or NAME=VALUE of +define+
  std::vector<std::string> notes;              ///< what of a list was not followed
  std::vector<std::string> absent;             ///< sources that a list names and that are nowhere below the folder
};

/// Black boxes that Vivado writes for synthesis (*_stub.v) are no sources unless a list names them. Throws Errors
/// rtl-sources for a folder that is none or holds no source, and for lists that are missing.
SourceList find_sources(const std::filesystem::path& folder);

/// How many components two paths have in common at their ends.
int common_tail(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace weir::rtl
