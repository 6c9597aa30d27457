#include "systemc/calibrate/calibrate.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "golden/base/joined.hpp"
#include "systemc/generators/finn/finn_stages.hpp"
#include "systemc/generators/hlslib/processes.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kOneWord = "MVAU.one_word";  ///< with SIMD = MW

/// Kinds that have numbers of their own.
std::vector<std::string> kinds_of(Pipeline pipeline) {
  if (pipeline == Pipeline::Rigid) return hlslib::known_kinds();
  std::vector<std::string> kinds = finn_kinds();
  kinds.push_back(kOneWord);
  return kinds;
}

class Calibrator {
 public:
  Calibrator(const std::string& base, const std::string& where)
      : profile_(parse_profile(base, where)), json_(Json::parse(base)), kinds_(kinds_of(profile_.pipeline)) {
    if (profile_.pipeline == Pipeline::Elastic)
      throw Error("bad-calibration", "profile " + profile_.name + " has no loops that a vendor's tool compiles", where,
                  "calibrate finn-hlslib-2020, finn-v0.10 or a profile made of them");
  }

  void add(const LoopReport& report) {
    try {
      const std::string kind = kind_of(report);
      const CsynthLoop& loop = loop_of(report);
      if (profile_.pipeline == Pipeline::Rigid)
        add_rigid(kind, loop, report);
      else
        add_finn(kind, loop, report);
    } catch (const Error& error) {
      errors_.add(error);
    }
  }

  CalibratedProfile finish(const std::string& name) {
    errors_.throw_if_any();
    json_["name"] = name;
    made_.json = json_.dump(2) + "\n";
    parse_profile(made_.json, name);
    return std::move(made_);
  }

 private:
  [[noreturn]] static void refuse(const std::string& what, const LoopReport& report, const std::string& hint) {
    throw Error("bad-calibration", what, report.source, hint);
  }

  std::string kind_of(const LoopReport& report) const {
    const std::string& given = report.kind;
    if (!given.empty() && std::find(kinds_.begin(), kinds_.end(), given) != kinds_.end()) return given;
    std::string found;
    if (given.empty())
      for (const std::string& kind : kinds_)
        if (report.report.top.starts_with(kind) && kind.size() > found.size()) found = kind;
    if (found.empty())
      refuse(given.empty() ? "the top function " + report.report.top + " does not begin with a kind of stage"
                           : "profile " + profile_.name + " has no numbers for kind " + given,
             report, "say KIND=csynth.xml with one of: " + joined(kinds_, " "));
    return found;
  }

  static const CsynthLoop& loop_of(const LoopReport& report) {
    std::vector<std::string> names;
    for (const CsynthLoop& loop : report.report.loops) {
      if (loop.name == report.loop) return loop;
      names.push_back(loop.name);
    }
    if (names.empty()) refuse("the report has no pipelined loop", report, "a loop with PipelineII and PipelineDepth");
    if (!report.loop.empty()) refuse("the report has no loop " + report.loop, report, "legal: " + joined(names, " "));
    if (names.size() > 1)
      refuse("the report has " + std::to_string(names.size()) + " pipelined loops", report,
             "say csynth.xml#LOOP with one of: " + joined(names, " "));
    return report.report.loops.front();
  }

  void add_rigid(const std::string& kind, const CsynthLoop& loop, const LoopReport& report) {
    take(kind + ".read_to_write_stages", loop.depth_stages - 1, "PipelineDepth " + std::to_string(loop.depth_stages),
         loop, report);
    take(kind + ".initiation_interval", loop.initiation_interval,
         "PipelineII " + std::to_string(loop.initiation_interval), loop, report);
    const auto interval = report.report.interval_cycles;
    if (!interval || !loop.trip_count) return leave(kind + ".restart_cycles", report);
    const std::int64_t cycles = *interval - (*loop.trip_count - 1) * loop.initiation_interval - loop.depth_stages;
    take_gap(kind + ".restart_cycles", cycles, loop, report);
  }

  void add_finn(const std::string& kind, const CsynthLoop& loop, const LoopReport& report) {
    if (loop.initiation_interval != 1)
      refuse("loop " + loop.name + " has PipelineII " + std::to_string(loop.initiation_interval), report,
             "the blocks of " + profile_.name + " have II 1");
    // States 0 to N of the loop: N iterations behind the first.
    const std::string stages = kind + ".pipeline_stages";
    take(profile_.find(stages) != nullptr ? stages : kind + ".pipeline_depth",
         std::max<std::int64_t>(1, loop.depth_stages - 1), "PipelineDepth " + std::to_string(loop.depth_stages), loop,
         report);
  }

  /// Rewinding loops overlap with themselves; then nothing lies between two calls.
  void take_gap(const std::string& parameter, std::int64_t cycles, const CsynthLoop& loop, const LoopReport& report) {
    take(parameter, std::max<std::int64_t>(0, cycles),
         "interval " + std::to_string(*report.report.interval_cycles) + " of " + report.report.top + ", TripCount " +
             std::to_string(*loop.trip_count) + ", PipelineII " + std::to_string(loop.initiation_interval) +
             ", PipelineDepth " + std::to_string(loop.depth_stages),
         loop, report);
  }

  void take(const std::string& parameter, std::int64_t value, const std::string& evidence, const CsynthLoop& loop,
            const LoopReport& report) {
    const std::string version = report.report.tool_version;
    const std::string source = report.source + ", csynth report of " + report.report.top +
                               (version.empty() ? "" : " by version " + version) + ", loop " + loop.name + ": " +
                               evidence;
    if (const auto before = taken_.find(parameter); before != taken_.end() && before->second != value)
      refuse("parameter " + parameter + " is " + std::to_string(value) + " here and " + std::to_string(before->second) +
                 " in another report",
             report, "one report per kind, or reports that agree");
    taken_[parameter] = value;
    json_["parameters"][parameter] = {{"value", value}, {"origin", "calibrated"}, {"source", source}};
    made_.taken.push_back(parameter + " " + std::to_string(value) + " (" + source + ")");
  }

  void leave(const std::string& parameter, const LoopReport& report) {
    made_.left.push_back(parameter + ": " + report.source +
                         " knows no fixed interval of the function or trip count of the loop");
  }

  Profile profile_;
  Json json_;
  std::vector<std::string> kinds_;
  std::map<std::string, std::int64_t> taken_;
  CalibratedProfile made_;
  Errors errors_;
};

}  // namespace

CalibratedProfile calibrate(const std::string& base, const std::string& where, const std::string& name,
                            const std::vector<LoopReport>& reports) {
  Calibrator calibrator(base, where);
  for (const LoopReport& report : reports) calibrator.add(report);
  return calibrator.finish(name);
}

}  // namespace weir::timing
