#include "systemc/profile/profile.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/json.hpp"
#include "systemc/generators/finn/finn_stages.hpp"
#include "systemc/generators/hlslib/processes.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/embedded.hpp"

namespace weir::timing {

namespace {

using Json = nlohmann::json;

constexpr const char* kMinimumFifoWords = "minimum_fifo_words";
constexpr const char* kRestartsEachFrame = "restarts_each_frame";
constexpr const char* kAnyKind = "*";
constexpr const char* kReadToWrite = "read_to_write_stages";
constexpr const char* kInterval = "initiation_interval";
constexpr const char* kOutputLoop = "output_loop_cycles";
constexpr const char* kRestart = "restart_cycles";
constexpr const char* kLoopNumbers[] = {kReadToWrite, kInterval, kOutputLoop, kRestart};

constexpr double kMostDepth = 1000;  ///< of a pipeline

/// What a parameter may be.
struct Range {
  double least = 0, most = 1000000;
  bool is_count = true, is_needed = false;
};

std::string number_of(const std::string& kind, const std::string& number) { return kind + "." + number; }

std::map<std::string, Range> legal_parameters(Pipeline pipeline) {
  std::map<std::string, Range> legal;
  legal[kMinimumFifoWords] = {1, 1000000, true, true};
  legal["clock_mhz"] = {0.001, 1000000, false, false};
  legal["host_overhead_us"] = {0, 1000000, false, false};
  legal["memory.latency_cycles"] = {0, 1000000, true, false};
  for (const char* size : {"memory.bytes_per_cycle", "memory.burst_bytes", "memory.outstanding_bursts"})
    legal[size] = {1, 1000000, true, false};
  for (const char* watt :
       {"power.fpga_idle_w", "power.board_idle_w", "power.fpga_mj_per_frame", "power.board_mj_per_frame"})
    legal[watt] = {0, 1000000, false, false};
  if (pipeline == Pipeline::Finn)
    for (const FinnParameter& parameter : finn_parameters())
      legal[parameter.name] = {static_cast<double>(parameter.least), 1000000, true, true};
  if (pipeline != Pipeline::Rigid) return legal;
  legal[kRestartsEachFrame] = {0, 1, true, true};
  std::vector<std::string> kinds = hlslib::known_kinds();
  kinds.insert(kinds.begin(), kAnyKind);
  for (const std::string& kind : kinds)
    for (const std::string number : kLoopNumbers) {
      const bool is_divisor = number == kInterval || number == kOutputLoop;
      legal[number_of(kind, number)] = {is_divisor ? 1.0 : 0.0, 1000000, true, kind == kAnyKind};
    }
  return legal;
}

class Reader {
 public:
  Reader(const std::string& where, Errors& errors) : where_(where), errors_(errors) {}

  Profile read(const Json& json) {
    Profile profile;
    if (!json.is_object()) return complain("the file is not a JSON object", "see systemc/profile"), profile;
    require_only(
        json, "",
        {"name", "aliases", "about", "hardware", "backend", "sizing", "pipeline", "traits", "parameters", "networks"});
    profile.name = text(json, "", "name");
    profile.about = text(json, "", "about");
    read_hardware(json, profile);
    profile.pipeline = static_cast<Pipeline>(choice(json, "", "pipeline", {"elastic", "rigid", "finn"}));
    pipeline_ = profile.pipeline;
    legal_ = legal_parameters(profile.pipeline);
    profile.traits = traits(json.value("traits", Json::object()), profile.pipeline);
    if (json.contains("sizing")) profile.sizing = sizing(json["sizing"]);
    if (json.contains("backend")) profile.is_all_hls = choice(json, "", "backend", {"any", "hls"}) == 1;
    profile.parameters = parameters(json, "parameters");
    for (const auto& [name, range] : legal_)
      if (range.is_needed && !profile.parameters.contains(name))
        complain("parameter " + name + " is missing", "needed: " + needed_names());
    if (json.contains("networks")) read_networks(json["networks"], profile);
    return profile;
  }

 private:
  void complain(const std::string& what, const std::string& hint) { errors_.add("bad-profile", what, where_, hint); }

