/// ONNX and QONNX graphs computed node by node in floating point, straight from their definitions: the oracle of the
/// import's tests. It shares no code with golden. Numbers are doubles, rounded to float32 where a curve is computed.
#pragma once
#include <onnx/onnx_pb.h>

#include <map>
#include <string>
#include <vector>

namespace weir::test {

struct Numbers {
  std::vector<std::int64_t> shape;
  std::vector<double> data;
};

/// A tensor of the graph, by default "out", for its inputs, by default one called "in". Throws std::runtime_error for
/// an operation it does not have.
Numbers compute(const onnx::GraphProto& graph, const std::map<std::string, Numbers>& inputs,
                const std::string& tensor = "out");
Numbers compute(const onnx::GraphProto& graph, const Numbers& input, const std::string& tensor = "out");

}  // namespace weir::test
