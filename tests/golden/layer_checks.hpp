/// What the tests of single layers share.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "golden/base/error.hpp"
#include "golden/layers/kinds.hpp"
#include "golden/values/tensor.hpp"

namespace weir::test {

using Values = std::vector<std::int32_t>;
using Codes = std::vector<std::string>;

/// Of the errors that validate() finds, in its order.
template <class Kind>
Codes codes(const Kind& kind) {
  Errors errors;
  validate(kind, "layer", errors);
  Codes found;
  for (const auto& error : errors.list()) found.push_back(error.code);
  return found;
}

/// 0, 1, 2, ... so that every element tells where it comes from.
inline Tensor counting(Shape shape) {
  Tensor t(std::move(shape));
  for (std::size_t i = 0; i < t.data.size(); ++i) t.data[i] = static_cast<std::int32_t>(i);
  return t;
}

}  // namespace weir::test
