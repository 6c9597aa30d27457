#include "tools/report/onnx_node.hpp"

#include "golden/base/error.hpp"

namespace weir::tools {

namespace {

constexpr int kIrVersion = 8, kOpset = 13;

onnx::AttributeProto& add(onnx::NodeProto& node, const std::string& name, onnx::AttributeProto::AttributeType type) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(type);
  return attribute;
}

}  // namespace

void add_integer(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  add(node, name, onnx::AttributeProto::INT).set_i(value);
}

void add_text(onnx::NodeProto& node, const std::string& name, const std::string& value) {
  if (!value.empty()) add(node, name, onnx::AttributeProto::STRING).set_s(value);
}

void add_integers(onnx::NodeProto& node, const std::string& name, const std::vector<std::int64_t>& values) {
  onnx::AttributeProto& attribute = add(node, name, onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute.add_ints(value);
}

onnx::ModelProto model_with_domain(const std::string& graph_name, const std::string& domain) {
  onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name("weir");
  model.add_opset_import()->set_version(kOpset);
  onnx::OperatorSetIdProto& own = *model.add_opset_import();
  own.set_domain(domain);
  own.set_version(1);
  model.mutable_graph()->set_name(graph_name);
  return model;
}

std::string serialised(const onnx::ModelProto& model) {
  std::string bytes;
  if (!model.SerializeToString(&bytes)) throw Error("internal", "the model cannot be written");
  return bytes;
}

}  // namespace weir::tools
