/// A maximum pool's values: the running maximum of every window of the current row of windows.
#pragma once
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class MaxPoolBehaviour : public Behaviour {
 public:
  explicit MaxPoolBehaviour(const golden::MaxPool& kind);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  std::span<std::int32_t> window(std::int64_t ox);

  const golden::MaxPool& kind_;
  const std::int64_t windows_;         ///< per row of windows
  std::vector<std::int32_t> largest_;  ///< [window][channel]
  std::vector<std::int32_t> pixel_;    ///< the word just read
  std::int64_t y_ = 0, x_ = 0;         ///< of the next pixel
  std::int64_t complete_ = 0;          ///< window that the latest pixel belongs to
};

}  // namespace weir::timing::modules
