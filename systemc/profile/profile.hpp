/// A timing profile: which hardware generator's timing is meant, as data. One readable JSON file per profile in this
/// folder, compiled into the library; a user's own file has the same shape.
///
///   { "name": ..., "about": ..., "pipeline": "elastic" | "rigid",
///     "parameters": { NAME: { "value": integer, "origin": "derived" | "calibrated", "source": where it is from } } }
///
/// NAME is "minimum_fifo_words" (a FIFO declared smaller has that many) or, for rigid pipelines,
/// "<kind>.read_to_write_stages". "derived" follows from sources about the hardware itself; "calibrated" was chosen
/// because measurements agree.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "systemc/schedule/timing_graph.hpp"

namespace weir::timing {

enum class Pipeline { Elastic, Rigid };
enum class Origin { Derived, Calibrated };

struct ProfileParameter {
  int value = 0;
  Origin origin = Origin::Derived;
  std::string source;
};

struct Profile {
  std::string name, about;
  Pipeline pipeline = Pipeline::Elastic;
  std::map<std::string, ProfileParameter> parameters;

  /// Throws Error no-parameter.
  int value(const std::string& parameter) const;
};

/// Names of the profiles that Weir brings along.
std::vector<std::string> profile_names();
/// Throws Error unknown-profile with the legal names.
Profile load_profile(const std::string& name);
/// Throws Errors bad-profile for everything that is wrong in `json`; `where` names the file.
Profile parse_profile(const std::string& json, const std::string& where);

/// Stages and streams in the order of `graph`. Throws Error no-schedule for a kind the profile does not know.
TimingGraph make_timing_graph(const golden::StageGraph& graph, const Profile& profile);

}  // namespace weir::timing
