/// Attributes of nodes of ONNX models that Weir writes.
#pragma once
#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

namespace weir::tools {

void add_integer(onnx::NodeProto& node, const std::string& name, std::int64_t value);
/// Leaves an empty text out.
void add_text(onnx::NodeProto& node, const std::string& name, const std::string& value);
void add_integers(onnx::NodeProto& node, const std::string& name, const std::vector<std::int64_t>& values);

/// A model of an empty graph, made by weir, with ONNX's own operators and one domain of others.
onnx::ModelProto model_with_domain(const std::string& graph_name, const std::string& domain);
/// Throws Error internal.
std::string serialised(const onnx::ModelProto& model);

}  // namespace weir::tools
