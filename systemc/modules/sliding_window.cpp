#include "systemc/modules/sliding_window.hpp"

#include <algorithm>

namespace weir::timing::modules {

namespace {

/// Counts one further; true if that went round to 0.
bool wraps(std::int64_t& counter, std::int64_t end, std::int64_t step = 1) {
  counter += step;
  if (counter < end) return false;
  counter = 0;
  return true;
}

}  // namespace

SlidingWindowBehaviour::SlidingWindowBehaviour(const golden::SlidingWindow& kind, const golden::LayerFolding& folding)
    : kind_(kind),
      SIMD_(static_cast<std::size_t>(folding.SIMD)),
      MMV_(static_cast<std::size_t>(folding.MMV)),
      out_size_(golden::out_size(kind)),
      frame_(static_cast<std::size_t>(kind.in_size[0] * kind.in_size[1] * kind.channels)),
      lanes_(SIMD_ * MMV_) {}

void SlidingWindowBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, kind_.type, std::span(frame_).subspan(filled_, SIMD_));
  filled_ += SIMD_;
  if (filled_ == frame_.size()) filled_ = 0;
}

void SlidingWindowBehaviour::write(int, std::span<std::uint8_t> word) {
  const std::int64_t y = oy_ * kind_.stride[0] + ky_ * kind_.dilation[0];
  const std::int64_t x = ox_ * kind_.stride[1] + kx_ * kind_.dilation[1];
  const auto first = static_cast<std::size_t>((y * kind_.in_size[1] + x) * kind_.channels + channel_);
  const auto next_window = static_cast<std::size_t>(kind_.stride[1] * kind_.channels);
  for (std::size_t m = 0; m < MMV_; ++m)
    std::copy_n(frame_.data() + first + m * next_window, SIMD_, lanes_.data() + m * SIMD_);
  golden::pack_word(lanes_, kind_.type, word);
  advance();
}

bool SlidingWindowBehaviour::next_tap() { return wraps(kx_, kind_.kernel[1]) && wraps(ky_, kind_.kernel[0]); }
bool SlidingWindowBehaviour::next_channels() {
  return wraps(channel_, kind_.channels, static_cast<std::int64_t>(SIMD_));
}

void SlidingWindowBehaviour::advance() {
  const bool window_ends = kind_.depthwise ? next_tap() && next_channels() : next_channels() && next_tap();
  if (window_ends && wraps(ox_, out_size_[1], static_cast<std::int64_t>(MMV_))) wraps(oy_, out_size_[0]);
}

}  // namespace weir::timing::modules
