/// Values of stages that hand words on unchanged.
#pragma once
#include <deque>
#include <functional>

#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

/// Writes the word read last. Duplicates, splits, concatenations, and whatever drops words.
class ForwardBehaviour : public Behaviour {
 public:
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  std::vector<std::uint8_t> latest_;
};

/// Writes every pixel FW times in a row, and every row FH times.
class UpsampleBehaviour : public Behaviour {
 public:
  explicit UpsampleBehaviour(const golden::Upsample& kind);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const golden::Upsample& kind_;
  std::vector<std::vector<std::uint8_t>> row_;  ///< the latest row read, pixel by pixel
  std::int64_t x_ = 0, y_ = 0;                  ///< of the next pixel written
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

}  // namespace weir::timing::modules
