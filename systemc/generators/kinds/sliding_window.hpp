/// Sliding window. Profile weir: it reads the lines of the first row of windows, then sends one output row after
/// another while it reads the SH lines that the next row needs. A word out holds the elements of MMV windows, so a
/// row takes a MMV-th of the words.
/// Profile finn-hlslib-2020: three generators, chosen as the published sources do:
/// - before an MVAU with K a multiple of S: ConvolutionInputGenerator;
/// - before an MVAU otherwise, or with MMV: the one with K + S line buffers;
/// - before a Pool: the one that repeats rows and columns in raster order.
/// Values: one frame is kept, its windows are picked from it, MMV at a time. Needs a schedule that sends all windows
/// of a frame before it reads the next.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

/// `reads` iterations read and `writes` iterations write, both from the first one on.
inline Block side_by_side(std::int64_t repeat, std::int64_t reads, std::int64_t writes) {
  Block block{repeat, {}};
  const std::int64_t both = std::min(reads, writes);
  if (both > 0) block.steps.push_back({both, 1, 1, 1});
  if (reads > both) block.steps.push_back({reads - both, 1, 1, 0});
  if (writes > both) block.steps.push_back({writes - both, 1, 0, 1});
  return block;
}

inline Schedule closed_form(const golden::SlidingWindow& s, const golden::Stage& stage) {
  const auto out = golden::out_size(s);
  const std::int64_t groups = s.channels / stage.folding.SIMD, line = s.in_size[1] * groups;
  const std::int64_t lines = (s.kernel[0] - 1) * s.dilation[0] + 1;  // from a window's first to its last
  const std::int64_t sent = out[1] / stage.folding.MMV * s.kernel[0] * s.kernel[1] * groups;
  const std::int64_t fill = lines * line, next = s.stride[0] * line;
  const std::int64_t rest = (s.in_size[0] - lines - (out[0] - 1) * s.stride[0]) * line;
  Schedule schedule{{{1, {{fill, 1, 1, 0}}}}, 0, 0, {stage.latency_cycles}};
  if (out[0] > 1) schedule.blocks.push_back(side_by_side(out[0] - 1, next, sent));
  schedule.blocks.push_back(side_by_side(1, rest, sent));
  schedule.iterations = fill + (out[0] - 1) * std::max(next, sent) + std::max(rest, sent);
  return schedule;
}

/// Counts one further; true if that went round to 0.
inline bool wraps(std::int64_t& counter, std::int64_t end, std::int64_t step = 1) {
  counter += step;
  if (counter < end) return false;
  counter = 0;
  return true;
}

class SlidingWindowBehaviour : public Behaviour {
 public:
  SlidingWindowBehaviour(const golden::SlidingWindow& kind, const golden::LayerFolding& folding)
      : kind_(kind),
        SIMD_(static_cast<std::size_t>(folding.SIMD)),
        MMV_(static_cast<std::size_t>(folding.MMV)),
        out_size_(golden::out_size(kind)),
        frame_(static_cast<std::size_t>(kind.in_size[0] * kind.in_size[1] * kind.channels)),
        lanes_(SIMD_ * MMV_) {}
  void read(int, std::span<const std::uint8_t> word) override {
    golden::unpack_word(word, kind_.type, std::span(frame_).subspan(filled_, SIMD_));
    filled_ += SIMD_;
    if (filled_ == frame_.size()) filled_ = 0;
  }
  void write(int, std::span<std::uint8_t> word) override {
    const std::int64_t y = oy_ * kind_.stride[0] + ky_ * kind_.dilation[0];
    const std::int64_t x = ox_ * kind_.stride[1] + kx_ * kind_.dilation[1];
    const auto first = static_cast<std::size_t>((y * kind_.in_size[1] + x) * kind_.channels + channel_);
    const auto next_window = static_cast<std::size_t>(kind_.stride[1] * kind_.channels);
    for (std::size_t m = 0; m < MMV_; ++m)
      std::copy_n(frame_.data() + first + m * next_window, SIMD_, lanes_.data() + m * SIMD_);
    golden::pack_word(lanes_, kind_.type, word);
    advance();
  }

 private:
  void advance() {
    const bool window_ends = kind_.depthwise ? next_tap() && next_channels() : next_channels() && next_tap();
    if (window_ends && wraps(ox_, out_size_[1], static_cast<std::int64_t>(MMV_))) wraps(oy_, out_size_[0]);
  }
  bool next_tap() { return wraps(kx_, kind_.kernel[1]) && wraps(ky_, kind_.kernel[0]); }
  bool next_channels() { return wraps(channel_, kind_.channels, static_cast<std::int64_t>(SIMD_)); }

