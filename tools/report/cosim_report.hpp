/// A co-simulation's result as JSON (design.md "cosim").
#pragma once
#include <nlohmann/json.hpp>

#include "rtl_wrap/cosim/result.hpp"

namespace weir::tools {

nlohmann::ordered_json cosim_json(const rtl::CosimResult& result);

}  // namespace weir::tools
