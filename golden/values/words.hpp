/// Stream words as bytes, lowest first. Packing and unpacking: golden/network/words.hpp.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace weir::golden {

/// Packed words of one or more frames: word w occupies bytes [w * word_bytes, (w + 1) * word_bytes).
struct Words {
  int word_bits = 0;
  std::vector<std::uint8_t> bytes;

  int word_bytes() const { return (word_bits + 7) / 8; }
  std::int64_t count() const { return word_bits == 0 ? 0 : static_cast<std::int64_t>(bytes.size()) / word_bytes(); }
  std::span<const std::uint8_t> word(std::int64_t index) const;
  bool operator==(const Words&) const = default;
};

}  // namespace weir::golden
