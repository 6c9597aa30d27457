#include "rtl_wrap/foreign/finn_layers.hpp"

#include <algorithm>
#include <variant>

#include "rtl_wrap/foreign/finn_names.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

bool is_part(const std::string& text, std::size_t k) {
  return k < text.size() && std::isalnum(static_cast<unsigned char>(text[k])) != 0;
}

bool begins_file(const fs::path& asked, const std::string& layer) {
  const std::string file = asked.filename().string();
  return file.starts_with(layer) && !is_part(file, layer.size());
}

bool is_in_folder(const fs::path& asked, const std::string& layer) {
  for (const auto& part : asked.parent_path()) {
    const std::string folder = part.string();
    for (std::size_t at = folder.find(layer); at != std::string::npos; at = folder.find(layer, at + 1))
      if ((at == 0 || !is_part(folder, at - 1)) && !is_part(folder, at + layer.size())) return true;
  }
  return false;
}

const char* op_of(const golden::LayerKind& kind) {
  if (std::holds_alternative<golden::Mvau>(kind)) return "MVAU";
  if (std::holds_alternative<golden::Vvau>(kind)) return "VVAU";
  return std::holds_alternative<golden::Thresholding>(kind) ? "Thresholding" : nullptr;
}

struct Named {
  const golden::Layer* layer;
  std::vector<std::string> names;
};

std::vector<Named> by_file(const golden::StageGraph& graph) {
  std::vector<Named> all;
  for (const golden::Layer& layer : graph.network->layers) {
    const auto made = graph.folding.implementations.find(layer.name);
    if (op_of(layer.kind) != nullptr && made != graph.folding.implementations.end() && !made->second.file_name.empty())
      all.push_back({&layer, {made->second.file_name}});
  }
  return all;
}

std::vector<Named> by_count(const golden::StageGraph& graph) {
  FinnNames names;
  std::vector<Named> all;
  for (const golden::Layer& layer : graph.network->layers) {
    const char* op = op_of(layer.kind);
    if (op == nullptr) continue;
    const auto& stated = graph.folding.of(layer.name).stated;
    const auto style = stated.find("preferred_impl_style");
    all.push_back({&layer, names.next(op, style == stated.end() ? "" : style->second)});
  }
  return all;
}

using Test = bool (*)(const fs::path&, const std::string&);

/// Nothing: none is named; null: several are.
std::optional<const golden::Layer*> only_named(const std::vector<Named>& layers, const fs::path& asked, Test is_named) {
  std::optional<const golden::Layer*> found;
  for (const Named& named : layers)
    if (std::any_of(named.names.begin(), named.names.end(), [&](const auto& name) { return is_named(asked, name); }))
      found = found ? nullptr : named.layer;
  return found;
}

}  // namespace

const golden::Layer* layer_named_in(const golden::StageGraph& graph, const fs::path& asked) {
  for (const auto& layers : {by_file(graph), by_count(graph)})
    for (const Test is_named : {begins_file, is_in_folder})
      if (const auto found = only_named(layers, asked, is_named)) return *found;
  return nullptr;
}

}  // namespace weir::rtl
