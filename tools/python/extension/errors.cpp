#include "tools/python/extension/errors.hpp"

#include "golden/base/error.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

/// Python's function that makes the exception. Never destroyed: the interpreter may be gone before static objects are.
py::object& factory() {
  static auto* function = new py::object;
  return *function;
}

void raise(const std::vector<Error>& errors) {
  py::list problems;
  for (const Error& e : errors) problems.append(py::make_tuple(e.code, e.what_text, e.where, e.hint));
  const py::object raised = factory()(problems);
  PyErr_SetObject(py::type::of(raised).ptr(), raised.ptr());
}

}  // namespace

void register_errors(py::object make_exception) {
  factory() = std::move(make_exception);
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const Error& error) {
      raise({error});
    } catch (const Errors& errors) {
      raise(errors.list());
    }
  });
}

}  // namespace weir::python
