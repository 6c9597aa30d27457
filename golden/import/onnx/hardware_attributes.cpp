#include "golden/import/onnx/hardware_attributes.hpp"

namespace weir::golden::onnx_import {

std::vector<std::int64_t> square_of(const Node& node, const std::string& key) {
  std::vector<std::int64_t> values;
  const Attribute* found = node.attribute(key);
  if (found != nullptr && std::holds_alternative<std::int64_t>(*found))
    values.assign(2, std::get<std::int64_t>(*found));
  else
    values = node.integers(key, {1, 1});
  const bool is_legal =
      values.size() == 2 && values[0] >= 1 && values[1] >= 1 && values[0] < 1 << 16 && values[1] < 1 << 16;
  if (!is_legal) throw Error("onnx-attribute", node.label() + ": " + key + " is " + to_string(values), "", "[H, W]");
  return values;
}

DataType type_of(const Node& node, const std::string& key) {
  const std::string name = node.text(key, "");
  if (name.empty()) throw Error("onnx-datatype", node.label() + ": the attribute " + key + " is missing");
  return DataType::parse(name);
}

int fold_of(const Node& node, const std::string& key) {
  const auto value = node.integer(key, 1);
  if (value < 1 || value > 1 << 20)
    throw Error("onnx-attribute", node.label() + ": " + key + " is " + std::to_string(value));
  return static_cast<int>(value);
}

void require_extent(const Node& node, const std::string& key, std::int64_t found) {
  const std::int64_t said = node.integer(key, found);
  if (said != found)
    throw Error("onnx-shape",
                node.label() + ": " + key + " is " + std::to_string(said) + ", its input has " + std::to_string(found));
}

}  // namespace weir::golden::onnx_import