  std::string legal_names() const {
    std::vector<std::string> names;
    for (const auto& [name, range] : legal_) names.push_back(name);
    return joined(names, " ");
  }
  std::string needed_names() const {
    std::vector<std::string> names;
    for (const auto& [name, range] : legal_)
      if (range.is_needed) names.push_back(name);
    return joined(names, " ");
  }

  void read_hardware(const Json& json, Profile& profile) {
    for (const Json& alias : json.value("aliases", Json::array()))
      if (alias.is_string())
        profile.aliases.push_back(alias);
      else
        complain("aliases: " + alias.dump() + " is no text", "further names of the profile");
    if (!json.contains("hardware")) return;
    const Json& hardware = json["hardware"];
    if (!hardware.is_object()) return complain("\"hardware\" is no object", "generator, release");
    require_only(hardware, "hardware", {"generator", "release"});
    const auto part = [&](const char* field) -> std::string {
      const Json value = hardware.value(field, Json());
      if (value.is_string()) return value;
      complain(path("hardware", field) + " is " + value.dump(), "as files state it, \"\" where they state none");
      return {};
    };
    profile.hardware = Hardware{part("generator"), part("release")};
  }

  SizingRules sizing(const Json& json) {
    constexpr int kMostFrames = 1000, kMostRemoved = 1000000;
    const std::string where = "sizing";
    SizingRules rules;
    if (!json.is_object()) return complain(where + " is no object", "see systemc/generators/finn/finn_fifo.hpp"), rules;
    require_only(json, where, {"frames", "frames_without_windows", "throttled", "caps_windows", "removes_words"});
    const auto is_set = [&](const char* field) { return choice(json, where, field, {false, true}) == 1; };
    const auto count = [&](const char* field, int least, int most) {
      return static_cast<int>(number(json.value(field, Json()), path(where, field),
                                     {static_cast<double>(least), static_cast<double>(most), true, true}));
    };
    rules.frames = count("frames", 1, kMostFrames);
    rules.has_frames_by_nodes = choice(json, where, "frames_without_windows", {"the same", "half the nodes"}) == 1;
    rules.is_throttled = is_set("throttled");
    rules.caps_windows = is_set("caps_windows");
    rules.removed_words = count("removes_words", 0, kMostRemoved);
    return rules;
  }

  Traits traits(const Json& json, Pipeline pipeline) {
    constexpr int kFramesRigid = 30, kMostFrames = 1000;
    constexpr SizingFrames kFramesOfBlocks{3, 4, 16, 2, 4};
    Traits traits;
    if (pipeline == Pipeline::Rigid) traits.frames = kFramesRigid;
    if (pipeline == Pipeline::Finn) traits.sizing_frames = kFramesOfBlocks;
    if (!json.is_object()) return complain("\"traits\" is no object", "see systemc/process/traits.hpp"), traits;
    require_only(json, "traits",
                 {"rtl", "largefifo", "edge_fifos", "folding", "limiting_fifos", "frames", "sizing_frames"});
    const auto has = [&](const char* field) { return json.contains(field); };
    const auto is_set = [&](const char* field) { return choice(json, "traits", field, {false, true}) == 1; };
    if (has("rtl")) traits.has_rtl = is_set("rtl");
    if (has("largefifo"))
      traits.largefifo = static_cast<LargeFifo>(choice(json, "traits", "largefifo", {"none", "peak", "maxcount"}));
    if (has("edge_fifos")) traits.edge_fifos_in_lut = choice(json, "traits", "edge_fifos", {"any", "lut"}) == 1;
    if (has("folding"))
      traits.folding = static_cast<FoldingSchema>(choice(json, "traits", "folding", {"weir", "finn"}));
    if (has("limiting_fifos")) traits.names_limiting_fifos = is_set("limiting_fifos");
    if (has("frames"))
      traits.frames = static_cast<int>(number(json["frames"], "traits: frames", {1, kMostFrames, true, true}));
    if (has("sizing_frames")) read_sizing_frames(json["sizing_frames"], kMostFrames, traits.sizing_frames);
    return traits;
  }

