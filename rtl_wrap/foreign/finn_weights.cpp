#include "rtl_wrap/foreign/finn_weights.hpp"

#include <filesystem>
#include <regex>
#include <variant>

#include "golden/network/words.hpp"
#include "rtl_wrap/foreign/finn_layers.hpp"
#include "rtl_wrap/foreign/memory_text.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

/// Rows dealt out to PE processing elements, columns to SIMD lanes.
golden::Words words_of(const Tensor& weights, DataType type, std::int64_t rows, std::int64_t columns, std::int64_t pe,
                       std::int64_t simd) {
  std::vector<std::int32_t> elements;
  elements.reserve(weights.data.size());
  for (std::int64_t nf = 0; nf < rows / pe; ++nf)
    for (std::int64_t sf = 0; sf < columns / simd; ++sf)
      for (std::int64_t p = 0; p < pe; ++p)
        for (std::int64_t lane = 0; lane < simd; ++lane)
          elements.push_back(weights.data[static_cast<std::size_t>((nf * pe + p) * columns + sf * simd + lane)]);
  return golden::pack_words(elements, type, pe * simd);
}

DataType weight_type(const golden::LayerKind& kind) {
  const auto* m = std::get_if<golden::Mvau>(&kind);
  return m != nullptr ? m->weight : std::get<golden::Vvau>(kind).weight;
}

/// Of an MVAU or VVAU; nullopt if its weights are none of its parameters.
std::optional<golden::Words> words_of(const golden::Layer& layer, const golden::LayerFolding& folding) {
  const Tensor& weights = layer.parameters.weights;
  const auto words = [&](std::int64_t rows, std::int64_t columns) -> std::optional<golden::Words> {
    if (weights.size() != rows * columns) return std::nullopt;
    return words_of(weights, weight_type(layer.kind), rows, columns, folding.PE, folding.SIMD);
  };
  if (const auto* m = std::get_if<golden::Mvau>(&layer.kind)) return words(m->MH, m->MW);
  if (const auto* v = std::get_if<golden::Vvau>(&layer.kind)) return words(v->channels, v->kernel[0] * v->kernel[1]);
  return std::nullopt;
}

const golden::Layer* only_layer(const golden::StageGraph& graph) {
  if (graph.stages.size() != 1 || graph.stages.front().layer < 0) return nullptr;
  return &graph.network->layers[static_cast<std::size_t>(graph.stages.front().layer)];
}

}  // namespace

std::optional<std::string> finn_weight_memory(const golden::StageGraph& graph, const std::string& asked) {
  // FINN up to 0.9 writes one file for simulation and one for synthesis; its other blocks belong to memories that no
  // release since has.
  static const std::regex form(R"(memblock(?:_sim|_synth)?(_\d+)?\.dat)");
  std::smatch match;
  const std::string file = fs::path(asked).filename().string();
  if (!std::regex_match(file, match, form) || (match[1].matched && match[1] != "_0")) return std::nullopt;
  const golden::Layer* layer = layer_named_in(graph, asked);
  if (layer == nullptr) return std::nullopt;
  const auto words = words_of(*layer, graph.folding.of(layer->name));
  return words ? std::optional(hexadecimal(*words)) : std::nullopt;
}

std::optional<golden::Words> finn_weight_words(const golden::StageGraph& graph) {
  const golden::Layer* layer = only_layer(graph);
  return layer == nullptr ? std::nullopt : words_of(*layer, graph.stages.front().folding);
}

std::optional<WeightStream> finn_weight_stream(const golden::StageGraph& graph, int frames) {
  const auto pass = finn_weight_words(graph);
  if (!pass) return std::nullopt;
  const golden::Stage& unit = graph.stages.front();
  WeightStream made;
  made.graph.name = graph.name + ".weights";
  made.graph.network = graph.network;
  golden::Stream stream;
  stream.name = stream.tensor = unit.name + "_weights";
  stream.type = weight_type(unit.kind);
  stream.elements_per_word = unit.folding.PE * unit.folding.SIMD;
  stream.shape = {pass->count(), stream.elements_per_word};
  stream.producer = 0;
  made.graph.stages.push_back({unit.name, golden::Dwc{}, {}, -1, {}, {0}, 0});
  made.graph.streams.push_back(std::move(stream));
  made.words.word_bits = pass->word_bits;
  for (int frame = 0; frame < frames; ++frame)
    made.words.bytes.insert(made.words.bytes.end(), pass->bytes.begin(), pass->bytes.end());
  return made;
}

}  // namespace weir::rtl
