/// What Python gives as the value of a keyword, as JSON: the neutral form in which requests are checked.
#pragma once
#include <pybind11/pybind11.h>

#include <nlohmann/json.hpp>

namespace weir::python {

/// Numbers of Python and numpy, texts, paths, and sequences of them. Throws Errors usage that name every keyword whose
/// value is none of these.
nlohmann::ordered_json to_json(const pybind11::dict& keywords);

}  // namespace weir::python
