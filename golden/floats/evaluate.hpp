/// The float evaluator: operations of ONNX and QONNX on constants and on probes, with the rounding of float32.
/// Errors: onnx-unsupported, onnx-shape, onnx-attribute, onnx-constant; each names the node.
#pragma once
#include "golden/floats/node.hpp"

namespace weir::golden::floats {

/// The inputs of a node as values, nullptr where one is left out; what is read is noted in the node's record.
class Inputs {
 public:
  explicit Inputs(const Node& node, std::vector<const Value*> values = {}) : node_(&node), values_(std::move(values)) {}
  void push_back(const Value* value) { values_.push_back(value); }
  std::size_t size() const { return values_.size(); }
  /// nullptr behind the last one.
  const Value* operator[](std::size_t index) const {
    node_->note_input(index);
    return index < values_.size() ? values_[index] : nullptr;
  }

 private:
  const Node* node_;
  std::vector<const Value*> values_;
};

/// Operations on each element by itself that never decrease, or never increase, as the input does; quantisers too.
const std::set<std::string>& monotone_operations();
/// What a copy of an old Trunc is given, so that all its probes have one range of codes.
constexpr const char *kLeastCode = "weir least code", *kMostCode = "weir most code";

/// True for operations that turn numbers into integer codes: Quant, BipolarQuant, Trunc, MultiThreshold.
bool is_quantiser(const std::string& op_type);

/// True for operations on each element by itself, whatever they do to it.
bool is_of_elements(const std::string& op_type);
/// True if evaluate_all() knows the operation.
bool is_known(const std::string& op_type);

/// The first output of `node`; `inputs` has a nullptr where an input is left out.
Value evaluate(const Node& node, const Inputs& inputs);
/// All outputs, of Split and TopK several.
std::vector<Value> evaluate_all(const Node& node, const Inputs& inputs);

/// What a quantiser makes of numbers: value = scale * (element - zero) with element = act_val + count, or, BIPOLAR,
/// 2 * count - 1.
struct Quantised {
  DataType type;
  int levels = 1, act_val = 0;
  double zero = 0;
  std::vector<int> count;     ///< 0..levels, per number
  std::vector<double> scale;  ///< per number

  std::int64_t element(std::size_t i) const {
    return type == DataType::bipolar() ? 2 * count[i] - 1 : act_val + count[i];
  }
};
Quantised quantise(const Node& node, const Inputs& inputs);
/// A Quant of more bits than a stream may have: of a bias, whose width is that of no stream.
bool is_wide(const Node& node, const Inputs& inputs);
/// What it makes of a constant, up to 32 bits.
Value wide_constant(const Node& node, const Inputs& inputs);

/// The shape of both operands together. Throws Error onnx-shape naming `node`.
Shape broadcast(const Node& node, const Shape& a, const Shape& b);
/// `value` as an array of `shape`, repeated where it has fewer elements.
std::vector<double> spread(const Node& node, const Value& value, const Shape& shape);

}  // namespace weir::golden::floats
