/// Values of pools: one running result per channel.
#pragma once
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

/// GlobalAccPool: the sums of all channels over a frame.
class AccumulatePoolBehaviour : public Behaviour {
 public:
  AccumulatePoolBehaviour(const golden::AccumulatePool& kind, const golden::LayerFolding& folding);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const golden::AccumulatePool& kind_;
  std::vector<std::int32_t> sums_, word_;
  std::size_t next_ = 0;     ///< channel of the next word's first element
  std::size_t written_ = 0;  ///< channels of this frame that were written
};

/// Pool: the words of one group of channels in one window follow each other.
class PoolBehaviour : public Behaviour {
 public:
  PoolBehaviour(const golden::Pool& kind, const golden::LayerFolding& folding);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const golden::Pool& kind_;
  const bool is_maximum_;
  std::vector<std::int32_t> results_, word_;
  bool is_first_ = true;
};

}  // namespace weir::timing::modules
