#include "systemc/modules/mvau.hpp"

#include <algorithm>

namespace weir::timing::modules {

VectorBuffer::VectorBuffer(const golden::Mvau& kind, const golden::LayerFolding& folding)
    : type_(kind.input),
      SIMD_(static_cast<std::size_t>(folding.SIMD)),
      vectors_({folding.MMV, kind.MW}),
      lanes_(SIMD_ * static_cast<std::size_t>(folding.MMV)) {}

bool VectorBuffer::read(std::span<const std::uint8_t> word) {
  golden::unpack_word(word, type_, lanes_);
  const auto MW = static_cast<std::size_t>(vectors_.shape[1]);
  for (std::size_t from = 0, to = filled_; from < lanes_.size(); from += SIMD_, to += MW)
    std::copy_n(lanes_.data() + from, SIMD_, vectors_.data.data() + to);
  filled_ += SIMD_;
  if (filled_ < MW) return false;
  filled_ = 0;
  return true;
}

MvauBehaviour::MvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding,
                             const golden::Parameters& parameters)
    : kind_(kind),
      parameters_(parameters),
      PE_(static_cast<std::size_t>(folding.PE)),
      input_(kind, folding),
      lanes_(PE_ * static_cast<std::size_t>(folding.MMV)) {}

void MvauBehaviour::read(int, std::span<const std::uint8_t> word) {
  if (!input_.read(word)) return;
  results_ = std::move(compute(kind_, {&input_.vectors()}, parameters_).front());
  sent_ = 0;
}

void MvauBehaviour::write(int, std::span<std::uint8_t> word) {
  const auto MH = static_cast<std::size_t>(kind_.MH);
  for (std::size_t to = 0, from = sent_; to < lanes_.size(); to += PE_, from += MH)
    std::copy_n(results_.data.data() + from, PE_, lanes_.data() + to);
  golden::pack_word(lanes_, kind_.output, word);
  sent_ += PE_;
}

StreamedMvauBehaviour::StreamedMvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding,
                                             const golden::Parameters& parameters)
    : rows_(kind),
      parameters_(parameters),
      MH_(static_cast<std::size_t>(kind.MH)),
      SIMD_(static_cast<std::size_t>(folding.SIMD)),
      input_(kind, folding),
      lanes_(SIMD_ * static_cast<std::size_t>(folding.PE)) {
  rows_.MH = folding.PE;
  tile_.weights = Tensor({rows_.MH, rows_.MW});
  if (!kind.no_activation) tile_.thresholds = Tensor({rows_.MH, kind.levels});
}

void StreamedMvauBehaviour::read(int port, std::span<const std::uint8_t> word) {
  if (port == 0) {
    input_.read(word);
    return;
  }
  golden::unpack_word(word, rows_.weight, lanes_);
  const auto MW = static_cast<std::size_t>(rows_.MW);
  for (std::size_t from = 0, to = column_; from < lanes_.size(); from += SIMD_, to += MW)
    std::copy_n(lanes_.data() + from, SIMD_, tile_.weights.data.data() + to);
  column_ = column_ + SIMD_ == MW ? 0 : column_ + SIMD_;
}

void StreamedMvauBehaviour::write(int, std::span<std::uint8_t> word) {
  std::vector<std::int32_t>& thresholds = tile_.thresholds.data;
  if (!thresholds.empty())
    std::copy_n(parameters_.thresholds.data.data() + row_ * static_cast<std::size_t>(rows_.levels), thresholds.size(),
                thresholds.data());
  golden::pack_word(compute(rows_, {&input_.vectors()}, tile_).front().data, rows_.output, word);
  row_ = row_ + static_cast<std::size_t>(rows_.MH) == MH_ ? 0 : row_ + static_cast<std::size_t>(rows_.MH);
}

}  // namespace weir::timing::modules
