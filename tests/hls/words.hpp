/// Stream words of any width in tests: bit vectors, built element by element, and their hex text.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace weir::test {

class Word {
 public:
  /// Appends the low `bits` of `value` above what is there.
  void append(std::int64_t value, int bits) {
    for (int k = 0; k < bits; ++k) bits_.push_back(((k < 63 ? value >> k : value >> 63) & 1) != 0);
  }
  int width() const { return static_cast<int>(bits_.size()); }
  /// Lower case, all digits of the width.
  std::string hex() const {
    std::string text;
    for (std::size_t at = 0; at < bits_.size(); at += 4) {
      int digit = 0;
      for (std::size_t k = 0; k < 4 && at + k < bits_.size(); ++k) digit |= (bits_[at + k] ? 1 : 0) << k;
      text.insert(text.begin(), "0123456789abcdef"[digit]);
    }
    return text;
  }
  Word slice(int low, int width) const {
    Word w;
    w.bits_.assign(bits_.begin() + low, bits_.begin() + low + width);
    return w;
  }
  void append(const Word& above) { bits_.insert(bits_.end(), above.bits_.begin(), above.bits_.end()); }

 private:
  std::vector<bool> bits_;
};

}  // namespace weir::test
