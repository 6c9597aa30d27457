#include "systemc/modules/word_mover.hpp"

#include <algorithm>

namespace weir::timing::modules {

void ForwardBehaviour::read(int, std::span<const std::uint8_t> word) { latest_.assign(word.begin(), word.end()); }
void ForwardBehaviour::write(int, std::span<std::uint8_t> word) {
  std::copy(latest_.begin(), latest_.end(), word.begin());
}

void PaddingBehaviour::read(int, std::span<const std::uint8_t> word) { word_.assign(word.begin(), word.end()); }
void PaddingBehaviour::write(int, std::span<std::uint8_t> word) {
  std::copy(word_.begin(), word_.end(), word.begin());
  word_.clear();
}

}  // namespace weir::timing::modules