  void read_sizing_frames(const Json& json, double most, SizingFrames& frames) {
    const std::string where = "traits: sizing_frames";
    if (!json.is_object()) return complain(where + " is no object", "see systemc/process/traits.hpp");
    require_only(json, where, {"given", "search", "confirm", "search_large", "confirm_large"});
    const auto read = [&](const char* field, int& value) {
      if (json.contains(field))
        value = static_cast<int>(number(json[field], path(where, field), {1, most, true, true}));
    };
    read("given", frames.given);
    read("search", frames.search);
    read("confirm", frames.confirm);
    read("search_large", frames.search_large);
    read("confirm_large", frames.confirm_large);
  }

  std::map<std::string, ProfileParameter> parameters(const Json& json, const std::string& field) {
    std::map<std::string, ProfileParameter> found;
    if (!json.contains(field) || !json[field].is_object())
      complain("\"" + field + "\" is missing or no object", "legal: " + legal_names());
    else
      for (const auto& [name, value] : json[field].items()) found[name] = parameter(name, value);
    return found;
  }

  void read_networks(const Json& json, Profile& profile) {
    if (!json.is_object()) return complain("\"networks\" is no object", "network names with parameters each");
    for (const auto& [network, value] : json.items()) {
      if (!value.is_object()) {
        complain("network " + network + " is no object", "parameters, converters");
        continue;
      }
      require_only(value, network, {"parameters", "converters"});
      NetworkProfile& own = profile.networks[network];
      if (value.contains("parameters")) own.parameters = parameters(value, "parameters");
      for (const Json& converter : value.value("converters", Json::array()))
        own.converters.push_back(read_converter(converter, network));
    }
  }

  InsertedConverter read_converter(const Json& json, const std::string& network) {
    const std::string where = network + ": converters";
    if (!json.is_object())
      return complain(where + ": an entry is no object", "streams, words, fifo_words, source"), InsertedConverter{};
    require_only(json, where, {"streams", "words", "fifo_words", "source"});
    InsertedConverter out;
    out.streams = text(json, where, "streams");
    out.words = choice(json, where, "words", {"same", "pixels"}) == 1 ? ConverterWords::Pixels : ConverterWords::Same;
    out.fifo_words = static_cast<int>(number(json.value("fifo_words", Json()), where, {1, 1000000, true, true}));
    out.source = text(json, where, "source");
    return out;
  }

  bool is_depth(const std::string& name) const { return pipeline_ == Pipeline::Finn && is_pipeline_depth(name); }

  ProfileParameter parameter(const std::string& name, const Json& json) {
    ProfileParameter out;
    const auto range =
        is_depth(name) ? legal_.emplace(name, Range{1, kMostDepth, true, false}).first : legal_.find(name);
    if (range == legal_.end()) {
      complain("there is no parameter \"" + name + "\"", "legal: " + legal_names());
      return out;
    }
    if (!json.is_object()) return complain("parameter " + name + " is no object", "value, origin, source"), out;
    require_only(json, name, {"value", "origin", "source"});
    out.value = number(json.value("value", Json()), name, range->second);
    out.origin = static_cast<Origin>(choice(json, name, "origin", {"derived", "calibrated", "measured"}));
    out.source = text(json, name, "source");
    return out;
  }

