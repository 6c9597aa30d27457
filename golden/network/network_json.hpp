/// The JSON text of a network (bundle dataset `/network`): kinds, FINN attribute names, streams, schema version.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/network/network.hpp"

namespace weir::golden {

constexpr int kNetworkSchemaVersion = 3;
/// The least version that has all that the network has: 2 with a tail, 3 with several, which older programs would lose.
int network_schema(const Network& network);

/// Attributes of one layer in FINN's names.
nlohmann::ordered_json attributes_json(const LayerKind& kind);
/// Everything but the parameter values.
nlohmann::ordered_json network_to_json(const Network& network);
/// Throws Error network-json / Errors: unknown op, missing or mistyped attribute, newer schema.
Network network_from_json(const nlohmann::ordered_json& json, const std::string& where);

}  // namespace weir::golden
