#include "golden/import/resnet50.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/json.hpp"
#include "golden/base/sha256.hpp"
#include "golden/builtin/resnet50.hpp"
#include "golden/import/npy.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kChecksumKey = "sha256_raw";
constexpr int kMostFold = 1 << 16;

/// What the manifest says of each file.
class Manifest {
 public:
  explicit Manifest(const fs::path& folder) : folder_(folder), path_((folder / "manifest.json").string()) {
    try {
      const Json json = parse_json<Json>(read_text_file(path_), "manifest-json", path_);
      for (const Json& entry : json.at("layers")) entries_[entry.at("file").get<std::string>()] = entry;
    } catch (const Json::exception& e) {
      throw Error("manifest-json", std::string("the manifest cannot be understood: ") + e.what(), path_);
    }
  }

  /// The array of `file`, whose elements are those of `shape` in the same order (a kernel's axes may be apart).
  Tensor read(const std::string& file, const Shape& shape) const {
    const auto entry = entries_.find(file);
    if (entry == entries_.end()) throw Error("manifest-missing", "the manifest does not list \"" + file + "\"", path_);
    const std::string where = (folder_ / file).string();
    const std::vector<std::uint8_t> bytes = read_binary_file(where);
    require_checksum(entry->second, npy_data(bytes, where), where);
    Tensor tensor = parse_npy(bytes, where);
    if (tensor.size() != element_count(shape) || tensor.shape.empty() || tensor.shape[0] != shape[0])
      throw Error("npy-shape", "the array has shape " + to_string(tensor.shape), where,
                  "expected the elements of " + to_string(shape));
    tensor.shape = shape;
    return tensor;
  }

  /// A whole number of the entry, or `otherwise`.
  int number(const std::string& file, const char* key, int otherwise) const {
    const auto entry = entries_.find(file);
    if (entry == entries_.end() || !entry->second.contains(key)) return otherwise;
    const Json& value = entry->second.at(key);
    if (!value.is_number_integer() || value < 1 || value > kMostFold)
      throw Error("manifest-json", "\"" + std::string(key) + "\" of " + file + " is " + value.dump(), path_,
                  "legal: whole numbers from 1 to " + std::to_string(kMostFold));
    return value.get<int>();
  }

 private:
  /// A manifest without checksums is fine; a wrong one means that the file is not what was published.
  void require_checksum(const Json& entry, std::span<const std::uint8_t> data, const std::string& where) const {
    if (!entry.contains(kChecksumKey)) return;
    const std::string found = sha256_hex(data), wanted = entry.at(kChecksumKey).is_string()
                                                             ? entry.at(kChecksumKey).get<std::string>()
                                                             : entry.at(kChecksumKey).dump();
    if (found != wanted)
      throw Error("manifest-checksum", "the array's bytes have SHA-256 " + found, where,
                  "the manifest promises " + wanted + ": fetch the file again, or mend manifest.json");
  }

  fs::path folder_;
  std::string path_;
  std::map<std::string, Json> entries_;
};

/// "res3a_2b" -> "res3a/2b"; "conv0" and "fc1000..." live in the folders of their pipes.
std::string file_stem(const std::string& layer) {
  const auto split = layer.find('_');
  if (layer == "conv0") return "inpipe/conv0";
  if (layer.starts_with("fc1000")) return "outpipe/fc1000";
  return layer.substr(0, split) + "/" + layer.substr(split + 1);
}

/// Published rows may descend or hold unreachable values in any order; the count of those reached is the same.
void sort_rows(Tensor& thresholds) {
  const auto levels = thresholds.shape.back();
  for (auto row = thresholds.data.begin(); row != thresholds.data.end(); row += levels) std::sort(row, row + levels);
}

void read_layer(const Manifest& manifest, Layer& layer, LayerFolding& fold) {
  const ParameterSpecs specs = std::visit([](const auto& k) { return parameter_specs(k); }, layer.kind);
  const std::string stem = file_stem(layer.name);
  if (!specs.weights.shape.empty() && !specs.weights.may_be_absent) {
    layer.parameters.weights = manifest.read(stem + "_w.npy", specs.weights.shape);
    fold.SIMD = manifest.number(stem + "_w.npy", "simd", fold.SIMD);
    fold.PE = manifest.number(stem + "_w.npy", "pe", fold.PE);
  }
  if (!specs.thresholds.shape.empty()) {
    layer.parameters.thresholds = manifest.read(stem + "_t.npy", specs.thresholds.shape);
    sort_rows(layer.parameters.thresholds);
  }
  if (!specs.bias.shape.empty()) layer.parameters.bias = manifest.read(stem + "_bias.npy", specs.bias.shape);
}

