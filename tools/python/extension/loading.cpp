/// Networks from names and files, and what they are made of.
#include "golden/finn/finn_config.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/finn/python_json.hpp"
#include "golden/import/import.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/network/frame.hpp"
#include "tools/python/extension/network.hpp"
#include "tools/report/graph_report.hpp"

namespace weir::python {

namespace py = pybind11;
namespace fs = std::filesystem;

namespace {

using Int32Array = py::array_t<std::int32_t, py::array::c_style>;

/// A built-in name, a bundle, or anything import_network() takes. Keeps the GIL: HDF5 is not made for several threads.
std::shared_ptr<Network> load(const std::string& source, const std::string& format, std::uint64_t seed) {
  return std::make_shared<Network>(format != "auto" ? golden::import_network(source, format)
                                                    : golden::open_network(source, seed));
}

/// What bundle() of another process gave.
std::shared_ptr<Network> load_bundle(const std::string& bytes) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return std::make_shared<Network>(golden::read_bundle_bytes({first, bytes.size()}, "bundle"));
}

py::bytes bundle(const Network& self) {
  const std::vector<std::uint8_t> bytes = golden::bundle_bytes(self.network(), self.loaded().folding);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::shared_ptr<Network> with_fc_weights(const Network& self, const Int32Array& weights) {
  const Tensor tensor({weights.size()}, {weights.data(), weights.data() + weights.size()});
  return std::make_shared<Network>(
      golden::FoldedNetwork{golden::with_fc_weights(self.network(), tensor), self.loaded().folding});
}

std::shared_ptr<Network> with_fc_weights_file(const Network& self, const std::string& path) {
  return std::make_shared<Network>(
      golden::FoldedNetwork{golden::with_fc_weights(self.network(), fs::path(path)), self.loaded().folding});
}

py::tuple folded(const Network& self, const std::string& text, const std::string& where, bool lenient) {
  std::vector<std::string> warnings;
  golden::Folding folding =
      golden::parse_finn_folding(text, where, self.network(), self.loaded().folding, lenient, &warnings);
  auto network = std::make_shared<Network>(self, std::move(folding));
  network->graph();  // throws if the folding does not fit
  return py::make_tuple(std::move(network), std::move(warnings));
}

py::object stream_info(const golden::Network& network, const std::string& name) {
  const golden::NetworkStream& stream = *network.find_stream(name);
  return to_python({{"name", stream.name}, {"data_type", stream.type.name()}, {"shape", stream.shape}});
}

/// What a frame holds: the one input stream, or several as one row of elements.
py::object frame_info(const golden::Network& network) {
  if (network.inputs.size() == 1) return stream_info(network, network.inputs.front());
  std::string names, types;
  for (const golden::FramePart& part : golden::frame_parts(network)) {
    names += (names.empty() ? "" : ", ") + part.stream->name;
    types += (types.empty() ? "" : ", ") + part.stream->type.name();
  }
  return to_python({{"name", names}, {"data_type", types}, {"shape", golden::frame_shape(network)}});
}

py::dict facts(const Network& self) {
  const golden::Network& network = self.network();
  static constexpr const char* kEncodings[] = {"raw", "binarize", "signed"};
  py::dict facts;
  facts["name"] = network.name;
  facts["input"] = frame_info(network);
  py::list inputs;
  for (const std::string& name : network.inputs) inputs.append(stream_info(network, name));
  facts["inputs"] = inputs;
  facts["output"] = stream_info(network, network.outputs.front());
  facts["input_encoding"] = kEncodings[static_cast<int>(network.input_encoding)];
  facts["class_count"] = network.class_count;
  facts["classes"] = network.classes;
  py::list streams, fed;
  for (const auto& stream : network.streams) streams.append(stream.name);
  for (const auto& layer : network.layers)
    if (const auto weights = golden::weight_stream(layer))
      fed.append(to_python({{"layer", layer.name}, {"shape", weights->shape}, {"data_type", weights->type.name()}}));
  facts["streams"] = streams;
  facts["fed_weights"] = fed;
  return facts;
}

}  // namespace

void add_loading(py::module_& module, PyNetwork& network) {
  module.def("load", &load, py::arg("source"), py::arg("format"), py::arg("seed"));
  module.def("load_bundle", &load_bundle, py::arg("bytes"));
  module.def("builtin_names", &golden::builtin_names);
  network.def("facts", &facts)
      .def("info", [](const Network& self) { return to_python(tools::graph_json(self.graph())); })
      .def("folding_json", [](const Network& self) { return folding_to_json(self.network(), self.loaded().folding); })
      .def("finn_hw_config",
           [](const Network& self) {
             return golden::python_json(golden::final_hw_config_json(self.graph(), {}, golden::kDefaultPart));
           })
      .def("folded", &folded, py::arg("text"), py::arg("where"), py::arg("lenient"))
      .def("with_fc_weights", &with_fc_weights)
      .def("bundle", &bundle)
      .def("with_fc_weights_file", &with_fc_weights_file)
      .def("save", [](const Network& self, const std::string& path) {
        golden::write_bundle(path, self.network(), self.loaded().folding);
      });
}

}  // namespace weir::python
