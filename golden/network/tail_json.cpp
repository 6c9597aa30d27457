#include "golden/network/tail_json.hpp"

#include <algorithm>

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

Json value_json(const floats::Value& value) {
  return {{"shape", value.shape}, {"data", value.data}, {"is_integer", value.is_integer}};
}

Json attribute_json(const floats::Attribute& attribute) {
  return std::visit(
      [](const auto& value) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, floats::Value>)
          return value_json(value);
        else
          return value;
      },
      attribute);
}

Error wrong_tail(const std::string& what, const std::string& where) { return {"network-json", what, where}; }

floats::Value value_of(const Json& json) {
  floats::Value value;
  value.shape = json.at("shape").get<Shape>();
  value.data = json.at("data").get<std::vector<double>>();
  value.is_integer = json.at("is_integer").get<bool>();
  const auto is_wrong = [](std::int64_t extent) { return extent < 0 || extent > 1 << 28; };
  if (std::any_of(value.shape.begin(), value.shape.end(), is_wrong) ||
      element_count(value.shape) != std::ssize(value.data))
    throw Error("network-json", "a tensor of the tail has other than the numbers of its shape");
  return value;
}

floats::Attribute attribute_of(const Json& json) {
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_object()) return value_of(json);
  const auto are = [&](auto is) { return std::all_of(json.begin(), json.end(), is); };
  if (are([](const Json& x) { return x.is_number_integer(); })) return json.get<std::vector<std::int64_t>>();
  if (are([](const Json& x) { return x.is_string(); })) return json.get<std::vector<std::string>>();
  return json.get<std::vector<double>>();
}

}  // namespace

Json tail_to_json(const Tail& tail) {
  Json json{{"input", tail.input},   {"shape", tail.shape}, {"output", tail.output},  {"scale", tail.scale},
            {"offset", tail.offset}, {"order", tail.order}, {"nodes", Json::array()}, {"constants", Json::object()}};
  for (const floats::Node& node : tail.nodes) {
    Json attributes = Json::object();
    for (const auto& [key, value] : node.all_attributes()) attributes[key] = attribute_json(value);
    json["nodes"].push_back({{"op_type", node.op_type},
                             {"name", node.name},
                             {"inputs", node.inputs},
                             {"outputs", node.outputs},
                             {"attributes", attributes}});
  }
  for (const auto& [name, value] : tail.constants) json["constants"][name] = value_json(value);
  for (const auto& other : tail.further) json["further"].push_back(tail_to_json(*other));
  return json;
}

Tail tail_from_json(const Json& json, const std::string& where) {
  Tail tail;
  try {
    tail.input = json.at("input").get<std::string>();
    tail.output = json.at("output").get<std::string>();
    tail.shape = json.at("shape").get<Shape>();
    tail.scale = json.at("scale").get<std::vector<double>>();
    tail.offset = json.at("offset").get<std::vector<double>>();
    tail.order = json.at("order").get<std::vector<std::int64_t>>();
    for (const Json& from : json.at("nodes")) {
      floats::Node node;
      node.op_type = from.at("op_type").get<std::string>();
      node.name = from.at("name").get<std::string>();
      node.inputs = from.at("inputs").get<std::vector<std::string>>();
      node.outputs = from.at("outputs").get<std::vector<std::string>>();
      for (const auto& [key, value] : from.at("attributes").items()) node.set(key, attribute_of(value));
      node.keep_no_record();
      tail.nodes.push_back(std::move(node));
    }
    for (const auto& [name, value] : json.at("constants").items()) tail.constants[name] = value_of(value);
    for (const Json& other : json.value("further", Json::array()))
      tail.further.push_back(std::make_shared<const Tail>(tail_from_json(other, where)));
  } catch (const Error& error) {
    throw wrong_tail(error.what_text, where + "/tail");
  } catch (const Json::exception& error) {
    throw wrong_tail("the tail is damaged: " + std::string(error.what()), where + "/tail");
  }
  return tail;
}

}  // namespace weir::golden
