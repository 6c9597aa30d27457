#include "golden/network/network_json.hpp"

#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "golden/network/tail_json.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

/// With numbers and tensors below these, no product of sizes that a kind forms overflows 64 bits.
constexpr std::int64_t kMostNumber = std::int64_t{1} << 24, kMostElements = std::int64_t{1} << 31;

template <class E, std::size_t N>
using Names = std::array<std::pair<E, const char*>, N>;

constexpr Names<Compare, 2> kCompareNames{{{Compare::Less, "<"}, {Compare::LessEqual, "<="}}};
constexpr Names<InputEncoding, 3> kEncodingNames{{{InputEncoding::Raw, "raw"},
                                                  {InputEncoding::BnnPynqBinarize, "bnn-pynq-binarize"},
                                                  {InputEncoding::BnnPynqSigned, "bnn-pynq-signed"}}};
constexpr Names<OutputDecoding, 4> kDecodingNames{{{OutputDecoding::HighestSetBit, "highest-set-bit"},
                                                   {OutputDecoding::ArgMaxFromZero, "argmax-from-zero"},
                                                   {OutputDecoding::ArgMax, "argmax"},
                                                   {OutputDecoding::TopKIndices, "topk-indices"}}};

template <class E, std::size_t N>
const char* name_of(const Names<E, N>& names, E value) {
  for (const auto& [e, name] : names)
    if (e == value) return name;
  return "";
}

Error wrong(const std::string& what, const std::string& where, const std::string& hint = {}) {
  return {"network-json", what, where, hint};
}

/// Typed access to the members of one JSON object, with the member's path in every message.
class ObjectReader {
 public:
  ObjectReader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) throw wrong("an object is expected, not " + json.dump().substr(0, 40), where_);
  }

  template <class T>
  T get(const char* key) const {
    if (!json_.contains(key)) throw wrong("\"" + std::string(key) + "\" is missing", where_);
    require_whole(key, json_.at(key), static_cast<const T*>(nullptr));
    try {
      return json_.at(key).get<T>();
    } catch (const Json::exception&) {
      throw wrong("\"" + std::string(key) + "\" has the wrong type: " + json_.at(key).dump().substr(0, 60), where_);
    }
  }

  template <class E, std::size_t N>
  E get(const char* key, const Names<E, N>& names) const {
    const auto given = get<std::string>(key);
    std::string legal;
    for (const auto& [e, name] : names) {
      if (given == name) return e;
      legal += (legal.empty() ? "" : " ") + std::string(name);
    }
    throw wrong("\"" + std::string(key) + "\" is \"" + given + "\"", where_, "legal: " + legal);
  }

  DataType type(const char* key) const {
    try {
      return DataType::parse(get<std::string>(key));
    } catch (const Error& e) {
      if (e.code != "dtype-name") throw;
      throw Error(e.code, "\"" + std::string(key) + "\": " + e.what_text, where_, e.hint);
    }
  }

  const std::string& where() const { return where_; }
  const Json& json() const { return json_; }

 private:
  /// get<>() alone would cut fractions off and wrap large numbers round.
  template <class T>
  void require_whole(const char* key, const Json& value, const T*) const {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      if (value.is_number() && !(value.is_number_integer() && value >= -kMostNumber && value <= kMostNumber))
        throw wrong("\"" + std::string(key) + "\" is " + value.dump(), where_,
                    "legal: whole numbers up to " + std::to_string(kMostNumber));
  }
  template <class T>
  void require_whole(const char* key, const Json& list, const std::vector<T>*) const {
    if (!list.is_array() || !std::is_integral_v<T>) return;
    std::int64_t product = 1;
    for (const Json& value : list) {
      require_whole(key, value, static_cast<const T*>(nullptr));
      if (value.is_number() && (__builtin_mul_overflow(product, value.get<std::int64_t>(), &product) ||
                                product > kMostElements || product < -kMostElements))
        throw wrong("\"" + std::string(key) + "\" is " + list.dump().substr(0, 60), where_,
                    "legal: up to " + std::to_string(kMostElements) + " elements");
    }
  }

  const Json& json_;
  std::string where_;
};

struct AttributeWriter {
  Json& json;
  template <class T>
  void operator()(const char* key, const T& value) const {
    json[key] = value;
  }
  void operator()(const char* key, const DataType& value) const { json[key] = value.name(); }
  void operator()(const char* key, const Compare& value) const { json[key] = name_of(kCompareNames, value); }
};

