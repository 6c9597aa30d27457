/// What a simulation means for who asked: findings with their evidence, a cure with its gain, and the command to try.
/// The most urgent first; one list for the screen, the JSON and the report.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "golden/import/finn_build.hpp"
#include "tools/flow/simulate_flow.hpp"
#include "tools/report/screen.hpp"

namespace weir::tools {

struct Finding {
  std::string finding, evidence;
  std::string cure, command;  ///< "" where nothing is to be done
};

/// `build`: of the network, if it came from one. `arguments`: the network and its folding as typed.
std::vector<Finding> find_guidance(const golden::StageGraph& graph, const SimulateOutcome& outcome,
                                   const std::optional<golden::FinnBuild>& build, const std::string& arguments);

nlohmann::ordered_json guidance_json(const std::vector<Finding>& guidance);
std::string guidance_text(const std::vector<Finding>& guidance, const Screen& screen);

}  // namespace weir::tools
