/// FNV-1a, 64 bits: names of contents (networks, foldings, cache entries). Not for security.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weir {

class Fnv1a {
 public:
  void add(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) state_ = (state_ ^ byte) * 0x100000001b3ull;
  }
  /// Text is followed by its length, so that consecutive texts cannot run into each other.
  void add(std::string_view text) {
    for (const char c : text) state_ = (state_ ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ull;
    add_number(text.size());
  }
  void add_number(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) state_ = (state_ ^ ((number >> (8 * i)) & 0xff)) * 0x100000001b3ull;
  }
  std::uint64_t value() const { return state_; }
  std::string hex() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text(16, '0');
    for (int i = 0; i < 16; ++i) text[static_cast<std::size_t>(i)] = digits[(state_ >> (60 - 4 * i)) & 15];
    return text;
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325ull;
};

}  // namespace weir
