/// Maximum pool. Profile weir: every iteration reads a pixel, the one with the last pixel of a window writes.
/// Profile finn-hlslib-2020 (StreamingMaxPool): reads the rows of a band of windows, then writes the band's results
/// in a loop of its own.
/// Values: the running maximum of every window of the current row of windows.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::MaxPool& p, const golden::Stage& stage) {
  const std::int64_t H = p.in_size[0], W = p.in_size[1], KH = p.window[0], KW = p.window[1];
  const std::int64_t OH = H / KH, OW = W / KW;
  Block band{OH, {}};  // one row of windows
  const auto read_only = [&](std::int64_t count) {
    if (count > 0) band.steps.push_back({count, 1, 1, 0});
  };
  read_only((KH - 1) * W);
  for (std::int64_t ox = 0; ox < OW; ++ox) {
    read_only(KW - 1);
    band.steps.push_back({1, 1, 1, 1});
  }
  read_only(W - OW * KW);
  Schedule schedule{{std::move(band)}, H * W, 0, {stage.latency_cycles}};
  if (H > OH * KH) schedule.blocks.push_back({1, {{(H - OH * KH) * W, 1, 1, 0}}});
  return schedule;
}

class MaxPoolBehaviour : public Behaviour {
 public:
  explicit MaxPoolBehaviour(const golden::MaxPool& kind)
      : kind_(kind),
        windows_(kind.in_size[1] / kind.window[1]),
        largest_(static_cast<std::size_t>(windows_ * kind.channels)),
        pixel_(static_cast<std::size_t>(kind.channels)) {}
  void read(int, std::span<const std::uint8_t> word) override {
    golden::unpack_word(word, kind_.type, pixel_);
    const std::int64_t ox = x_ / kind_.window[1];
    if (ox < windows_) {
      const auto to = window(ox);
      const bool is_first = x_ % kind_.window[1] == 0 && y_ % kind_.window[0] == 0;
      for (std::size_t c = 0; c < pixel_.size(); ++c) to[c] = is_first ? pixel_[c] : std::max(to[c], pixel_[c]);
    }
    if (++x_ < kind_.in_size[1]) return;
    x_ = 0;
    if (++y_ == kind_.in_size[0]) y_ = 0;
  }
  void write(int, std::span<std::uint8_t> word) override {
    golden::pack_word(window(sent_), kind_.type, word);
    sent_ = sent_ + 1 == windows_ ? 0 : sent_ + 1;
  }

 private:
  std::span<std::int32_t> window(std::int64_t ox) {
    return std::span(largest_).subspan(static_cast<std::size_t>(ox) * pixel_.size(), pixel_.size());
  }

  const golden::MaxPool& kind_;
  const std::int64_t windows_;         ///< per row of windows
  std::vector<std::int32_t> largest_;  ///< [window][channel]
  std::vector<std::int32_t> pixel_;    ///< the word just read
  std::int64_t y_ = 0, x_ = 0;         ///< of the next pixel
  std::int64_t sent_ = 0;              ///< windows of this row of windows
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::MaxPool& kind, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<MaxPoolBehaviour>(kind);
}

namespace hlslib {

inline RigidLoop process(const golden::MaxPool& p, const Site& site) {
  const std::int64_t bands = p.in_size[0] / p.window[0], windows = p.in_size[1] / p.window[1];
  if (bands * p.window[0] != p.in_size[0] || windows * p.window[1] != p.in_size[1])
    throw Error("no-schedule", "stage " + site.stage.name + ": windows that do not fill the picture", "",
                "the library of 2020 has pools that divide the picture");
  Iterations frame;
  for (std::int64_t band = 0; band < bands; ++band) {
    frame.set_interval(site.numbers.initiation_interval);
    frame.run(p.window[0] * p.in_size[1], 1, 0);
    frame.wait(site.numbers.read_to_write_stages);
    frame.set_interval(site.numbers.output_loop_cycles);
    frame.run(windows, 0, 1);
  }
  return phased_loops(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
