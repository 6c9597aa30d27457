/// A label select's values: the scores of a frame are kept, golden ranks them, K labels leave one by one.
#pragma once
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class LabelSelectBehaviour : public Behaviour {
 public:
  LabelSelectBehaviour(const golden::LabelSelect& kind, const golden::LayerFolding& folding);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const golden::LabelSelect& kind_;
  const std::size_t PE_;
  Tensor scores_, labels_;
  std::size_t filled_ = 0, sent_ = 0;
};

}  // namespace weir::timing::modules
