#include "golden/network/implementation_json.hpp"

#include "golden/base/json.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& what, const std::string& where) {
  throw Error("network-json", what, where, "see golden/network/implementation_json.hpp");
}

std::string text_of(const Json& json, const char* key, const std::string& where) {
  if (!json.is_object() || !json.contains(key) || !json.at(key).is_string())
    refuse(std::string("\"") + key + "\" is missing or no text", where);
  return json.at(key).get<std::string>();
}

std::optional<Backend> backend_in(const Json& json, const char* key, const std::string& where) {
  const std::string name = text_of(json, key, where);
  const std::optional<Backend> backend = backend_of(name);
  if (!backend && !name.empty()) refuse(std::string("\"") + key + "\" is \"" + name + "\"", where);
  return backend;
}

const Json& object_at(const Json& json, const char* key, const std::string& where) {
  if (!json.is_object() || !json.contains(key) || !json.at(key).is_object())
    refuse(std::string("\"") + key + "\" is missing or no object", where);
  return json.at(key);
}

Implementation read_implementation(const Json& json, const std::string& where) {
  Implementation made;
  made.generator = text_of(json, "generator", where);
  made.release = text_of(json, "release", where);
  made.backend = backend_in(json, "backend", where);
  made.file_name = text_of(json, "file_name", where);
  for (const auto& [name, value] : object_at(json, "attributes", where).items()) {
    if (!value.is_string()) refuse("attribute \"" + name + "\" is no text", where);
    made.attributes[name] = value.get<std::string>();
  }
  return made;
}

std::vector<FifoPiece> read_pieces(const Json& list, const std::string& where) {
  if (!list.is_array() || list.empty()) refuse("FIFOs are no list", where);
  std::vector<FifoPiece> pieces;
  for (const Json& piece : list) {
    const std::optional<Backend> backend = backend_in(piece, "impl_style", where);
    const bool has_depth = piece.contains("depth") && piece.at("depth").is_number_integer() && piece.at("depth") >= 1 &&
                           piece.at("depth") <= 1 << 24;
    if (!has_depth || !backend) refuse("a FIFO has no depth or no style", where);
    pieces.push_back({piece.at("depth").get<int>(), *backend, text_of(piece, "file_name", where)});
  }
  return pieces;
}

}  // namespace

bool states_hardware(const Folding& folding) { return !folding.implementations.empty() || folding.fifos.has_value(); }

std::string implementations_to_json(const Folding& folding) {
  Json json;
  json["implementations"] = Json::object();
  for (const auto& [stage, made] : folding.implementations)
    json["implementations"][stage] = {{"generator", made.generator},
                                      {"release", made.release},
                                      {"backend", made.backend ? backend_name(*made.backend) : ""},
                                      {"file_name", made.file_name},
                                      {"attributes", made.attributes}};
  json["fifos"] = nullptr;
  if (!folding.fifos) return json.dump(2) + "\n";
  json["fifos"] = Json::object();
  for (const auto& [stream, pieces] : *folding.fifos)
    for (const FifoPiece& piece : pieces)
      json["fifos"][stream].push_back(
          {{"depth", piece.depth_words}, {"impl_style", backend_name(piece.backend)}, {"file_name", piece.file_name}});
  return json.dump(2) + "\n";
}

void read_implementations(const std::string& text, const std::string& where, Folding& folding) {
  const Json json = parse_json(text, "network-json", where);
  for (const auto& [stage, made] : object_at(json, "implementations", where).items())
    folding.implementations[stage] = read_implementation(made, where + "/" + stage);
  if (!json.contains("fifos")) refuse("\"fifos\" is missing", where);
  if (json.at("fifos").is_null()) return;
  folding.fifos.emplace();
  for (const auto& [stream, pieces] : object_at(json, "fifos", where).items())
    (*folding.fifos)[stream] = read_pieces(pieces, where + "/" + stream);
}

}  // namespace weir::golden
