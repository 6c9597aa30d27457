/// Deterministic mutations of a corpus: the same inputs in every run and on every machine.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace weir::fuzz {

using Bytes = std::vector<std::uint8_t>;

class Mutator {
 public:
  explicit Mutator(const std::map<std::string, Bytes>& corpus) : corpus_(corpus.begin(), corpus.end()) {}

  /// A file of the corpus with one to four changes, and that file's name.
  std::pair<std::string, Bytes> next() {
    auto [name, bytes] = corpus_[below(corpus_.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(bytes);
    return {name, bytes};
  }

 private:
  // std::uniform_int_distribution differs between libraries; a remainder does not.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit); }

  void change(Bytes& bytes) {
    static const Bytes kBytes{0x00, 0x01, 0x7f, 0x80, 0xff, '0', '9', '-', '{', '}', '"', '\n'};
    const std::size_t at = below(bytes.size());
    switch (bytes.empty() ? 6 : below(8)) {
      case 0: bytes[at] ^= static_cast<std::uint8_t>(1u << below(8)); break;
      case 1: bytes[at] = kBytes[below(kBytes.size())]; break;
      case 2: bytes[at] = static_cast<std::uint8_t>(below(256)); break;
      case 3: bytes.resize(at); break;
      case 4: erase(bytes, at, 1 + below(16)); break;
      case 5: repeat(bytes, at, 1 + below(32)); break;
      case 6: splice(bytes, at); break;
      default: replace_number(bytes, at); break;
    }
  }

  static Bytes part(const Bytes& bytes, std::size_t at, std::size_t length) {
    const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    return {first, first + static_cast<std::ptrdiff_t>(std::min(length, bytes.size() - at))};
  }

  static void erase(Bytes& bytes, std::size_t at, std::size_t length) {
    const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    bytes.erase(first, first + static_cast<std::ptrdiff_t>(std::min(length, bytes.size() - at)));
  }

  static void insert(Bytes& bytes, std::size_t at, const Bytes& what) {
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
  }

  void repeat(Bytes& bytes, std::size_t at, std::size_t length) { insert(bytes, at, part(bytes, at, length)); }

  void splice(Bytes& bytes, std::size_t at) {
    const Bytes& other = corpus_[below(corpus_.size())].second;
    if (!other.empty()) insert(bytes, at, part(other, below(other.size()), 1 + below(64)));
  }

  /// The next decimal number of a text becomes one that is hard to digest.
  void replace_number(Bytes& bytes, std::size_t at) {
    static const std::vector<std::string> kNumbers{"0", "-1", "1e9", "2147483648", "4294967297", "9223372036854775807"};
    const auto is_digit = [](std::uint8_t c) { return c >= '0' && c <= '9'; };
    const auto first = std::find_if(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), is_digit);
    const auto last = std::find_if_not(first, bytes.end(), is_digit);
    if (first == last) return;
    const auto position = static_cast<std::size_t>(first - bytes.begin());
    bytes.erase(first, last);
    const std::string& number = kNumbers[below(kNumbers.size())];
    insert(bytes, position, {number.begin(), number.end()});
  }

  std::vector<std::pair<std::string, Bytes>> corpus_;
  std::mt19937_64 random_{20261120};
};

}  // namespace weir::fuzz
