#include "golden/network/network_json.hpp"

#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const auto json = nlohmann::ordered_json::parse(input, nullptr, false);
  if (json.is_discarded()) throw Error("network-json", "not JSON");
  const golden::Network network = golden::network_from_json(json, "fuzz");
  Errors errors;
  golden::validate(network, errors);
  errors.throw_if_any();
  golden::network_hash(network);
}
