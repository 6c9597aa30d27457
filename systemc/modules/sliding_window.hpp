/// A sliding window's values: one frame is kept, its windows are picked from it, MMV at a time. Needs a schedule that
/// sends all windows of a frame before it reads the next.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class SlidingWindowBehaviour : public Behaviour {
 public:
  SlidingWindowBehaviour(const golden::SlidingWindow& kind, const golden::LayerFolding& folding);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  void advance();
  bool next_tap();
  bool next_channels();

  const golden::SlidingWindow& kind_;
  const std::size_t SIMD_, MMV_;
  const std::vector<std::int64_t> out_size_;
  std::vector<std::int32_t> frame_;
  std::vector<std::int32_t> lanes_;                 ///< of the word to send
  std::size_t filled_ = 0;                          ///< elements of frame_ read
  std::int64_t oy_ = 0, ox_ = 0, ky_ = 0, kx_ = 0;  ///< of the next word to send
  std::int64_t channel_ = 0;
};

}  // namespace weir::timing::modules
