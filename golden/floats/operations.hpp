/// The operations of evaluate(), by op type, and what they share. Each returns a node's first output, or all of them.
#pragma once
#include "golden/floats/evaluate.hpp"

namespace weir::golden::floats {

using Function = Value (*)(const Node&, const Inputs&);

/// Element by element.
const std::map<std::string, Function>& element_functions();
/// What moves numbers without changing them.
const std::map<std::string, Function>& shape_functions();
/// What joins numbers of one tensor: sums, maxima, products of matrices, Softmax.
const std::map<std::string, Function>& joining_functions();
std::vector<Value> split(const Node& node, const Inputs& inputs);
std::vector<Value> top_k(const Node& node, const Inputs& inputs);
Value constant(const Node& node);
/// A quantiser's numbers, with their codes.
Value dequantised(const Node& node, const Inputs& inputs);

[[noreturn]] void bad_shape(const Node& node, const std::string& what, const std::string& hint = {});
/// Throws Error onnx-constant if the input is left out.
const Value& need(const Node& node, const Inputs& inputs, std::size_t index);
/// A number as an index or extent.
std::int64_t whole(double x);
/// 0..rank - 1; a negative one counts from the end.
std::int64_t axis_of(const Node& node, std::int64_t axis, std::size_t rank);
/// Of a list of axes: input 1, or the attribute "axes".
std::vector<std::int64_t> axes_of(const Node& node, const Inputs& inputs);
void round_unless_integer(Value& value);

/// The extents before, of and behind an axis.
struct Axis {
  std::size_t outer = 1, extent = 1, inner = 1;
  Axis(const Shape& shape, std::size_t axis);
  std::size_t at(std::size_t o, std::size_t e, std::size_t i) const { return (o * extent + e) * inner + i; }
};

}  // namespace weir::golden::floats
