#include "hls/codegen/vendor_limits.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "hls/codegen/kernel.hpp"

namespace weir::hls {

namespace {

using golden::LayerFolding;

/// Bits of the word in question with another folding of its stage.
using WordBits = std::function<std::int64_t(const LayerFolding&)>;

/// The largest value of one attribute that divides the present one, so that it is legal, and makes the word fit.
std::optional<int> smaller(const LayerFolding& now, int LayerFolding::*attribute, const WordBits& bits) {
  for (int value = now.*attribute - 1; value >= 1; --value) {
    LayerFolding other = now;
    other.*attribute = value;
    if (now.*attribute % value == 0 && bits(other) <= kWidestVendorWord) return value;
  }
  return std::nullopt;
}

std::string cure(const golden::Stage& stage, const WordBits& bits) {
  std::string text;
  for (const auto& [name, attribute] :
       {std::pair{"PE", &LayerFolding::PE}, {"SIMD", &LayerFolding::SIMD}, {"MMV", &LayerFolding::MMV}})
    if (const auto value = smaller(stage.folding, attribute, bits))
      text += (text.empty() ? "" : " or ") + (std::string(name) + " " + std::to_string(*value));
  return text.empty() ? "lower PE and SIMD of " + stage.name : stage.name + " with " + text;
}

Error too_wide(const golden::Stage& stage, const std::string& what, std::int64_t width, const WordBits& bits) {
  const LayerFolding& f = stage.folding;
  return Error("word-too-wide",
               "stage " + stage.name + " (PE " + std::to_string(f.PE) + ", SIMD " + std::to_string(f.SIMD) +
                   "): " + what + " has words of " + std::to_string(width) + " bits",
               "", "Vitis HLS takes up to " + std::to_string(kWidestVendorWord) + ": " + cure(stage, bits));
}

bool has_kernel(const golden::Stage& stage) {
  const std::vector<std::string> kinds = kinds_with_kernel();
  return std::find(kinds.begin(), kinds.end(), golden::op_type(stage.kind)) != kinds.end();
}

void check_tables(const golden::Stage& stage, std::vector<Error>& found) {
  if (!has_kernel(stage)) return;
  const StageKernel kernel = kernel_of(stage);
  for (std::size_t k = 0; k < kernel.roms.size(); ++k) {
    if (kernel.roms[k].word_bits <= kWidestVendorWord) continue;
    const auto bits = [&stage, k](const LayerFolding& f) {
      golden::Stage other = stage;
      other.folding = f;
      return std::int64_t{kernel_of(other).roms[k].word_bits};
    };
    found.push_back(too_wide(stage, "the table \"" + kernel.roms[k].name + "\"", kernel.roms[k].word_bits, bits));
  }
}

void check_ports(const golden::StageGraph& graph, const golden::Stage& stage, std::vector<Error>& found) {
  const auto check = [&](const std::vector<int>& streams, bool is_input) {
    for (std::size_t port = 0; port < streams.size(); ++port) {
      const golden::Stream& stream = graph.streams[static_cast<std::size_t>(streams[port])];
      if (stream.word_bits() <= kWidestVendorWord) continue;
      const auto bits = [&](const LayerFolding& f) {
        const auto ports = std::visit(
            [&](const auto& kind) { return is_input ? input_ports(kind, f) : output_ports(kind, f); }, stage.kind);
        return port < ports.size() ? ports[port].elements_per_word * ports[port].type.bits
                                   : std::int64_t{stream.word_bits()};
      };
      found.push_back(too_wide(stage, "the stream \"" + stream.name + "\"", stream.word_bits(), bits));
    }
  };
  check(stage.inputs, true);
  check(stage.outputs, false);
}

}  // namespace

std::vector<Error> words_too_wide(const golden::StageGraph& graph) {
  std::vector<Error> found;
  for (const auto& stage : graph.stages) {
    check_tables(stage, found);
    check_ports(graph, stage, found);
  }
  return found;
}

}  // namespace weir::hls
