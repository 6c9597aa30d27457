#include "systemc/profile/profile.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "systemc/profile/embedded.hpp"

namespace weir::timing {

namespace {

using Json = nlohmann::json;

constexpr const char* kMinimumFifoWords = "minimum_fifo_words";

/// Kinds whose one loop is known to be rigid.
const std::vector<std::string> kRigidKinds{golden::Mvau::op_type, golden::Dwc::op_type};

std::string distance_of(const std::string& kind) { return kind + ".read_to_write_stages"; }

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

class Reader {
 public:
  Reader(const std::string& where, Errors& errors) : where_(where), errors_(errors) {}

  Profile read(const Json& json) {
    Profile profile;
    if (!json.is_object()) return complain("the file is not a JSON object", "see systemc/profile"), profile;
    require_only(json, "", {"name", "about", "pipeline", "parameters"});
    profile.name = text(json, "", "name");
    profile.about = text(json, "", "about");
    profile.pipeline = choice(json, "", "pipeline", {"elastic", "rigid"}) == 1 ? Pipeline::Rigid : Pipeline::Elastic;
    legal_ = {kMinimumFifoWords};
    if (profile.pipeline == Pipeline::Rigid)
      for (const std::string& kind : kRigidKinds) legal_.push_back(distance_of(kind));
    if (!json.contains("parameters") || !json["parameters"].is_object())
      complain("\"parameters\" is missing or no object", "legal: " + join(legal_));
    else
      for (const auto& [name, value] : json["parameters"].items()) profile.parameters[name] = parameter(name, value);
    for (const std::string& name : legal_)
      if (!profile.parameters.contains(name)) complain("parameter " + name + " is missing", "needed: " + join(legal_));
    return profile;
  }

 private:
  void complain(const std::string& what, const std::string& hint) { errors_.add("bad-profile", what, where_, hint); }

  ProfileParameter parameter(const std::string& name, const Json& json) {
    ProfileParameter out;
    if (std::find(legal_.begin(), legal_.end(), name) == legal_.end())
      complain("there is no parameter \"" + name + "\"", "legal: " + join(legal_));
    if (!json.is_object()) return complain("parameter " + name + " is no object", "value, origin, source"), out;
    require_only(json, name, {"value", "origin", "source"});
    const int least = name == kMinimumFifoWords ? 1 : 0, most = 1000000;
    const Json value = json.value("value", Json());
    if (!value.is_number_integer() || value < least || value > most)
      complain(name + ": value is " + value.dump(),
               "legal: integers from " + std::to_string(least) + " to " + std::to_string(most));
    else
      out.value = value.get<int>();
    out.origin = choice(json, name, "origin", {"derived", "calibrated"}) == 1 ? Origin::Calibrated : Origin::Derived;
    out.source = text(json, name, "source");
    return out;
  }

  static std::string path(const std::string& of, const std::string& field) {
    return of.empty() ? field : of + ": " + field;
  }

  std::string text(const Json& json, const std::string& of, const char* field) {
    const Json value = json.value(field, Json());
    if (value.is_string() && !value.get<std::string>().empty()) return value.get<std::string>();
    complain(path(of, field) + " is missing or no text", "a sentence in quotes");
    return {};
  }

  std::size_t choice(const Json& json, const std::string& of, const char* field,
                     const std::vector<std::string>& legal) {
    const Json value = json.value(field, Json());
    for (std::size_t k = 0; k < legal.size(); ++k)
      if (value == legal[k]) return k;
    complain(path(of, field) + " is " + value.dump(), "legal: " + join(legal));
    return 0;
  }

  void require_only(const Json& json, const std::string& of, const std::vector<std::string>& legal) {
    for (const auto& item : json.items())
      if (std::find(legal.begin(), legal.end(), item.key()) == legal.end())
        complain(path(of, item.key()) + " is unknown", "legal: " + join(legal));
  }

  const std::string& where_;
  Errors& errors_;
  std::vector<std::string> legal_;
};

TimingStage rigid_stage(const golden::Stage& stage, const Profile& profile) {
  const std::string kind = golden::op_type(stage.kind);
  if (std::find(kRigidKinds.begin(), kRigidKinds.end(), kind) == kRigidKinds.end())
    throw Error("no-schedule", "stage " + stage.name + ": no schedule for " + kind + " in profile " + profile.name, "",
                "known so far: " + join(kRigidKinds));
  // These loops read and write in the same iterations as Weir's own; only what happens between the two differs.
  const RigidLoop loop{make_schedule(stage), profile.value(distance_of(kind)), Drain::AtBatchEnd};
  return {stage.name, kind, rigid_schedule(loop, "stage " + stage.name), stage.inputs, stage.outputs, loop};
}

}  // namespace

int Profile::value(const std::string& parameter) const {
  const auto found = parameters.find(parameter);
  if (found == parameters.end())
    throw Error("no-parameter", "profile " + name + " has no parameter " + parameter, "", "add it to the profile");
  return found->second.value;
}

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const EmbeddedProfile& embedded : embedded_profiles())
    names.push_back(parse_profile(embedded.json, embedded.file).name);
  return names;
}

Profile load_profile(const std::string& name) {
  for (const EmbeddedProfile& embedded : embedded_profiles()) {
    Profile profile = parse_profile(embedded.json, embedded.file);
    if (profile.name == name) return profile;
  }
  throw Error("unknown-profile", "there is no timing profile \"" + name + "\"", "", "legal: " + join(profile_names()));
}

Profile parse_profile(const std::string& json, const std::string& where) {
  Errors errors;
  const Json parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded()) throw Error("bad-profile", "the file is not JSON", where, "see systemc/profile");
  Profile profile = Reader(where, errors).read(parsed);
  errors.throw_if_any();
  return profile;
}

TimingGraph make_timing_graph(const golden::StageGraph& graph, const Profile& profile) {
  TimingGraph timing = profile.pipeline == Pipeline::Rigid
                           ? make_timing_graph(graph, [&](const auto& stage) { return rigid_stage(stage, profile); })
                           : make_timing_graph(graph);
  const int least = profile.value(kMinimumFifoWords);
  for (TimingStream& stream : timing.streams) stream.depth_words = std::max(stream.depth_words, least);
  return timing;
}

}  // namespace weir::timing
