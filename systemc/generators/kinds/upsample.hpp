/// UpsampleNearestNeighbour. Profile weir: one iteration per pixel written; the first copy of each reads it.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Upsample& u, const golden::Stage& stage) {
  const std::int64_t H = u.in_size[0], W = u.in_size[1], FH = u.factor[0], FW = u.factor[1];
  return {{spread(H, W, 1, FW, true, FH - 1)}, H * FH * W * FW, 0, {stage.latency_cycles}};
}

/// Writes every pixel FW times in a row, and every row FH times.
class UpsampleBehaviour : public Behaviour {
 public:
  explicit UpsampleBehaviour(const golden::Upsample& kind)
      : kind_(kind), row_(static_cast<std::size_t>(kind.in_size[1])) {}
  void read(int, std::span<const std::uint8_t> word) override {
    row_[static_cast<std::size_t>(x_ / kind_.factor[1])].assign(word.begin(), word.end());
  }
  void write(int, std::span<std::uint8_t> word) override {
    const auto& pixel = row_[static_cast<std::size_t>(x_ / kind_.factor[1])];
    std::copy(pixel.begin(), pixel.end(), word.begin());
    if (++x_ < kind_.in_size[1] * kind_.factor[1]) return;
    x_ = 0;
    if (++y_ == kind_.in_size[0] * kind_.factor[0]) y_ = 0;
  }

 private:
  const golden::Upsample& kind_;
  std::vector<std::vector<std::uint8_t>> row_;  ///< the latest row read, pixel by pixel
  std::int64_t x_ = 0, y_ = 0;                  ///< of the next pixel written
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Upsample& kind, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<UpsampleBehaviour>(kind);
}

}  // namespace weir::timing
