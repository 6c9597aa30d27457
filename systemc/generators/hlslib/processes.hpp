/// Stages as the HLS library of 2020 builds them: the loops that the cards in systemc/generators/kinds describe.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

/// Throws Error no-schedule for a kind, or an attribute of it, that the library does not have.
RigidLoop make_process(const Site& site);
/// Op types of the kinds that have one.
std::vector<std::string> known_kinds();

}  // namespace weir::timing::hlslib
