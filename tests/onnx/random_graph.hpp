/// Random networks as exporters write them, of all the operations that become layers, and tails.
#pragma once
#include <cstdint>

#include "tests/onnx/float_graph.hpp"
#include "tests/onnx/model.hpp"

namespace weir::test {

struct RandomGraph {
  OnnxModel model;
  std::string operations;  ///< in order, for messages
  bool has_tail = false;
};

/// The same for the same seed. Types of 1 to 4 bits, scales k * 2^e with k up to 7, so that sums are exact in double;
/// quantisers' scales fit what reaches them, so that activations stay alive.
RandomGraph random_graph(std::uint64_t seed);

}  // namespace weir::test