  const golden::SlidingWindow& kind_;
  const std::size_t SIMD_, MMV_;
  const std::vector<std::int64_t> out_size_;
  std::vector<std::int32_t> frame_;
  std::vector<std::int32_t> lanes_;                 ///< of the word to send
  std::size_t filled_ = 0;                          ///< elements of frame_ read
  std::int64_t oy_ = 0, ox_ = 0, ky_ = 0, kx_ = 0;  ///< of the next word to send
  std::int64_t channel_ = 0;
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::SlidingWindow& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  return std::make_unique<SlidingWindowBehaviour>(kind, folding);
}

namespace hlslib {

struct Geometry {
  std::int64_t in_rows, line_words;  ///< the picture, and the words of one of its rows
  std::int64_t out_rows, row_words;  ///< words sent per row of windows
  std::int64_t kernel, stride;
};

inline Geometry geometry_of(const golden::SlidingWindow& s, const golden::Stage& stage) {
  const auto out = golden::out_size(s);
  const std::int64_t groups = s.channels / stage.folding.SIMD;
  return {s.in_size[0], s.in_size[1] * groups,
          out[0],       out[1] * s.kernel[0] * s.kernel[1] * groups / stage.folding.MMV,
          s.kernel[0],  s.stride[0]};
}

/// Fills `kernel` lines, then sends one window row per period and fills the next lines meanwhile. The counter of a
/// period wraps one iteration early, so that a row's last word is sent and its last word read in the next period.
/// `block_lines`: lines that count as one when the generator decides whether it has read them all.
inline Iterations fill_then_send(const Geometry& g, std::int64_t block_lines, const Site& site) {
  const std::int64_t fill = g.kernel * g.line_words, block = block_lines * g.line_words;
  const std::int64_t next = g.stride * g.line_words, period = std::max(g.row_words, next);
  std::int64_t left_to_read = g.in_rows / block_lines * block - fill;
  Iterations frame(site.numbers);
  frame.run(fill, 1, 0);
  for (std::int64_t left = g.out_rows * period; left > 0; left -= period - 1) {
    const std::int64_t ticks = std::min(period - 1, left);
    const std::int64_t writes = std::min(g.row_words - 1, ticks);
    const std::int64_t reads = std::min({next - 1, left_to_read, ticks});
    frame.run(std::min(reads, writes), 1, 1);
    frame.run(reads - writes, 1, 0);
    frame.run(writes - reads, 0, 1);
    frame.run(ticks - std::max(reads, writes), 0, 0);
    left_to_read -= reads;
  }
  return frame;
}

/// Every window in raster order of the windows' pixels; a pixel is read when it is first sent.
inline Iterations raster_order(const golden::SlidingWindow& s, const Site& site) {
  const auto out = golden::out_size(s);
  const auto is_first = [](std::int64_t place, std::int64_t kernel, std::int64_t stride) {
    return place < kernel || place % kernel >= kernel - stride;
  };
  Iterations frame(site.numbers);
  for (std::int64_t y = 0; y < out[0] * s.kernel[0]; ++y)
    for (std::int64_t x = 0; x < out[1] * s.kernel[1]; ++x)
      frame.run(1, is_first(y, s.kernel[0], s.stride[0]) && is_first(x, s.kernel[1], s.stride[1]) ? 1 : 0, 1);
  return frame;
}

inline bool feeds_a_pool(const Site& site) {
  const int consumer = site.graph.streams[static_cast<std::size_t>(site.stage.outputs[0])].consumer;
  return consumer != golden::kOutside &&
         std::holds_alternative<golden::Pool>(site.graph.stages[static_cast<std::size_t>(consumer)].kind);
}

inline void require_supported(const golden::SlidingWindow& s, const Site& site) {
  const bool is_square = s.in_size[0] == s.in_size[1] && s.kernel[0] == s.kernel[1] && s.stride[0] == s.stride[1];
  if (is_square && s.dilation == std::vector<std::int64_t>{1, 1} && !s.depthwise) return;
  throw Error("no-schedule", "stage " + site.stage.name + ": a sliding window that is not square, dilated or depthwise",
              "", "the library of 2020 has square windows with dilation 1");
}

inline RigidLoop process(const golden::SlidingWindow& s, const Site& site) {
  require_supported(s, site);
  if (feeds_a_pool(site)) return frame_loop(raster_order(s, site), site);
  const Geometry g = geometry_of(s, site.stage);
  const bool has_plain_generator = g.kernel % g.stride == 0 && site.stage.folding.MMV == 1;
  return frame_loop(fill_then_send(g, has_plain_generator ? g.stride : 1, site), site);
}

}  // namespace hlslib

}  // namespace weir::timing
