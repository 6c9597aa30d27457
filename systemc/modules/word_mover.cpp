#include "systemc/modules/word_mover.hpp"

#include <algorithm>

namespace weir::timing::modules {

void ForwardBehaviour::read(int, std::span<const std::uint8_t> word) { latest_.assign(word.begin(), word.end()); }
void ForwardBehaviour::write(int, std::span<std::uint8_t> word) {
  std::copy(latest_.begin(), latest_.end(), word.begin());
}

UpsampleBehaviour::UpsampleBehaviour(const golden::Upsample& kind)
    : kind_(kind), row_(static_cast<std::size_t>(kind.in_size[1])) {}

void UpsampleBehaviour::read(int, std::span<const std::uint8_t> word) {
  row_[static_cast<std::size_t>(x_ / kind_.factor[1])].assign(word.begin(), word.end());
}

void UpsampleBehaviour::write(int, std::span<std::uint8_t> word) {
  const auto& pixel = row_[static_cast<std::size_t>(x_ / kind_.factor[1])];
  std::copy(pixel.begin(), pixel.end(), word.begin());
  if (++x_ < kind_.in_size[1] * kind_.factor[1]) return;
  x_ = 0;
  if (++y_ == kind_.in_size[0] * kind_.factor[0]) y_ = 0;
}

PaddingBehaviour::PaddingBehaviour(std::int64_t rows, std::int64_t columns, std::int64_t groups, HasWord has_word)
    : rows_(rows), columns_(columns), groups_(groups), has_word_(std::move(has_word)) {}

void PaddingBehaviour::read(int, std::span<const std::uint8_t> word) { words_.emplace_back(word.begin(), word.end()); }

void PaddingBehaviour::write(int, std::span<std::uint8_t> word) {
  if (has_word_(row_, column_)) {
    std::copy(words_.front().begin(), words_.front().end(), word.begin());
    words_.pop_front();
  }
  if (++group_ < groups_) return;
  group_ = 0;
  if (++column_ < columns_) return;
  column_ = 0;
  if (++row_ == rows_) row_ = 0;
}

}  // namespace weir::timing::modules
