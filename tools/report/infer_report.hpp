/// An inference run as JSON, as CSV and in words.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "tools/flow/infer_flow.hpp"

namespace weir::tools {

nlohmann::ordered_json infer_json(const InferOutcome& outcome);
/// A line per picture: name, classes (best first, separated by spaces), problem; and times in seconds if asked for.
std::string infer_csv(const InferOutcome& outcome, bool with_times);
/// Pictures, time measured here, time of the simulated accelerator, accuracy.
std::string infer_text(const InferOutcome& outcome);

}  // namespace weir::tools
