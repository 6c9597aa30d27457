// Which profile is for the hardware that a graph states.
#include "systemc/generators/finn/finn_stages.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing {

namespace {

/// Of the first stage that states a generator.
Hardware hardware_of(const golden::StageGraph& graph) {
  for (const golden::Stage& stage : graph.stages)
    if (!stage.implementation.generator.empty()) return {stage.implementation.generator, stage.implementation.release};
  return {};
}

std::string text_of(const Hardware& hardware) {
  return hardware.generator.empty() ? "Weir's own"
                                    : "generator " + hardware.generator + ", release " + hardware.release;
}

std::string note_for_other_hardware(const golden::StageGraph& graph, const Profile& profile) {
  const Hardware own = hardware_of(graph);
  if (own.generator.empty() || profile.hardware == own) return {};
  const std::string by_itself = profile_of(own);
  if (by_itself == profile.name) return {};
  return "the file's hardware is " + text_of(own) + ", and profile " + profile.name + " times it as " +
         (profile.hardware ? text_of(*profile.hardware) : "hardware of no file") + "; without --profile it is " +
         by_itself;
}

/// Frames after the first meet words of the one before where a window generator leaves some of them in the stream.
std::string note_for_unread(const golden::StageGraph& graph, const Profile& profile) {
  if (profile.pipeline != Pipeline::Finn) return {};
  std::string note;
  for (const golden::Stage& stage : graph.stages) {
    if (stage.implementation.backend != golden::Backend::Hls) continue;
    std::int64_t words = 0;
    try {
      words = unread_words(graph, stage, [](const std::string&) { return std::nullopt; });
    } catch (const Error&) {  // no law: told where it is timed
    }
    if (words > 0)
      note += (note.empty() ? "" : ", ") + stage.name + " leaves " + std::to_string(words) + " words of each frame";
  }
  return note.empty() ? note : note + " unread in hardware, which shifts every later frame by them; here they are read";
}

}  // namespace

std::vector<std::string> releases_of(const std::string& generator) {
  std::vector<std::string> releases;
  for (const std::string& name : profile_names())
    if (const auto hardware = load_profile(name).hardware; hardware && hardware->generator == generator)
      releases.push_back(hardware->release);
  return releases;
}

std::string profile_of(const Hardware& hardware) {
  std::string found;
  for (const std::string& name : profile_names()) {
    const auto known = load_profile(name).hardware;
    if (known == hardware) return name;
    if (known && known->generator == hardware.generator) found = name;
  }
  if (found.empty())
    throw Error("unknown-profile", "no timing profile is for " + text_of(hardware), "", "choose one with --profile");
  return found;
}

std::string profile_of(const golden::StageGraph& graph) { return profile_of(hardware_of(graph)); }

std::string note_for_hardware(const golden::StageGraph& graph, const Profile& profile) {
  const std::string other = note_for_other_hardware(graph, profile), unread = note_for_unread(graph, profile);
  return other + (other.empty() || unread.empty() ? "" : "; ") + unread;
}

}  // namespace weir::timing
