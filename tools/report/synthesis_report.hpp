/// The synthesis check as files and as a table: yosys' counts beside FINN's estimate.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "golden/finn/report.hpp"
#include "rtl_wrap/synthesis/synthesis.hpp"

namespace weir::tools {

/// ooc_synth_and_timing.json with FINN's keys, BRAM in units of 36 kbit; without the fields that need place and route.
nlohmann::ordered_json ooc_synth_json(const rtl::Synthesis& synthesis);
/// By stage and FIFO: counts, and FINN's estimate of the stages it has a formula for.
nlohmann::ordered_json synthesis_json(const rtl::Synthesis& synthesis, const std::optional<golden::Estimate>& estimate);
std::string synthesis_table(const rtl::Synthesis& synthesis, const std::optional<golden::Estimate>& estimate);

}  // namespace weir::tools
