/// What a network's graph computes in floating point behind its last integer tensor: scales and offsets of no common
/// line, sigmoid, Softmax, an order of classes. No hardware computes it; the host does, as golden does here.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "golden/floats/evaluate.hpp"

namespace weir::golden {

struct Tail {
  /// The tensor "input" that the nodes read: float32(scale * (element + offset)), per element of the stream.
  std::vector<double> scale, offset;
  Shape shape;                      ///< as the graph sees that tensor
  std::vector<std::int64_t> order;  ///< the element of the stream at each place of `shape`
  std::vector<floats::Node> nodes;  ///< in an order in which they can be computed
  std::map<std::string, floats::Value> constants;
  std::string input, output;  ///< names of tensors
  /// Of a network with several outputs: what the others stand for, in the order of Network::outputs.
  std::vector<std::shared_ptr<const Tail>> further;

  /// The operations, each once: "Add Softmax".
  std::string operations() const;
  /// Above it a single score means class 1: 0.5 behind a sigmoid, whose values are chances, else 0.
  double decision() const;
};

/// `elements`: one frame of the stream. Throws Error onnx-shape, onnx-constant and the like, naming the node.
floats::Value run_tail(const Tail& tail, const Tensor& elements);
/// Appends an Error network-tail for each thing that does not go together; `elements` of the stream.
void validate(const Tail& tail, std::int64_t elements, Errors& errors);

}  // namespace weir::golden
