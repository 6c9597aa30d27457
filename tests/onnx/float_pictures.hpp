/// What the oracle of float_graph.hpp does to pictures and lines, and what it reads nodes with.
#pragma once
#include "tests/onnx/float_graph.hpp"

namespace weir::test::oracle {

using Shape = std::vector<std::int64_t>;

std::int64_t count(const Shape& shape);
/// nullptr if the node does not have it.
const onnx::AttributeProto* find(const onnx::NodeProto& node, const std::string& key);
std::int64_t integer(const onnx::NodeProto& node, const std::string& key, std::int64_t otherwise);
Shape integers(const onnx::NodeProto& node, const std::string& key, Shape otherwise);
std::string word(const onnx::NodeProto& node, const std::string& key, const std::string& otherwise);

Numbers conv(const onnx::NodeProto& node, const Numbers& x, const Numbers& w, const Numbers* bias);
Numbers conv_transpose(const onnx::NodeProto& node, const Numbers& x, const Numbers& w, const Numbers* bias);
Numbers pool(const onnx::NodeProto& node, const Numbers& x, bool is_max);
Numbers over_pixels(const Numbers& x, bool is_max);
/// Nearest, by whole factors of every axis.
Numbers repeated(const Numbers& x, const Numbers& scales);
Numbers depth_to_space(const onnx::NodeProto& node, const Numbers& x);
Numbers space_to_depth(const onnx::NodeProto& node, const Numbers& x);
/// Zeros around the sides behind axis 1.
Numbers padded(const Numbers& x, const Numbers& pads);

}  // namespace weir::test::oracle
