/// --profile: whose hardware is timed. By default that of the network's file; another one is told, so that no hardware
/// file is timed as another generator's or release's without a word.
#pragma once
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "systemc/profile/profile.hpp"

namespace weir::tools {

inline void add_profile_to(CLI::App& command, std::string& profile, const std::string& note = "") {
  profile.clear();
  std::string names;
  for (const std::string& name : timing::profile_names()) names += name + ", ";
  command.add_option("--profile", profile,
                     note + "hardware generator whose timing is meant: " + names +
                         "or a .json of that shape (default: that of the file's hardware and release, else weir)");
}

/// `asked`, or the profile of the graph's own hardware where nothing was asked. Throws what find_profile() throws.
inline std::string choose_profile(const std::string& asked, const golden::StageGraph& graph) {
  if (asked.empty()) return timing::profile_of(graph);
  const timing::Profile profile = timing::find_profile(asked);
  if (const std::string note = note_for_hardware(graph, profile); !note.empty()) spdlog::info("note: {}", note);
  return asked;
}

}  // namespace weir::tools
