/// The report of a Vivado or Vitis HLS synthesis, csynth.xml: what it says about time. Kept are the loops that it
/// pipelined and the interval of the top function; both outlined modules (ModuleInformation) and old reports without
/// them are read. Element names are those of the tools' reports from 2019 to 2024.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir::timing {

struct CsynthLoop {
  std::string name;
  std::int64_t initiation_interval = 1;    ///< PipelineII
  std::int64_t depth_stages = 1;           ///< PipelineDepth: cycles of one iteration
  std::optional<std::int64_t> trip_count;  ///< where the tool knew it
  std::optional<std::int64_t> latency_cycles;
  bool operator==(const CsynthLoop&) const = default;
};

struct CsynthReport {
  std::string top;                              ///< TopModelName
  std::string tool_version;                     ///< may be empty
  std::optional<std::int64_t> interval_cycles;  ///< from one start of the top function to the next, where it is fixed
  std::vector<CsynthLoop> loops;                ///< pipelined, in the order of the file
};

/// Throws Errors bad-csynth: no XML, no report of a synthesis, no top function, numbers that are none. `where` names
/// the file.
CsynthReport parse_csynth(const std::string& xml, const std::string& where);

}  // namespace weir::timing
