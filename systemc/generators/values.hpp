/// Values of stages of several kinds: element by element, and words that are handed on unchanged.
#pragma once
#include <deque>
#include <functional>

#include "systemc/generators/behaviour.hpp"

namespace weir::timing {

/// Computes every element of the output from the elements in the same place of the inputs.
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

/// Writes the word read last. Duplicates, splits, concatenations, and whatever drops words.
class ForwardBehaviour : public Behaviour {
 public:
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  std::vector<std::uint8_t> latest_;
};

/// Writes zeros, and the words read in those places of the picture that `has_word` names.
class PaddingBehaviour : public Behaviour {
 public:
  using HasWord = std::function<bool(std::int64_t row, std::int64_t column)>;

  /// The picture written has `rows` rows of `columns` pixels of `groups` words.
  PaddingBehaviour(std::int64_t rows, std::int64_t columns, std::int64_t groups, HasWord has_word);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const std::int64_t rows_, columns_, groups_;
  const HasWord has_word_;
  std::deque<std::vector<std::uint8_t>> words_;  ///< read and not yet written
  std::int64_t row_ = 0, column_ = 0, group_ = 0;
};

}  // namespace weir::timing
