/// A tail as part of a network's JSON text.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/network/tail.hpp"

namespace weir::golden {

nlohmann::ordered_json tail_to_json(const Tail& tail);
/// Throws Error network-json.
Tail tail_from_json(const nlohmann::ordered_json& json, const std::string& where);

}  // namespace weir::golden
