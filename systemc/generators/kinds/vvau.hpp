/// VVAU. Profile weir: every iteration reads SIMD pixels of PE channels of a window; the one that completes the
/// window of these channels writes their results.
/// Values: the windows of PE channels arrive word by word, golden computes them, a word of PE results leaves.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Vvau& m, const golden::Stage& stage) {
  const std::int64_t SF = m.kernel[0] * m.kernel[1] / stage.folding.SIMD;
  const std::int64_t results = m.out_size[0] * m.out_size[1] * (m.channels / stage.folding.PE);
  Block window{results, {}};
  if (SF > 1) window.steps.push_back({SF - 1, 1, 1, 0});
  window.steps.push_back({1, 1, 1, 1});
  return {{window}, results * SF, 0, {stage.latency_cycles}};
}

/// Rows first .. first + count - 1; nothing of a missing parameter.
inline Tensor rows_of(const Tensor& parameter, std::int64_t first, std::int64_t count) {
  if (parameter.empty()) return {};
  Tensor rows({count, parameter.shape.back()});
  const auto from = parameter.data.begin() + first * rows.shape.back();
  rows.data.assign(from, from + rows.size());
  return rows;
}

class VvauBehaviour : public Behaviour {
 public:
  VvauBehaviour(const golden::Vvau& kind, const golden::LayerFolding& folding, const golden::Parameters& parameters)
      : channels_(kind), word_elements_(static_cast<std::size_t>(folding.PE) * static_cast<std::size_t>(folding.SIMD)) {
    channels_.channels = folding.PE;
    channels_.out_size = {1, 1};
    for (std::int64_t first = 0; first < kind.channels; first += folding.PE) {
      golden::Parameters group;
      group.weights = rows_of(parameters.weights, first, folding.PE);
      group.thresholds = rows_of(parameters.thresholds, first, folding.PE);
      of_group_.push_back(std::move(group));
    }
    window_ = Tensor({1, kind.kernel[0] * kind.kernel[1] * folding.PE});
  }
  void read(int, std::span<const std::uint8_t> word) override {
    golden::unpack_word(word, channels_.input, std::span(window_.data).subspan(filled_, word_elements_));
    filled_ += word_elements_;
    if (filled_ == window_.data.size()) filled_ = 0;
  }
  void write(int, std::span<std::uint8_t> word) override {
    golden::pack_word(compute(channels_, {&window_}, of_group_[group_]).front().data, channels_.output, word);
    group_ = group_ + 1 == of_group_.size() ? 0 : group_ + 1;
  }

 private:
  golden::Vvau channels_;                     ///< the kind with PE channels and one window
  std::vector<golden::Parameters> of_group_;  ///< of each group of PE channels
  const std::size_t word_elements_;
  Tensor window_;
  std::size_t filled_ = 0, group_ = 0;
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Vvau& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters& parameters) {
  return std::make_unique<VvauBehaviour>(kind, folding, parameters);
}

}  // namespace weir::timing
