/// Whose hardware is timed: by default that of the network's file; another one is told, so that no hardware file is
/// timed as another generator's without a word.
#pragma once
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "systemc/profile/profile.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

/// `asked`, or the profile of the graph's own hardware where nothing was asked. Throws what find_profile() throws.
inline std::string choose_profile(const std::string& asked, const golden::StageGraph& graph) {
  const std::string own = profile_of_request("", graph);
  if (asked.empty()) return own;
  const timing::Profile profile = timing::find_profile(asked);
  if (own != "weir" && profile.traits.has_rtl)
    spdlog::info(
        "note: the file is of FINN's hardware, and profile {} times it as Weir's own; without --profile it is {}",
        profile.name, own);
  return asked;
}

}  // namespace weir::tools
