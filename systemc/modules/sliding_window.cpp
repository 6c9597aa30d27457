#include "systemc/modules/sliding_window.hpp"

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
      out_size_(golden::out_size(kind)),
      frame_(static_cast<std::size_t>(kind.in_size[0] * kind.in_size[1] * kind.channels)) {}

void SlidingWindowBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, kind_.type, std::span(frame_).subspan(filled_, SIMD_));
  filled_ += SIMD_;
  if (filled_ == frame_.size()) filled_ = 0;
}

void SlidingWindowBehaviour::write(int, std::span<std::uint8_t> word) {
  const std::int64_t y = oy_ * kind_.stride[0] + ky_, x = ox_ * kind_.stride[1] + kx_;
  const auto from = static_cast<std::size_t>((y * kind_.in_size[1] + x) * kind_.channels + channel_);
  golden::pack_word(std::span(std::as_const(frame_)).subspan(from, SIMD_), kind_.type, word);
  if (wraps(channel_, kind_.channels, static_cast<std::int64_t>(SIMD_)) && wraps(kx_, kind_.kernel[1]) &&
      wraps(ky_, kind_.kernel[0]) && wraps(ox_, out_size_[1]))
    wraps(oy_, out_size_[0]);
}

}  // namespace weir::timing::modules
