#include "tools/python/extension/values.hpp"

#include "golden/base/error.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

using Json = nlohmann::ordered_json;

std::string type_name(const py::handle& value) {
  return py::str(py::type::handle_of(value).attr("__name__")).cast<std::string>();
}

Json whole_number(const py::handle& value) {
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  if (overflow == 0) return static_cast<std::int64_t>(number);
  return value.cast<py::int_>().attr("__float__")().cast<double>();  // no field holds it
}

/// False where it is nothing that a request can hold.
bool convert(const py::handle& value, Json& json) {
  if (py::hasattr(value, "tolist")) return convert(value.attr("tolist")(), json);  // numpy's scalars and arrays
  if (value.is_none()) {
    json = nullptr;
  } else if (py::isinstance<py::bool_>(value)) {
    json = value.cast<bool>();
  } else if (py::isinstance<py::int_>(value)) {
    json = whole_number(value);
  } else if (py::isinstance<py::float_>(value)) {
    json = value.cast<double>();
  } else if (py::isinstance<py::str>(value)) {
    json = value.cast<std::string>();
  } else if (py::hasattr(value, "__fspath__")) {
    return convert(value.attr("__fspath__")(), json);
  } else if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value) || type_name(value) == "range") {
    json = Json::array();
    for (const py::handle item : value) {
      Json one;
      if (!convert(item, one)) return false;
      json.push_back(std::move(one));
    }
  } else {
    return false;
  }
  return true;
}

}  // namespace

Json to_json(const py::dict& keywords) {
  Json values = Json::object();
  Errors errors;
  for (const auto& keyword : keywords) {
    Json one;
    const std::string text = py::str(keyword.first).cast<std::string>();
    if (convert(keyword.second, one))
      values[text] = std::move(one);
    else
      errors.add("usage", text + " is of type " + type_name(keyword.second), "",
                 "legal: numbers, texts, paths and lists of them");
  }
  errors.throw_if_any();
  return values;
}

}  // namespace weir::python
