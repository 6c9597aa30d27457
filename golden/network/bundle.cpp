#include "golden/network/bundle.hpp"

#include <algorithm>

#include "golden/base/json.hpp"
#include "golden/network/implementation_json.hpp"
#include "golden/network/network_json.hpp"
#include "golden/values/hdf5.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "weir-network";

template <class T>
bool holds(const std::vector<std::int32_t>& values) {
  return std::all_of(values.begin(), values.end(), [](std::int32_t v) {
    return v >= std::numeric_limits<T>::min() && v <= std::numeric_limits<T>::max();
  });
}

template <class T>
void write_as(Hdf5File& file, const std::string& name, const Tensor& tensor) {
  const std::vector<T> values(tensor.data.begin(), tensor.data.end());
  file.write<T>(name, tensor.shape, values);
}

void write_tensor(Hdf5File& file, const std::string& name, const Tensor& tensor) {
  if (tensor.empty()) return;
  if (holds<std::int8_t>(tensor.data))
    write_as<std::int8_t>(file, name, tensor);
  else if (holds<std::int16_t>(tensor.data))
    write_as<std::int16_t>(file, name, tensor);
  else
    write_as<std::int32_t>(file, name, tensor);
}

Tensor read_tensor(const Hdf5File& file, const std::string& name, const ParameterSpec& spec) {
  if (spec.shape.empty() || (spec.may_be_absent && !file.has(name))) return {};
  const Shape found = file.shape(name);
  if (found != spec.shape)
    throw Error("bundle-shape", "the dataset has shape " + to_string(found), file.path() + ":" + name,
                "the network needs " + to_string(spec.shape));
  return {found, file.read<std::int32_t>(name)};
}

Json parse(const Hdf5File& file, const std::string& name) {
  return parse_json(file.read_text(name), "network-json", file.path() + ":" + name);
}

void require_format(const Hdf5File& file) {
  if (!file.has_attribute("/", "format") || file.read_text_attribute("/", "format") != kFormat)
    throw Error("bundle-format", "an HDF5 file, but no network bundle", file.path(),
                std::string("a bundle has the attribute format = \"") + kFormat + "\"");
  const std::int64_t version = file.read_number_attribute("/", "schema_version");
  if (version < 1 || version > kNetworkSchemaVersion)
    throw Error("network-schema", "the bundle has schema version " + std::to_string(version), file.path(),
                "this program reads versions 1.." + std::to_string(kNetworkSchemaVersion));
}

void read_parameters(const Hdf5File& file, Network& network) {
  for (auto& layer : network.layers) {
    const ParameterSpecs specs = std::visit([](const auto& k) { return parameter_specs(k); }, layer.kind);
    layer.parameters.weights = read_tensor(file, "/weights/" + layer.name, specs.weights);
    layer.parameters.thresholds = read_tensor(file, "/thresholds/" + layer.name, specs.thresholds);
    layer.parameters.bias = read_tensor(file, "/bias/" + layer.name, specs.bias);
  }
}

std::map<std::string, std::int64_t> read_widths(const Hdf5File& file, const std::string& name) {
  if (!file.has(name)) return {};
  try {
    return parse(file, name).get<std::map<std::string, std::int64_t>>();
  } catch (const Json::exception&) {
    throw Error("network-json", "not an object of whole numbers", file.path() + ":" + name);
  }
}

Folding read_default_folding(const Hdf5File& file, const Network& network) {
  Folding folding;
  folding.boundary_elements = read_widths(file, "/boundary_elements");
  folding.stream_elements = read_widths(file, "/stream_elements");
  if (file.has("/folding"))
    folding = parse_folding(file.read_text("/folding"), file.path() + ":/folding", network, folding);
  if (file.has("/implementation"))
    read_implementations(file.read_text("/implementation"), file.path() + ":/implementation", folding);
  Errors errors;
  validate(network, folding, errors);
  errors.throw_if_any();
  return folding;
}

/// Shapes and types of the kinds themselves; everything that reads parameters relies on them.
void require_sound_kinds(const Network& network) {
  Errors errors;
  for (const auto& layer : network.layers)
    std::visit([&](const auto& k) { validate(k, layer.name, errors); }, layer.kind);
  errors.throw_if_any();
}

void write_into(Hdf5File& file, const Network& network, const Folding& folding) {
  file.write_attribute("/", "format", kFormat);
  file.write_attribute("/", "schema_version", std::int64_t{network_schema(network)});
  file.write_text("/network", network_to_json(network).dump(2));
  file.write_text("/folding", folding_to_json(network, folding));
  file.write_text("/boundary_elements", Json(folding.boundary_elements).dump());
  file.write_text("/stream_elements", Json(folding.stream_elements).dump());
  if (states_hardware(folding)) file.write_text("/implementation", implementations_to_json(folding));
  for (const auto& layer : network.layers) {
    write_tensor(file, "/weights/" + layer.name, layer.parameters.weights);
    write_tensor(file, "/thresholds/" + layer.name, layer.parameters.thresholds);
    write_tensor(file, "/bias/" + layer.name, layer.parameters.bias);
  }
}

FoldedNetwork read_from(const Hdf5File& file) {
  require_format(file);
  Network network = network_from_json(parse(file, "/network"), file.path() + ":/network");
  require_sound_kinds(network);
  read_parameters(file, network);
  Errors errors;
  validate(network, errors);
  errors.throw_if_any();
  Folding folding = read_default_folding(file, network);
  return {std::make_shared<const Network>(std::move(network)), std::move(folding)};
}

}  // namespace

void write_bundle(const std::filesystem::path& path, const Network& network, const Folding& folding) {
  Hdf5File file = Hdf5File::create(path);
  write_into(file, network, folding);
  file.finish();
}

FoldedNetwork read_bundle(const std::filesystem::path& path) { return read_from(Hdf5File::open(path)); }

std::vector<std::uint8_t> bundle_bytes(const Network& network, const Folding& folding) {
  Hdf5File file = Hdf5File::create_in_memory(network.name);
  write_into(file, network, folding);
  return file.image();
}

FoldedNetwork read_bundle_bytes(std::span<const std::uint8_t> bytes, const std::string& name) {
  return read_from(Hdf5File::open_image(bytes, name));
}

}  // namespace weir::golden
