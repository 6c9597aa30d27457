/// What the cards in hls/codegen/kinds are written with. A card is one header per layer kind that has an HLS kernel:
/// how a stage calls it. A new file there is found by the build; kernel.cpp reads all cards and picks by kind.
///
///   StageKernel kernel_of(const K&, const golden::Stage&);
///   std::vector<golden::Words> rom_contents(const K&, const golden::LayerFolding&, const golden::Parameters&);
///                                                                     // for kinds whose kernel reads tables
///
/// A kind without a card is refused with Error no-hls.
#pragma once
#include "hls/codegen/element_types.hpp"
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

inline std::string number(std::int64_t value) { return std::to_string(value); }

/// Of a kind that takes vectors of channels word by word.
template <class Kind>
std::string words_per_frame(const Kind& kind, const golden::Stage& stage) {
  return number(element_count(kind.num_input_vectors) * kind.channels / stage.folding.PE);
}

/// A kernel whose file and function have the family's name and whose arguments are numbers, LATENCY last.
inline StageKernel mover(const std::string& family, const std::vector<std::pair<std::string, std::int64_t>>& arguments,
                         const golden::Stage& stage) {
  StageKernel kernel{family, family + ".hpp", "weir::" + family, {}, {}};
  for (const auto& [name, value] : arguments) kernel.arguments.emplace_back(name, number(value));
  kernel.arguments.emplace_back("LATENCY", number(stage.latency_cycles));
  return kernel;
}

/// Concat and Split: the lengths of the narrow streams come last, and the words may come from any number of them.
template <class Kind>
StageKernel along_channels(const std::string& function, const Kind& kind, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  StageKernel kernel = mover(
      function, {{"WORD_BITS", SIMD * kind.input.bits}, {"NUM_VECTORS", element_count(kind.num_input_vectors)}}, stage);
  kernel.header = "concat.hpp";
  for (const std::int64_t channels : kind.channels) kernel.arguments.emplace_back("WORDS", number(channels / SIMD));
  return kernel;
}

}  // namespace weir::hls
