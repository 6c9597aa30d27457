#include "systemc/generators/values.hpp"

#include <algorithm>

namespace weir::timing {

ElementwiseBehaviour::ElementwiseBehaviour(std::vector<DataType> inputs, DataType output, int elements,
                                           std::int64_t channels, Function function)
    : inputs_(std::move(inputs)),
      output_(output),
      channels_(static_cast<std::size_t>(channels)),
      function_(std::move(function)),
      a_(static_cast<std::size_t>(elements)),
      b_(a_.size()),
      result_(a_.size()) {}

void ElementwiseBehaviour::read(int port, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, inputs_[static_cast<std::size_t>(port)], port == 0 ? a_ : b_);
}

void ElementwiseBehaviour::write(int, std::span<std::uint8_t> word) {
  for (std::size_t i = 0; i < result_.size(); ++i)
    result_[i] = static_cast<std::int32_t>(function_(a_[i], b_[i], channel_ + i));
  channel_ += result_.size();
  if (channel_ == channels_) channel_ = 0;
  golden::pack_word(result_, output_, word);
}

void ForwardBehaviour::read(int, std::span<const std::uint8_t> word) { latest_.assign(word.begin(), word.end()); }
void ForwardBehaviour::write(int, std::span<std::uint8_t> word) {
  std::copy(latest_.begin(), latest_.end(), word.begin());
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

}  // namespace weir::timing
