/// ONNX models put together node by node.
#pragma once
#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

namespace weir::test {

/// A graph with input "in" and output "out", and perhaps further ones, node by node.
class OnnxModel {
 public:
  explicit OnnxModel(const std::vector<std::int64_t>& shape) {
    graph().set_name("bad");
    add_input("in", shape);
    graph().add_output()->set_name("out");
  }

  void add_input(const std::string& name, const std::vector<std::int64_t>& shape) {
    auto* in = graph().add_input();
    in->set_name(name);
    for (const std::int64_t extent : shape)
      in->mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(extent);
  }

  onnx::NodeProto& node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output) {
    auto* n = graph().add_node();
    n->set_op_type(op);
    n->set_name(op + "_" + output);
    for (const auto& input : inputs) n->add_input(input);
    n->add_output(output);
    return *n;
  }

  onnx::TensorProto& constant(const std::string& name, const std::vector<std::int64_t>& shape,
                              const std::vector<float>& values) {
    auto* t = graph().add_initializer();
    t->set_name(name);
    t->set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t extent : shape) t->add_dims(extent);
    for (const float value : values) t->add_float_data(value);
    return *t;
  }

  void annotate(const std::string& tensor, const std::string& type, const std::string& key = "finn_datatype") {
    auto* a = graph().add_quantization_annotation();
    a->set_tensor_name(tensor);
    auto* entry = a->add_quant_parameter_tensor_names();
    entry->set_key(key);
    entry->set_value(type);
  }

  void layout(const std::string& tensor, const std::string& letters) { annotate(tensor, letters, "tensor_layout"); }

  onnx::GraphProto& graph() { return *model_.mutable_graph(); }
  const onnx::GraphProto& graph() const { return model_.graph(); }
  std::string bytes() const { return model_.SerializeAsString(); }

 private:
  onnx::ModelProto model_;
};

inline void ints(onnx::NodeProto& node, const std::string& key, const std::vector<std::int64_t>& values) {
  auto* a = node.add_attribute();
  a->set_name(key);
  a->set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) a->add_ints(value);
}

inline onnx::AttributeProto& attribute(onnx::NodeProto& node, const std::string& key) {
  auto* a = node.add_attribute();
  a->set_name(key);
  return *a;
}

inline void integer(onnx::NodeProto& node, const std::string& key, std::int64_t value) {
  auto& a = attribute(node, key);
  a.set_type(onnx::AttributeProto::INT);
  a.set_i(value);
}

inline void real(onnx::NodeProto& node, const std::string& key, float value) {
  auto& a = attribute(node, key);
  a.set_type(onnx::AttributeProto::FLOAT);
  a.set_f(value);
}

inline void text(onnx::NodeProto& node, const std::string& key, const std::string& value) {
  auto& a = attribute(node, key);
  a.set_type(onnx::AttributeProto::STRING);
  a.set_s(value);
}

}  // namespace weir::test
