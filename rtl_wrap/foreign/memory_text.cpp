#include "rtl_wrap/foreign/memory_text.hpp"

namespace weir::rtl {

std::string hexadecimal(const golden::Words& words) {
  constexpr const char* digits = "0123456789abcdef";
  const auto bytes = static_cast<std::size_t>(words.word_bytes());
  std::string text;
  for (std::size_t word = 0; word < static_cast<std::size_t>(words.count()); ++word) {
    std::string line;
    for (std::size_t k = 0; k < bytes; ++k) {
      const std::uint8_t byte = words.bytes[word * bytes + bytes - 1 - k];
      line += digits[byte >> 4];
      line += digits[byte & 15];
    }
    if (const std::size_t wanted = static_cast<std::size_t>((words.word_bits + 3) / 4); line.size() > wanted)
      line.erase(0, line.size() - wanted);
    text += line + "\n";
  }
  return text;
}

}  // namespace weir::rtl
