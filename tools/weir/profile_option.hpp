/// --profile: whose hardware is timed. By default that of the network's file; another one is told, so that no hardware
/// file is timed as another generator's without a word.
#pragma once
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "systemc/profile/profile.hpp"

namespace weir::tools {

inline void add_profile_to(CLI::App& command, std::string& profile, const std::string& note = "") {
  profile.clear();
  command.add_option("--profile", profile,
                     note +
                         "hardware generator whose timing is meant: weir, finn-v0.10, finn-hlslib-2020, or a .json "
                         "of that shape (default: finn-v0.10 for a file of FINN's hardware, else weir)");
}

/// `asked`, or the profile of the graph's own hardware where nothing was asked. Throws what find_profile() throws.
inline std::string choose_profile(const std::string& asked, const golden::StageGraph& graph) {
  const std::string own = timing::profile_of(graph);
  if (asked.empty()) return own;
  const timing::Profile profile = timing::find_profile(asked);
  if (own != "weir" && profile.traits.has_rtl)
    spdlog::info(
        "note: the file is of FINN's hardware, and profile {} times it as Weir's own; without --profile it is {}",
        profile.name, own);
  return asked;
}

}  // namespace weir::tools
