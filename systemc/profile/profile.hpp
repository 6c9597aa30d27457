/// A timing profile: which hardware generator's timing is meant, as data. One readable JSON file per profile in this
/// folder, compiled into the library; a user's own file has the same shape.
///
///   { "name": ..., "aliases": [further names], "about": ..., "base": a profile of Weir's own,
///     "hardware": { "generator": text, "release": text }, "backend": "any" | "hls",
///     "sizing": { "frames": integer, "frames_without_windows": "the same" | "half the nodes", "throttled": boolean,
///                 "caps_windows": boolean, "removes_words": integer },
///     "pipeline": "elastic" | "rigid" | "finn",
///     "traits": { "rtl": boolean, "largefifo": "none" | "peak" | "maxcount", "edge_fifos": "any" | "lut",
///                 "folding": "weir" | "finn", "limiting_fifos": boolean, "frames": integer,
///                 "sizing_frames": { "given", "search", "confirm", "search_large", "confirm_large": integer } },
///     "parameters": { NAME: { "value": number, "origin": "derived" | "calibrated" | "measured", "source": where it is
///     from } }, "networks": { NETWORK: { "parameters": as above, "converters": [ { "streams": shell pattern, "words":
///     "same" |
///                              "pixels", "fifo_words": integer, "source": ... } ] } } }
///
/// With "base" everything that the file does not state is as there, but names and hardware. "hardware": of which files
/// it is the profile when nobody asks for one; "" and "" of those that state none. "sizing": SizingRules of
/// systemc/generators/finn/finn_fifo.hpp.
/// "traits" (systemc/process/traits.hpp) and everything in it is optional; what is not said is as in Traits, "frames"
/// of rigid pipelines 30. "networks" says what is different in one network; all in it is optional. Converters:
/// systemc/profile/converters.hpp.
/// "derived" follows from sources about the hardware itself; "calibrated" was chosen because measurements agree;
/// "measured" is what the hardware itself showed. NAME is
/// - "minimum_fifo_words": a FIFO declared smaller has that many;
/// - for rigid pipelines "<kind>.<number>", or "*.<number>" for every kind without a number of its own, where <number>
/// is
///   one of LoopNumbers (systemc/generators/hlslib/loop.hpp), and "restarts_each_frame", 0 or 1;
/// - for "finn" all of systemc/generators/finn/finn_stages.hpp, and any ITEM.pipeline_depth;
/// - optional "clock_mhz", and "host_overhead_us": what a call takes beside the accelerator's cycles;
/// - optional "memory.<number>", all of MemoryTiming (systemc/memory/memory.hpp);
/// - optional "power.fpga_idle_w", "power.fpga_mj_per_frame" and the same of "board": the straight line of watts over
///   frames per second.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/process/timing_graph.hpp"
#include "systemc/profile/converters.hpp"

namespace weir::timing {

enum class Pipeline { Elastic, Rigid, Finn };         ///< in the order of the names in the file
enum class Origin { Derived, Calibrated, Measured };  ///< in the order of the names in the file

struct ProfileParameter {
  double value = 0;
  Origin origin = Origin::Derived;
  std::string source;
};

struct NetworkProfile {
  std::map<std::string, ProfileParameter> parameters;  ///< in place of those for all networks
  std::vector<InsertedConverter> converters;
};

/// As files state it (golden/network/implementation.hpp).
struct Hardware {
  std::string generator, release;
  bool operator==(const Hardware&) const = default;
};

struct Profile {
  std::string name, about;
  std::vector<std::string> aliases;
  std::optional<Hardware> hardware;
  bool is_all_hls = false;  ///< "backend": a layer whose backend nobody states is by HLS
  SizingRules sizing;       ///< where largefifo is "maxcount"
  Pipeline pipeline = Pipeline::Elastic;
  Traits traits;
  std::map<std::string, ProfileParameter> parameters;
  std::vector<InsertedConverter> converters;  ///< of the one network that for_network() chose
  std::map<std::string, NetworkProfile> networks;

  /// A parameter that counts. Throws Error no-parameter.
  int value(const std::string& parameter) const;
  /// Null if the profile does not have it.
  const ProfileParameter* find(const std::string& parameter) const;
  /// Parameter clock_mhz, else 100.
  double clock_mhz() const;
  /// The same profile with the parameters of that network in place.
  Profile for_network(const std::string& network) const;
  /// What to tell the user of a network that "networks" does not name, since the same network under another name would
  /// be timed otherwise; empty if there is nothing to tell.
  std::string note_for(const std::string& network) const;
};

/// Names of the profiles that Weir brings along.
std::vector<std::string> profile_names();
/// Throw Error unknown-profile with the legal names.
std::string profile_text(const std::string& name);  ///< its JSON, complete: without a "base"
Profile load_profile(const std::string& name);
/// One of those, or a user's own: `name_or_file` ends with .json then. Throws what load_profile, parse_profile and
/// read_text_file throw.
Profile find_profile(const std::string& name_or_file);
/// Throws Errors bad-profile for everything that is wrong in `json`; `where` names the file.
Profile parse_profile(const std::string& json, const std::string& where);

/// What the times of FINN's layers by HLS rest on: pipeline depths by class where no file, report or profile states
/// them.
struct AssumedDepths {
  std::vector<std::string> stages;  ///< whose depths are assumed; empty: none
  TimingGraph low, high;            ///< with the least and the most depths that their classes have
};
/// Of graphs that `profile` times as FINN's; else nothing. Throws as make_timing_graph.
AssumedDepths assumed_depths(const golden::StageGraph& graph, const Profile& profile);

/// The profile for that hardware; of a release without one the last of its generator. Throws Error unknown-profile.
std::string profile_of(const Hardware& hardware);
/// The profile that times the hardware a graph states.
std::string profile_of(const golden::StageGraph& graph);
/// Releases of a generator that have profiles.
std::vector<std::string> releases_of(const std::string& generator);
/// What to tell where a profile is for other hardware than a graph states; empty if there is nothing to tell.
std::string note_for_hardware(const golden::StageGraph& graph, const Profile& profile);
/// `asked`, or profile_of() where nothing is asked.
std::string choose_profile(const std::string& asked, const golden::StageGraph& graph);

/// Stages and streams in the order of `graph`, with what the profile says about that network. Throws Error no-schedule
/// for a kind the profile does not know.
TimingGraph make_timing_graph(const golden::StageGraph& graph, const Profile& profile);

}  // namespace weir::timing
