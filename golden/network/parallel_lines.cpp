#include "golden/network/parallel_lines.hpp"

#include <variant>

namespace weir::golden {

namespace {

constexpr const char* kParallel = "parallel_window";

bool may_be_parallel(const SlidingWindow& s, const LayerFolding& folding) {
  const std::vector<std::int64_t> ones{1, 1};
  return s.stride == ones && s.dilation == ones && !s.depthwise && folding.SIMD == s.channels;
}

/// FINN's estimate of it: the first window's pixels, then a window per cycle.
std::int64_t parallel_cycles(const SlidingWindow& s) {
  return s.kernel[0] * s.kernel[1] + out_size(s)[0] * out_size(s)[1];
}

/// Did FINN estimate this node, at this folding, as one that sends pixel by pixel?
bool is_known_serial(const SlidingWindow& s, const Implementation& made, const LayerFolding& folding) {
  const std::string stated = made.attribute("cycles_estimate", "0");
  return stated != "0" && made.attribute("SIMD") == std::to_string(folding.SIMD) &&
         stated != std::to_string(parallel_cycles(s));
}

}  // namespace

void state_parallel_lines(const Network& network, Folding& folding) {
  for (const Layer& layer : network.layers) {
    const auto* window = std::get_if<SlidingWindow>(&layer.kind);
    const auto made = folding.implementations.find(layer.name);
    if (window == nullptr || made == folding.implementations.end()) continue;
    // Kept of files of FINN up to 0.7 alone.
    if (made->second.attribute("op_type") != "ConvolutionInputGenerator1D") continue;
    LayerFolding& chosen = folding.layers[layer.name];
    if (may_be_parallel(*window, chosen) && !is_known_serial(*window, made->second, chosen))
      chosen.stated[kParallel] = "1";
    else
      chosen.stated.erase(kParallel);
  }
}

}  // namespace weir::golden