  double number(const Json& json, const std::string& name, const Range& range) {
    const bool is_number = range.is_count ? json.is_number_integer() : json.is_number();
    if (is_number && json >= range.least && json <= range.most) return json.get<double>();
    complain(name + ": value is " + json.dump(), std::string("legal: ") + (range.is_count ? "integers" : "numbers") +
                                                     " from " + Json(range.least).dump() + " to " +
                                                     Json(range.most).dump());
    return range.least;
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

  std::size_t choice(const Json& json, const std::string& of, const char* field, const std::vector<Json>& legal) {
    const Json value = json.value(field, Json());
    for (std::size_t k = 0; k < legal.size(); ++k)
      if (value == legal[k]) return k;
    std::vector<std::string> names;
    for (const Json& name : legal) names.push_back(name.is_string() ? name.get<std::string>() : name.dump());
    complain(path(of, field) + " is " + value.dump(), "legal: " + joined(names, " "));
    return 0;
  }

  void require_only(const Json& json, const std::string& of, const std::vector<std::string>& legal) {
    for (const auto& item : json.items())
      if (std::find(legal.begin(), legal.end(), item.key()) == legal.end())
        complain(path(of, item.key()) + " is unknown", "legal: " + joined(legal, " "));
  }

  const std::string& where_;
  Errors& errors_;
  std::map<std::string, Range> legal_;
  Pipeline pipeline_ = Pipeline::Elastic;
};

/// What `base` says and `own` does not, member by member in objects.
Json merged(Json base, const Json& own) {
  for (const auto& [key, value] : own.items()) {
    const bool are_objects = value.is_object() && base.contains(key) && base[key].is_object();
    base[key] = are_objects && key != "hardware" ? merged(base[key], value) : value;
  }
  return base;
}

/// The profile without its "base": with all that it does not state itself. Names and hardware are never the base's.
Json with_base(Json json, const std::string& where) {
  if (!json.is_object() || !json.contains("base")) return json;
  const Json name = json["base"];
  json.erase("base");
  if (!name.is_string())
    throw Error("bad-profile", "base is " + name.dump(), where, "legal: " + joined(profile_names(), " "));
  Json base = Json::parse(profile_text(name));
  for (const char* own : {"name", "aliases", "hardware"}) base.erase(own);
  return merged(std::move(base), json);
}

hlslib::LoopNumbers loop_numbers(const std::string& kind, const Profile& profile) {
  const auto number = [&](const char* name) {
    const std::string own = number_of(kind, name);
    return profile.value(profile.find(own) != nullptr ? own : number_of(kAnyKind, name));
  };
  return {number(kReadToWrite), number(kInterval), number(kOutputLoop), number(kRestart),
          profile.value(kRestartsEachFrame) != 0};
}

TimingStage rigid_stage(const golden::StageGraph& graph, const golden::Stage& stage, const Profile& profile) {
  const std::string kind = golden::op_type(stage.kind);
  const RigidLoop loop = hlslib::make_process({graph, stage, loop_numbers(kind, profile)});
  return {stage.name, kind, rigid_schedule(loop, "stage " + stage.name), stage.inputs, stage.outputs, loop};
}

}  // namespace

double Profile::clock_mhz() const {
  constexpr double kClockMhz = 100.0;
  const ProfileParameter* clock = find("clock_mhz");
  return clock != nullptr ? clock->value : kClockMhz;
}

const ProfileParameter* Profile::find(const std::string& parameter) const {
  const auto found = parameters.find(parameter);
  return found == parameters.end() ? nullptr : &found->second;
}

int Profile::value(const std::string& parameter) const {
  const ProfileParameter* found = find(parameter);
  if (found == nullptr)
    throw Error("no-parameter", "profile " + name + " has no parameter " + parameter, "", "add it to the profile");
  return static_cast<int>(found->value);
}

Profile Profile::for_network(const std::string& network) const {
  Profile profile = *this;
  const auto own = networks.find(network);
  if (own == networks.end()) return profile;
  for (const auto& [parameter, value] : own->second.parameters) profile.parameters[parameter] = value;
  profile.converters = own->second.converters;
  return profile;
}

std::string Profile::note_for(const std::string& network) const {
  if (pipeline != Pipeline::Rigid || networks.empty() || networks.contains(network)) return {};
  std::vector<std::string> names;
  for (const auto& [known, numbers] : networks) names.push_back(known);
  return "profile " + name + " has numbers of its own for the networks named " + joined(names, " ") + "; " + network +
         " is timed with those for all";
}

namespace {

/// Of the names alone: profiles that build on others are read after it is known which there are.
std::vector<std::string> names_of(const EmbeddedProfile& embedded) {
  const Json json = Json::parse(embedded.json);
  std::vector<std::string> names{json.at("name")};
  for (const Json& alias : json.value("aliases", Json::array())) names.push_back(alias);
  return names;
}

}  // namespace

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const EmbeddedProfile& embedded : embedded_profiles()) names.push_back(names_of(embedded).front());
  return names;
}

Profile load_profile(const std::string& name) { return parse_profile(profile_text(name), name); }

Profile find_profile(const std::string& name_or_file) {
  if (!name_or_file.ends_with(".json")) return load_profile(name_or_file);
  return parse_profile(read_text_file(name_or_file), name_or_file);
}

