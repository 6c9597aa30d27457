/// Thresholding. Profile weir: every iteration reads a word of PE channels and writes one.
/// Profile finn-hlslib-2020 (Thresholding_Batch): one loop over all words. It has no pipeline pragma: its initiation
/// interval is the profile's.
/// Values: PE channels per word, compared with their own rows of thresholds.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Thresholding& t, const golden::Stage& stage) {
  const std::int64_t words = golden::vectors_per_frame(t) * (t.channels / stage.folding.PE);
  return {{{words, {{1, 1, 1, 1}}}}, words, 0, {stage.latency_cycles}};
}

class ThresholdingBehaviour : public Behaviour {
 public:
  ThresholdingBehaviour(const golden::Thresholding& kind, const golden::LayerFolding& folding,
                        const golden::Parameters& parameters)
      : word_elements_({1, folding.PE}) {
    const std::vector<std::int32_t>& rows = parameters.thresholds.data;
    const std::int64_t slice_size = std::int64_t{folding.PE} * kind.levels;
    for (std::int64_t channel = 0; channel < kind.channels; channel += folding.PE) {
      Slice slice{kind, {}};
      slice.kind.channels = folding.PE;
      const auto first = rows.begin() + channel * kind.levels;
      slice.parameters.thresholds = Tensor({folding.PE, kind.levels}, {first, first + slice_size});
      slices_.push_back(std::move(slice));
    }
  }
  void read(int, std::span<const std::uint8_t> word) override {
    const Slice& slice = slices_[next_];
    golden::unpack_word(word, slice.kind.input, word_elements_.data);
    result_ = std::move(compute(slice.kind, {&word_elements_}, slice.parameters).front());
    next_ = next_ + 1 == slices_.size() ? 0 : next_ + 1;
  }
  void write(int, std::span<std::uint8_t> word) override {
    golden::pack_word(result_.data, slices_.front().kind.output, word);
  }

 private:
  /// One word's channels as a small layer of their own.
  struct Slice {
    golden::Thresholding kind;
    golden::Parameters parameters;
  };
  std::vector<Slice> slices_;
  std::size_t next_ = 0;  ///< slice of the next word
  Tensor word_elements_, result_;
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Thresholding& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters& parameters) {
  return std::make_unique<ThresholdingBehaviour>(kind, folding, parameters);
}

namespace hlslib {

inline RigidLoop process(const golden::Thresholding& t, const Site& site) {
  const std::int64_t pixels = element_count(t.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (t.channels / site.stage.folding.PE), 1, 1);
  return batch_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
