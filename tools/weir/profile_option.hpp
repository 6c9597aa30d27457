/// Whose hardware is timed: by default that of the network's file; another one is told, so that no hardware file is
/// timed as another generator's or release's without a word.
#pragma once
#include <spdlog/spdlog.h>

#include "systemc/profile/profile.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

/// `asked`, or the profile of the graph's own hardware where nothing was asked. Throws what find_profile() throws.
inline std::string choose_profile(const std::string& asked, const golden::StageGraph& graph) {
  if (asked.empty()) return timing::profile_of(graph);
  const timing::Profile profile = timing::find_profile(asked);
  if (const std::string note = note_for_hardware(graph, profile); !note.empty()) spdlog::info("note: {}", note);
  return asked;
}

}  // namespace weir::tools
