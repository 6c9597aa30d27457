/// One loaded network as Python holds it: parameters, folding, and the golden model made when first run.
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "golden/model/model.hpp"
#include "golden/network/bundle.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::python {

class Network {
 public:
  explicit Network(golden::FoldedNetwork loaded)
      : loaded_(std::move(loaded)), model_(std::make_shared<golden::Model>(loaded_.network)) {}
  /// The same network otherwise folded; the golden model is shared, because folding changes no value.
  Network(const Network& other, golden::Folding folding) : loaded_(other.loaded_), model_(other.model_) {
    loaded_.folding = std::move(folding);
  }

  const golden::Network& network() const { return *loaded_.network; }
  const golden::FoldedNetwork& loaded() const { return loaded_; }
  const golden::Model& model() const { return *model_; }
  golden::StageGraph graph() const { return golden::build_stage_graph(loaded_.network, loaded_.folding); }

 private:
  golden::FoldedNetwork loaded_;
  std::shared_ptr<const golden::Model> model_;
};

using PyNetwork = pybind11::class_<Network, std::shared_ptr<Network>>;

/// A JSON text's objects, lists, numbers and texts as Python's.
pybind11::object to_python(const nlohmann::ordered_json& json);

// One function per file: each adds the methods of its file.
void add_loading(pybind11::module_& module, PyNetwork& network);
void add_golden(PyNetwork& network);
void add_timing(pybind11::module_& module, PyNetwork& network);
void add_exploring(pybind11::module_& module, PyNetwork& network);
void add_files(pybind11::module_& module);
void add_building(pybind11::module_& module);

}  // namespace weir::python
