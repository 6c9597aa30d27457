#include "systemc/modules/vvau.hpp"

namespace weir::timing::modules {

namespace {

/// Rows first .. first + count - 1; nothing of a missing parameter.
Tensor rows_of(const Tensor& parameter, std::int64_t first, std::int64_t count) {
  if (parameter.empty()) return {};
  Tensor rows({count, parameter.shape.back()});
  const auto from = parameter.data.begin() + first * rows.shape.back();
  rows.data.assign(from, from + rows.size());
  return rows;
}

}  // namespace

VvauBehaviour::VvauBehaviour(const golden::Vvau& kind, const golden::LayerFolding& folding,
                             const golden::Parameters& parameters)
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

void VvauBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, channels_.input, std::span(window_.data).subspan(filled_, word_elements_));
  filled_ += word_elements_;
  if (filled_ == window_.data.size()) filled_ = 0;
}

void VvauBehaviour::write(int, std::span<std::uint8_t> word) {
  golden::pack_word(compute(channels_, {&window_}, of_group_[group_]).front().data, channels_.output, word);
  group_ = group_ + 1 == of_group_.size() ? 0 : group_ + 1;
}

}  // namespace weir::timing::modules
