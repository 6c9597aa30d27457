#include "systemc/modules/dwc.hpp"

namespace weir::timing::modules {

void DwcBehaviour::read(int, std::span<const std::uint8_t> word) {
  std::vector<std::int32_t> in(static_cast<std::size_t>(kind_.in_elements));
  golden::unpack_word(word, kind_.type, in);
  elements_.insert(elements_.end(), in.begin(), in.end());
}

void DwcBehaviour::write(int, std::span<std::uint8_t> word) {
  const std::vector<std::int32_t> out(elements_.begin(), elements_.begin() + kind_.out_elements);
  elements_.erase(elements_.begin(), elements_.begin() + kind_.out_elements);
  golden::pack_word(out, kind_.type, word);
}

}  // namespace weir::timing::modules
