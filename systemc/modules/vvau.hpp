/// A VVAU's values: the windows of PE channels arrive word by word, golden computes them, a word of PE results leaves.
#pragma once
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class VvauBehaviour : public Behaviour {
 public:
  VvauBehaviour(const golden::Vvau& kind, const golden::LayerFolding& folding, const golden::Parameters& parameters);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  golden::Vvau channels_;                     ///< the kind with PE channels and one window
  std::vector<golden::Parameters> of_group_;  ///< of each group of PE channels
  const std::size_t word_elements_;
  Tensor window_;
  std::size_t filled_ = 0, group_ = 0;
};

}  // namespace weir::timing::modules