struct AttributeReader {
  const ObjectReader& reader;
  template <class T>
  void operator()(const char* key, T& value) const {
    value = reader.get<T>(key);
  }
  void operator()(const char* key, DataType& value) const { value = reader.type(key); }
  void operator()(const char* key, Compare& value) const { value = reader.get(key, kCompareNames); }
};

std::vector<ObjectReader> objects(const ObjectReader& parent, const char* key) {
  if (!parent.json().contains(key) || !parent.json().at(key).is_array())
    throw wrong("\"" + std::string(key) + "\" must be a list", parent.where());
  std::vector<ObjectReader> found;
  const Json& items = parent.json().at(key);
  for (std::size_t i = 0; i < items.size(); ++i)
    found.emplace_back(items[i], parent.where() + "/" + key + "[" + std::to_string(i) + "]");
  return found;
}

Layer read_layer(const ObjectReader& reader) {
  Layer layer;
  layer.name = reader.get<std::string>("name");
  try {
    layer.kind = make_kind(reader.get<std::string>("op_type"));
  } catch (const Error& e) {
    throw Error(e.code, e.what_text, reader.where(), e.hint);
  }
  layer.inputs = reader.get<std::vector<std::string>>("inputs");
  layer.outputs = reader.get<std::vector<std::string>>("outputs");
  const auto attributes = reader.get<Json>("attributes");
  const ObjectReader attribute_reader(attributes, reader.where() + "/attributes");
  std::visit([&](auto& kind) { kind.attributes(AttributeReader{attribute_reader}); }, layer.kind);
  return layer;
}

}  // namespace

Json attributes_json(const LayerKind& kind) {
  Json json = Json::object();
  std::visit([&](auto copy) { copy.attributes(AttributeWriter{json}); }, kind);
  return json;
}

int network_schema(const Network& network) {
  if (network.tail == nullptr) return 1;
  return network.tail->further.empty() ? 2 : 3;
}

Json network_to_json(const Network& network) {
  Json json;
  json["schema_version"] = network_schema(network);
  json["name"] = network.name;
  json["inputs"] = network.inputs;
  json["outputs"] = network.outputs;
  json["input_encoding"] = name_of(kEncodingNames, network.input_encoding);
  json["output_decoding"] = name_of(kDecodingNames, network.output_decoding);
  json["class_count"] = network.class_count;
  json["classes"] = network.classes;
  if (!network.output_scale.empty()) {
    json["output_scale"] = network.output_scale;
    json["output_offset"] = network.output_offset;
  }
  if (network.tail != nullptr) json["tail"] = tail_to_json(*network.tail);
  json["streams"] = Json::array();
  for (const auto& stream : network.streams)
    json["streams"].push_back({{"name", stream.name}, {"dataType", stream.type.name()}, {"shape", stream.shape}});
  json["layers"] = Json::array();
  for (const auto& layer : network.layers)
    json["layers"].push_back({{"name", layer.name},
                              {"op_type", op_type(layer.kind)},
                              {"inputs", layer.inputs},
                              {"outputs", layer.outputs},
                              {"attributes", attributes_json(layer.kind)}});
  return json;
}

Network network_from_json(const Json& json, const std::string& where) {
  const ObjectReader reader(json, where);
  const int version = reader.get<int>("schema_version");
  if (version > kNetworkSchemaVersion || version < 1)
    throw Error("network-schema", "the network has schema version " + std::to_string(version), where,
                "this program reads versions 1.." + std::to_string(kNetworkSchemaVersion));
  Network network;
  network.name = reader.get<std::string>("name");
  network.inputs = reader.get<std::vector<std::string>>("inputs");
  network.outputs = reader.get<std::vector<std::string>>("outputs");
  network.input_encoding = reader.get("input_encoding", kEncodingNames);
  network.output_decoding = reader.get("output_decoding", kDecodingNames);
  network.class_count = reader.get<int>("class_count");
  network.classes = reader.get<std::vector<std::string>>("classes");
  if (json.contains("output_scale")) {
    network.output_scale = reader.get<std::vector<double>>("output_scale");
    network.output_offset = reader.get<std::vector<double>>("output_offset");
  }
  if (json.contains("tail")) network.tail = std::make_shared<const Tail>(tail_from_json(json.at("tail"), where));
  for (const ObjectReader& stream : objects(reader, "streams"))
    network.streams.push_back({stream.get<std::string>("name"), stream.type("dataType"), stream.get<Shape>("shape")});
  for (const ObjectReader& layer : objects(reader, "layers")) network.layers.push_back(read_layer(layer));
  return network;
}

}  // namespace weir::golden
