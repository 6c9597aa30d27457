/// DuplicateStreams. Profile weir: every iteration reads a word and writes it to every output.
/// Profile finn-hlslib-2020 (DuplicateStreams_Batch): every iteration reads a word and writes it to all outputs.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::DuplicateStreams& d, const golden::Stage& stage) {
  return word_by_word(d, stage, 1, d.copies);
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::DuplicateStreams&, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}

namespace hlslib {

inline RigidLoop process(const golden::DuplicateStreams& d, const Site& site) {
  const std::int64_t pixels = element_count(d.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (d.channels / site.stage.folding.PE), 1, (std::uint32_t{1} << d.copies) - 1);
  return frame_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
