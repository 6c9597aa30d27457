#include "rtl_wrap/foreign/finn_weights.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <variant>

#include "golden/network/words.hpp"
#include "rtl_wrap/foreign/finn_names.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

/// The name as a row of whole words in one folder of the path: MVAU_hls_1 is not in gen_MVAU_hls_12_x.
bool names_layer(const fs::path& asked, const std::string& layer) {
  for (const auto& part : asked.parent_path()) {
    const std::string folder = part.string();
    for (std::size_t at = folder.find(layer); at != std::string::npos; at = folder.find(layer, at + 1)) {
      const auto is_part = [&](std::size_t k) {
        return k < folder.size() && std::isalnum(static_cast<unsigned char>(folder[k])) != 0;
      };
      if ((at == 0 || !is_part(at - 1)) && !is_part(at + layer.size())) return true;
    }
  }
  return false;
}

std::vector<std::string> names_of(FinnNames& names, const golden::Layer& layer, const golden::LayerFolding& folding) {
  const bool is_mvau = std::holds_alternative<golden::Mvau>(layer.kind);
  if (!is_mvau && !std::holds_alternative<golden::Vvau>(layer.kind)) return {};
  const auto style = folding.stated.find("preferred_impl_style");
  return names.next(is_mvau ? "MVAU" : "VVAU", style == folding.stated.end() ? "" : style->second);
}

const golden::Layer* layer_of(const golden::StageGraph& graph, const fs::path& asked) {
  FinnNames names;
  const golden::Layer* found = nullptr;
  for (const golden::Layer& layer : graph.network->layers) {
    const auto all = names_of(names, layer, graph.folding.of(layer.name));
    if (std::none_of(all.begin(), all.end(), [&](const std::string& name) { return names_layer(asked, name); }))
      continue;
    if (found != nullptr) return nullptr;
    found = &layer;
  }
  return found;
}

std::string hexadecimal(const golden::Words& words) {
  constexpr const char* digits = "0123456789abcdef";
  const auto bytes = static_cast<std::size_t>((words.word_bits + 7) / 8);
  std::string text;
  for (std::size_t word = 0; word < static_cast<std::size_t>(words.count()); ++word) {
    std::string line;
    for (std::size_t k = 0; k < bytes; ++k) {
      const std::uint8_t byte = words.bytes[word * bytes + bytes - 1 - k];
      line += digits[byte >> 4];
      line += digits[byte & 15];
    }
    if (const std::size_t wanted = static_cast<std::size_t>((words.word_bits + 3) / 4); line.size() > wanted)
      line.erase(0, line.size() - wanted);
    text += line + "\n";
  }
  return text;
}

/// Rows dealt out to PE processing elements, columns to SIMD lanes.
std::string memory_of(const Tensor& weights, DataType type, std::int64_t rows, std::int64_t columns, std::int64_t pe,
                      std::int64_t simd) {
  std::vector<std::int32_t> elements;
  elements.reserve(weights.data.size());
  for (std::int64_t nf = 0; nf < rows / pe; ++nf)
    for (std::int64_t sf = 0; sf < columns / simd; ++sf)
      for (std::int64_t p = 0; p < pe; ++p)
        for (std::int64_t lane = 0; lane < simd; ++lane)
          elements.push_back(weights.data[static_cast<std::size_t>((nf * pe + p) * columns + sf * simd + lane)]);
  return hexadecimal(golden::pack_words(elements, type, pe * simd));
}

}  // namespace

std::optional<std::string> finn_weight_memory(const golden::StageGraph& graph, const std::string& asked) {
  static const std::regex form(R"(memblock(_\d+)?\.dat)");
  std::smatch match;
  const std::string file = fs::path(asked).filename().string();
  if (!std::regex_match(file, match, form) || (match[1].matched && match[1] != "_0")) return std::nullopt;
  const golden::Layer* layer = layer_of(graph, asked);
  if (layer == nullptr) return std::nullopt;
  const Tensor& weights = layer->parameters.weights;
  const golden::LayerFolding& folding = graph.folding.of(layer->name);
  const auto memory = [&](DataType type, std::int64_t rows, std::int64_t columns) -> std::optional<std::string> {
    if (weights.size() != rows * columns) return std::nullopt;
    return memory_of(weights, type, rows, columns, folding.PE, folding.SIMD);
  };
  if (const auto* m = std::get_if<golden::Mvau>(&layer->kind)) return memory(m->weight, m->MH, m->MW);
  const auto& v = std::get<golden::Vvau>(layer->kind);
  return memory(v.weight, v.channels, v.kernel[0] * v.kernel[1]);
}

}  // namespace weir::rtl
