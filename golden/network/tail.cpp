#include "golden/network/tail.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace weir::golden {

std::string Tail::operations() const {
  std::string text;
  std::set<std::string> said;
  for (const floats::Node& node : nodes)
    if (said.insert(node.op_type).second) text += (text.empty() ? "" : " ") + node.op_type;
  return text;
}

double Tail::decision() const {
  bool is_chance = false;
  for (const floats::Node& node : nodes) {
    const bool is_sigmoid = node.op_type == "Sigmoid" || node.op_type == "HardSigmoid";
    const bool is_shape = node.op_type == "Identity" || node.op_type == "Reshape" || node.op_type == "Flatten" ||
                          node.op_type == "Squeeze" || node.op_type == "Unsqueeze" || node.op_type == "Cast";
    is_chance = is_sigmoid || (is_chance && is_shape);
  }
  return is_chance ? 0.5 : 0;
}

floats::Value run_tail(const Tail& tail, const Tensor& elements) {
  std::map<std::string, floats::Value> tensors;
  floats::Value& input = tensors[tail.input];
  input.shape = tail.shape;
  for (const std::int64_t at : tail.order) {
    const auto i = static_cast<std::size_t>(at);
    input.data.push_back(floats::to_float32(tail.scale[i] * (elements.data[i] + tail.offset[i])));
  }
  for (const floats::Node& node : tail.nodes) {
    floats::Inputs inputs(node);
    for (const std::string& name : node.inputs) {
      const auto made = tensors.find(name);
      const auto given = tail.constants.find(name);
      inputs.push_back(made != tensors.end()           ? &made->second
                       : given != tail.constants.end() ? &given->second
                                                       : nullptr);
    }
    auto outputs = floats::evaluate_all(node, inputs);
    for (std::size_t i = 0; i < outputs.size() && i < node.outputs.size(); ++i)
      tensors[node.outputs[i]] = std::move(outputs[i]);
  }
  return tensors.at(tail.output);
}

void validate(const Tail& tail, std::int64_t elements, Errors& errors) {
  const auto add = [&](const std::string& what) { errors.add("network-tail", what); };
  const auto is_one_each = [&](const auto& list) { return std::ssize(list) == elements; };
  if (!is_one_each(tail.scale) || !is_one_each(tail.offset) || !is_one_each(tail.order) ||
      element_count(tail.shape) != elements)
    return add("the tail has other than one scale, offset and place per element of the output");
  if (std::any_of(tail.order.begin(), tail.order.end(), [&](auto at) { return at < 0 || at >= elements; }))
    return add("the tail reads an element behind the last one");
  for (const floats::Node& node : tail.nodes)
    if (!floats::is_known(node.op_type)) add("the tail's " + node.label() + " is not known");
  if (!errors.empty()) return;
  try {  // shapes, once and for all
    run_tail(tail, Tensor({elements}));
  } catch (const Error& error) {
    if (error.code != "onnx-constant") errors.add(error);  // zeros may have no value
  } catch (const std::out_of_range&) {
    add("nothing makes the tail's output \"" + tail.output + "\"");
  }
}

}  // namespace weir::golden
