/// GlobalAccPool. Profile weir: every iteration reads a word, those of the last pixel write one.
/// Profile finn-hlslib-2020 (AccPool_Batch): reads all pixels, then writes the sums in a loop of its own.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::AccumulatePool& p, const golden::Stage& stage) {
  const std::int64_t groups = p.channels / stage.folding.PE, pixels = element_count(p.num_input_vectors);
  return {{answering(1, (pixels - 1) * groups, groups)}, pixels * groups, 0, {stage.latency_cycles}};
}

/// GlobalAccPool: the sums of all channels over a frame.
class AccumulatePoolBehaviour : public Behaviour {
 public:
  AccumulatePoolBehaviour(const golden::AccumulatePool& kind, const golden::LayerFolding& folding)
      : kind_(kind), sums_(static_cast<std::size_t>(kind.channels)), word_(static_cast<std::size_t>(folding.PE)) {}
  void read(int, std::span<const std::uint8_t> word) override {
    golden::unpack_word(word, kind_.input, word_);
    for (std::size_t i = 0; i < word_.size(); ++i) sums_[next_ + i] += word_[i];
    next_ += word_.size();
    if (next_ == sums_.size()) next_ = 0;
  }
  void write(int, std::span<std::uint8_t> word) override {
    const auto sums = std::span(sums_).subspan(written_, word_.size());
    golden::pack_word(sums, kind_.output, word);
    std::fill(sums.begin(), sums.end(), 0);
    written_ += word_.size();
    if (written_ == sums_.size()) written_ = 0;
  }

 private:
  const golden::AccumulatePool& kind_;
  std::vector<std::int32_t> sums_, word_;
  std::size_t next_ = 0;     ///< channel of the next word's first element
  std::size_t written_ = 0;  ///< channels of this frame that were written
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::AccumulatePool& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  return std::make_unique<AccumulatePoolBehaviour>(kind, folding);
}

namespace hlslib {

inline RigidLoop process(const golden::AccumulatePool& p, const Site& site) {
  const std::int64_t groups = p.channels / site.stage.folding.PE;
  Iterations frame(site.numbers);
  frame.run(element_count(p.num_input_vectors) * groups, 1, 0);
  frame.wait(site.numbers.read_to_write_stages);
  frame.set_interval(site.numbers.output_loop_cycles);
  frame.run(groups, 0, 1);
  return phased_loops(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