Error bad_weights(const fs::path& path, const std::string& what, const Shape& shape) {
  return {"fc-weights", what, path.string(),
          "expected " + std::to_string(element_count(shape)) + " numbers " + to_string(shape) +
              ": comma-separated decimals, raw int8, or NPY"};
}

Tensor parse_csv(const std::string& text, const fs::path& path, const Shape& shape) {
  Tensor tensor;
  tensor.shape = shape;
  const char *at = text.data(), *end = at + text.size();
  const auto skip_blanks = [&] {
    at = std::find_if(at, end, [](char c) { return c != ' ' && c != '\n' && c != '\r'; });
  };
  for (skip_blanks(); at != end; skip_blanks()) {
    std::int32_t value = 0;
    const auto [next, status] = std::from_chars(at, end, value);
    if (status != std::errc{})
      throw bad_weights(
          path, "number " + std::to_string(tensor.size()) + " is \"" + std::string(at, std::min(end, at + 8)) + "\"",
          shape);
    tensor.data.push_back(value);
    at = next;
    skip_blanks();
    if (at != end && *at++ != ',')
      throw bad_weights(path, "no comma after number " + std::to_string(tensor.size() - 1), shape);
  }
  return tensor;
}

Tensor read_fc_weights(const fs::path& path, const ParameterSpec& spec) {
  if (looks_like_npy(path)) return read_npy(path, spec.shape);
  const std::string bytes = read_text_file(path);
  const auto count = static_cast<std::size_t>(element_count(spec.shape));
  Tensor tensor;
  if (bytes.size() == count) {
    tensor = Tensor(spec.shape);
    std::transform(bytes.begin(), bytes.end(), tensor.data.begin(),
                   [](char c) { return static_cast<std::int32_t>(static_cast<std::int8_t>(c)); });
  } else {
    tensor = parse_csv(bytes, path, spec.shape);
  }
  if (tensor.data.size() != count)
    throw bad_weights(path, "the file holds " + std::to_string(tensor.data.size()) + " numbers", spec.shape);
  const auto bad = std::find_if_not(tensor.data.begin(), tensor.data.end(), [&](int v) { return spec.type.holds(v); });
  if (bad != tensor.data.end())
    throw bad_weights(path, std::to_string(*bad) + " is no " + spec.type.name(), spec.shape);
  return tensor;
}

}  // namespace

bool looks_like_npy_folder(const fs::path& folder) {
  std::error_code status;
  return fs::is_regular_file(folder / "manifest.json", status);
}

FoldedNetwork import_resnet50_npy(const fs::path& folder) {
  const Manifest manifest(folder);
  auto [network, folding] = make_resnet50("resnet50-w1a2");
  for (auto& layer : network.layers) read_layer(manifest, layer, folding.layers[layer.name]);
  Errors errors;
  validate(network, errors);
  validate(network, folding, errors);
  errors.throw_if_any();
  return {std::make_shared<const Network>(std::move(network)), std::move(folding)};
}

namespace {

/// `weights_of(spec)` gives the weights of each layer that takes them from outside.
template <class Weights>
std::shared_ptr<const Network> fill_fc_weights(const Network& network, const std::string& where,
                                               const Weights& weights_of) {
  auto filled = std::make_shared<Network>(network);
  bool was_used = false;
  for (auto& layer : filled->layers) {
    const ParameterSpec spec = std::visit([](const auto& k) { return parameter_specs(k).weights; }, layer.kind);
    if (!spec.may_be_absent) continue;
    layer.parameters.weights = weights_of(spec);
    was_used = true;
  }
  if (!was_used)
    throw Error("fc-weights-unused", "no layer of " + network.name + " takes its weights from outside", where);
  Errors errors;
  validate(*filled, errors);
  errors.throw_if_any();
  return filled;
}

}  // namespace

std::shared_ptr<const Network> with_fc_weights(const Network& network, const fs::path& path) {
  return fill_fc_weights(network, path.string(),
                         [&](const ParameterSpec& spec) { return read_fc_weights(path, spec); });
}

std::shared_ptr<const Network> with_fc_weights(const Network& network, const Tensor& weights) {
  return fill_fc_weights(network, "", [&](const ParameterSpec& spec) {
    if (weights.size() != element_count(spec.shape))
      throw Error("fc-weights", std::to_string(weights.size()) + " weights", "", "legal: " + to_string(spec.shape));
    return Tensor(spec.shape, weights.data);
  });
}

}  // namespace weir::golden
