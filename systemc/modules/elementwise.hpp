/// Values of stages that compute every element of the output from the elements in the same place of the inputs.
#pragma once
#include <functional>

#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class ElementwiseBehaviour : public Behaviour {
 public:
  /// `b` is 0 where there is one input; `channel` counts within a vector.
  using Function = std::function<std::int64_t(std::int64_t a, std::int64_t b, std::size_t channel)>;

  /// Words of `elements` elements, vectors of `channels`.
  ElementwiseBehaviour(std::vector<DataType> inputs, DataType output, int elements, std::int64_t channels,
                       Function function);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const std::vector<DataType> inputs_;
  const DataType output_;
  const std::size_t channels_;
  const Function function_;
  std::vector<std::int32_t> a_, b_, result_;
  std::size_t channel_ = 0;  ///< of the next word's first element
};

}  // namespace weir::timing::modules
