/// A thresholding stage's values: PE channels per word, compared with their own rows of thresholds.
#pragma once
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class ThresholdingBehaviour : public Behaviour {
 public:
  ThresholdingBehaviour(const golden::Thresholding& kind, const golden::LayerFolding& folding,
                        const golden::Parameters& parameters);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

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

}  // namespace weir::timing::modules
