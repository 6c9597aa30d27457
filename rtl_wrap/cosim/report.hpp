/// A CosimResult as text for people. Lines end with a newline; nothing is printed here.
#pragma once
#include "rtl_wrap/cosim/result.hpp"

namespace weir::rtl {

struct ReportOptions {
  std::string replay_command;                                ///< shown after "replay:"; empty = no such line
  std::string waves = {}, wave_view = {}, surfer_view = {};  ///< files of the waveform, empty without one
};

/// One line when all is equal; else the first mismatch with its place and likely causes, the first cycle difference,
/// and who waits for whom in a deadlock.
std::string render(const CosimResult& result, const ReportOptions& options = {});

/// "3.7 M", "12.3 k", "999": three digits at most.
std::string short_count(std::int64_t count);

}  // namespace weir::rtl
