/// weir profile: a timing profile of one's own, calibrated from the reports of an HLS synthesis.
#pragma once
#include "tools/weir/session.hpp"

namespace weir::tools {

void add_profile(CLI::App& app, Session& session);

}  // namespace weir::tools
