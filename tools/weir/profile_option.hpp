/// --profile: whose hardware is timed. By default that of the network's file; another one is told, so that no hardware
/// file is timed as another generator's without a word.
#pragma once
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "systemc/profile/profile.hpp"

namespace weir::tools {

inline void add_profile_to(CLI::App& command, std::string& profile, const std::string& note = "") {
  profile.clear();
  command.add_option("--profile", profile,
                     note + fmt::format("hardware generator whose timing is meant: {}, or a .json of that shape "
                                        "(default: that of the network's file)",
                                        fmt::join(timing::profile_names(), ", ")));
}

/// timing::choose_profile(), with a note where another generator's hardware is timed as ours. Throws what
/// find_profile() throws.
inline std::string choose_profile(const std::string& asked, const golden::StageGraph& graph) {
  const timing::Profile own = timing::find_profile(timing::profile_of(graph));
  const timing::Profile profile = timing::find_profile(timing::choose_profile(asked, graph));
  if (!own.traits.has_rtl && profile.traits.has_rtl)
    spdlog::info(
        "note: the file is of FINN's hardware, and profile {} times it as Weir's own; without --profile it is {}",
        profile.name, own.name);
  return asked.empty() ? own.name : asked;
}

}  // namespace weir::tools
