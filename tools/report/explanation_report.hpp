/// An explanation as JSON and as lines for people.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "tools/flow/explain_flow.hpp"
#include "tools/report/screen.hpp"

namespace weir::tools {

/// Keys critical_cycle, bottleneck, waterfall, what_if and estimate; what there is not is null, with the reason beside.
nlohmann::ordered_json explanation_json(const Explanation& explanation);
/// The lines circle, estimate and what was left out; each only where it says something.
std::string explanation_text(const Explanation& explanation, const Screen& screen);

}  // namespace weir::tools
