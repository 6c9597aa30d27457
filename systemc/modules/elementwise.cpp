#include "systemc/modules/elementwise.hpp"

namespace weir::timing::modules {

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

}  // namespace weir::timing::modules
