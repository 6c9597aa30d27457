/// Constants of an ONNX graph and the numbers that flow through its float evaluator.
///
/// Numbers are doubles. A floating-point value holds float32 numbers: every operation on it rounds once, and the double
/// result of one +, -, *, / or square root of float32 numbers rounds to exactly what float32 arithmetic gives.
#pragma once
#include <memory>
#include <vector>

#include "golden/values/datatype.hpp"
#include "golden/values/tensor.hpp"

namespace weir::golden::floats {

struct Codes;

struct Value {
  Shape shape;
  std::vector<double> data;
  bool is_integer = false;             ///< int64 and the like: shapes, axes
  std::shared_ptr<const Codes> codes;  ///< of a quantised constant

  double at(std::size_t i) const { return data[data.size() == 1 ? 0 : i]; }
};

/// A quantised constant, element by element: value = scale * code.
struct Codes {
  DataType type;
  std::vector<std::int64_t> code;
  std::vector<double> scale;
};

inline double to_float32(double x) { return static_cast<double>(static_cast<float>(x)); }

}  // namespace weir::golden::floats
