/// ChannelwiseOp. Profile weir: every iteration reads a word and writes one.
/// Profile finn-hlslib-2020: A constant per channel: every iteration reads and writes a word. The published design
/// adds its bias inside the MVAU; as a process of its own it costs its read-to-write stages of latency.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::ChannelwiseOp& c, const golden::Stage& stage) {
  return word_by_word(c, stage, 1, 1);
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::ChannelwiseOp& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters& parameters) {
  const auto apply = [&kind, &constants = parameters.bias.data](std::int64_t x, std::int64_t, std::size_t channel) {
    const std::int64_t p = constants[channel];
    if (kind.function == "add") return x + p;
    if (kind.function == "mul") return x * p;
    return std::int64_t{kind.function == "cmp_le" ? p <= x : p >= x};
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.input}, kind.output, folding.PE, kind.channels, apply);
}

namespace hlslib {

inline RigidLoop process(const golden::ChannelwiseOp& c, const Site& site) {
  const std::int64_t pixels = element_count(c.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (c.channels / site.stage.folding.PE), 1, 1);
  return batch_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