std::string profile_text(const std::string& name) {
  for (const EmbeddedProfile& embedded : embedded_profiles()) {
    const std::vector<std::string> names = names_of(embedded);
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    const Json own = Json::parse(embedded.json);
    return own.contains("base") ? with_base(own, embedded.file).dump(2) : embedded.json;
  }
  throw Error("unknown-profile", "there is no timing profile \"" + name + "\"", "",
              "legal: " + joined(profile_names(), " "));
}

Profile parse_profile(const std::string& json, const std::string& where) {
  Errors errors;
  const Json parsed = with_base(parse_json<Json>(json, "bad-profile", where), where);
  Profile profile = Reader(where, errors).read(parsed);
  errors.throw_if_any();
  return profile;
}

namespace {

FinnNumbers finn_numbers(const Profile& profile) {
  return [&profile](const std::string& name) -> std::optional<int> {
    const ProfileParameter* found = profile.find(name);
    return found == nullptr ? std::nullopt : std::optional<int>(static_cast<int>(found->value));
  };
}

/// FINN's generator refuses what it has no law for by itself.
void require_timing(const golden::StageGraph& graph, const Profile& profile) {
  if (profile.pipeline == Pipeline::Finn) return;
  Errors errors;
  for (const golden::Stage& stage : graph.stages)
    if (const std::string stated = golden::stated_cycles(stage.folding); !stated.empty())
      errors.add("no-schedule",
                 "stage " + stage.name + " (" + golden::op_type(stage.kind) + "): profile " + profile.name +
                     " does not know " + stated + ", which changes its cycles",
                 "", "golden values are not touched by it; for cycles, fold the layer without it");
  errors.throw_if_any();
}

}  // namespace

namespace {

/// The graph as the profile's generator builds it where nobody states how.
golden::StageGraph with_backends(golden::StageGraph graph, const Profile& profile) {
  if (!profile.is_all_hls) return graph;
  for (golden::Stage& stage : graph.stages)
    if (stage.layer >= 0 && !stage.implementation.backend && !stage.folding.stated.contains("preferred_impl_style"))
      stage.implementation.backend = golden::Backend::Hls;
  return graph;
}

}  // namespace

TimingGraph make_timing_graph(const golden::StageGraph& given, const Profile& general) {
  require_timing(given, general);
  const Profile profile = general.for_network(given.name);
  const golden::StageGraph built = with_backends(given, profile);
  const golden::StageGraph graph = insert_converters(built, profile.converters);
  const FinnNumbers numbers = finn_numbers(profile);
  const auto make_stage = [&](const golden::Stage& stage) {
    return profile.pipeline == Pipeline::Finn ? make_finn_stage(graph, stage, numbers)
                                              : rigid_stage(graph, stage, profile);
  };
  TimingGraph timing =
      profile.pipeline == Pipeline::Elastic ? make_timing_graph(graph) : make_timing_graph(graph, make_stage);
  if (profile.pipeline == Pipeline::Finn) place_finn_fifos(graph, numbers, timing);
  timing.traits = profile.traits;
  timing.traits.least_fifo_words = profile.value(kMinimumFifoWords);
  for (TimingStream& stream : timing.streams) {
    stream.depth_words = std::max(stream.depth_words, timing.traits.least_fifo_words);
    const bool is_edge = stream.producer == kOutside || stream.consumer == kOutside;
    if (is_edge && profile.traits.edge_fifos_in_lut) stream.build = FifoBuild::kLutOnly;
  }
  return timing;
}

AssumedDepths assumed_depths(const golden::StageGraph& graph, const Profile& general) {
  if (general.pipeline != Pipeline::Finn) return {};
  const Profile profile = general.for_network(graph.name);
  DepthAssumption assumed = assumed_depths(with_backends(graph, profile), finn_numbers(profile));
  if (assumed.stages.empty()) return {};
  return {std::move(assumed.stages), make_timing_graph(assumed.low, general), make_timing_graph(assumed.high, general)};
}

std::string choose_profile(const std::string& asked, const golden::StageGraph& graph) {
  return asked.empty() ? profile_of(graph) : asked;
}

}  // namespace weir::timing
