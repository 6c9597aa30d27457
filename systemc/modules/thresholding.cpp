#include "systemc/modules/thresholding.hpp"

namespace weir::timing::modules {

ThresholdingBehaviour::ThresholdingBehaviour(const golden::Thresholding& kind, const golden::LayerFolding& folding,
                                             const golden::Parameters& parameters)
    : word_elements_({1, folding.PE}) {
  const std::vector<std::int32_t>& rows = parameters.thresholds.data;
  const std::int64_t slice_size = std::int64_t{folding.PE} * kind.levels;
  for (std::int64_t channel = 0; channel < kind.channels; channel += folding.PE) {
    Slice slice{kind, {}};
    slice.kind.channels = folding.PE;
    const auto first = rows.begin() + channel * kind.levels;
    slice.parameters.thresholds = Tensor({folding.PE, kind.levels}, {first, first + slice_size});
    slices_.push_back(std::move(slice));
  }
}

void ThresholdingBehaviour::read(int, std::span<const std::uint8_t> word) {
  const Slice& slice = slices_[next_];
  golden::unpack_word(word, slice.kind.input, word_elements_.data);
  result_ = std::move(compute(slice.kind, {&word_elements_}, slice.parameters).front());
  next_ = next_ + 1 == slices_.size() ? 0 : next_ + 1;
}

void ThresholdingBehaviour::write(int, std::span<std::uint8_t> word) {
  golden::pack_word(result_.data, slices_.front().kind.output, word);
}

}  // namespace weir::timing::modules
