/// Weir's exceptions as Python's: Error and Errors become weir.Error, with code, where, hint and, for several at once,
/// all of them.
#pragma once
#include <pybind11/pybind11.h>

namespace weir::python {

/// `make_exception` is called with a list of (code, what, where, hint) and returns what is to be raised.
void register_errors(pybind11::object make_exception);

}  // namespace weir::python
