/// A profile of one's own: a base profile in which the numbers of some loops are those of csynth reports.
///
/// What a report's loop of depth D stages, interval II, N iterations, in a function with interval I says:
/// - pipeline "rigid": <kind>.read_to_write_stages = D - 1 (read in the first stage, write in the last),
///   <kind>.initiation_interval = II; <kind>.restart_cycles = I - (N - 1) * II - D, where I and N are known;
/// - pipeline "finn": <kind>.pipeline_stages = D - 1, at least 1; <kind>.restart_gap_cycles = I - N, where they are
///   known; each where the profile has one for that kind. II must be 1.
#pragma once
#include "systemc/calibrate/csynth.hpp"

namespace weir::timing {

struct LoopReport {
  std::string
      kind;  ///< as in the profile's parameters ("MVAU", "MVAU.one_word"); empty: the top function begins with it
  std::string loop;    ///< empty: the only one
  std::string source;  ///< name of the report, for the record
  CsynthReport report;
};

struct CalibratedProfile {
  std::string json;
  std::vector<std::string> taken;  ///< one sentence per number taken over
  std::vector<std::string> left;   ///< and per number that the report does not give, or the profile has no place for
};

/// `base` is the text of a profile, `where` names it. Throws Errors bad-calibration (kind, loop, interval, pipeline)
/// and what parse_profile() throws.
CalibratedProfile calibrate(const std::string& base, const std::string& where, const std::string& name,
                            const std::vector<LoopReport>& reports);

}  // namespace weir::timing
