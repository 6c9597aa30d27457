#include "systemc/modules/pool.hpp"

#include <algorithm>

namespace weir::timing::modules {

AccumulatePoolBehaviour::AccumulatePoolBehaviour(const golden::AccumulatePool& kind,
                                                 const golden::LayerFolding& folding)
    : kind_(kind), sums_(static_cast<std::size_t>(kind.channels)), word_(static_cast<std::size_t>(folding.PE)) {}

void AccumulatePoolBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, kind_.input, word_);
  for (std::size_t i = 0; i < word_.size(); ++i) sums_[next_ + i] += word_[i];
  next_ += word_.size();
  if (next_ == sums_.size()) next_ = 0;
}

void AccumulatePoolBehaviour::write(int, std::span<std::uint8_t> word) {
  const auto sums = std::span(sums_).subspan(written_, word_.size());
  golden::pack_word(sums, kind_.output, word);
  std::fill(sums.begin(), sums.end(), 0);
  written_ += word_.size();
  if (written_ == sums_.size()) written_ = 0;
}

PoolBehaviour::PoolBehaviour(const golden::Pool& kind, const golden::LayerFolding& folding)
    : kind_(kind),
      is_maximum_(kind.function == "MaxPool"),
      results_(static_cast<std::size_t>(folding.PE)),
      word_(results_.size()) {}

void PoolBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, kind_.input, word_);
  for (std::size_t i = 0; i < word_.size(); ++i)
    results_[i] = is_first_ ? word_[i] : is_maximum_ ? std::max(results_[i], word_[i]) : results_[i] + word_[i];
  is_first_ = false;
}

void PoolBehaviour::write(int, std::span<std::uint8_t> word) {
  for (auto& result : results_) result >>= kind_.shift;
  golden::pack_word(results_, kind_.output, word);
  is_first_ = true;
}

}  // namespace weir::timing::modules
