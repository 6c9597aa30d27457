/// The private module weir._weir: a thin skin over the C++ libraries. tools/python/weir makes the interface of it.
#include "tools/python/extension/errors.hpp"
#include "tools/python/extension/network.hpp"

namespace weir::python {

pybind11::object to_python(const nlohmann::ordered_json& json) {
  return pybind11::module_::import("json").attr("loads")(json.dump());
}

}  // namespace weir::python

PYBIND11_MODULE(_weir, module) {
  using namespace weir::python;
  module.attr("version") = WEIR_VERSION;
  module.def("register_error", &register_errors);
  PyNetwork network(module, "Network");
  add_loading(module, network);
  add_golden(network);
  add_timing(module, network);
  add_exploring(module, network);
  add_files(module);
  add_building(module);
}
