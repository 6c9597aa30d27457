/// Values of stages that hand words on unchanged.
#pragma once
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

/// Writes the word read last. Duplicates, splits, concatenations, and whatever drops words.
class ForwardBehaviour : public Behaviour {
 public:
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  std::vector<std::uint8_t> latest_;
};

/// Writes the word read in the same event, or zeros.
class PaddingBehaviour : public Behaviour {
 public:
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  std::vector<std::uint8_t> word_;  ///< empty: nothing was read
};

}  // namespace weir::timing::modules
