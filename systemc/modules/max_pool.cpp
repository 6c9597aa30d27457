#include "systemc/modules/max_pool.hpp"

#include <algorithm>

namespace weir::timing::modules {

MaxPoolBehaviour::MaxPoolBehaviour(const golden::MaxPool& kind)
    : kind_(kind),
      windows_(kind.in_size[1] / kind.window[1]),
      largest_(static_cast<std::size_t>(windows_ * kind.channels)),
      pixel_(static_cast<std::size_t>(kind.channels)) {}

std::span<std::int32_t> MaxPoolBehaviour::window(std::int64_t ox) {
  return std::span(largest_).subspan(static_cast<std::size_t>(ox) * pixel_.size(), pixel_.size());
}

void MaxPoolBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, kind_.type, pixel_);
  const std::int64_t ox = x_ / kind_.window[1];
  if (ox < windows_) {
    complete_ = ox;
    const auto to = window(ox);
    const bool is_first = x_ % kind_.window[1] == 0 && y_ % kind_.window[0] == 0;
    for (std::size_t c = 0; c < pixel_.size(); ++c) to[c] = is_first ? pixel_[c] : std::max(to[c], pixel_[c]);
  }
  if (++x_ < kind_.in_size[1]) return;
  x_ = 0;
  if (++y_ == kind_.in_size[0]) y_ = 0;
}

void MaxPoolBehaviour::write(int, std::span<std::uint8_t> word) {
  golden::pack_word(window(complete_), kind_.type, word);
}

}  // namespace weir::timing::modules
