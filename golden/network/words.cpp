#include "golden/network/words.hpp"

#include <algorithm>

namespace weir::golden {

std::span<const std::uint8_t> Words::word(std::int64_t index) const {
  const auto size = static_cast<std::size_t>(word_bytes());
  return {bytes.data() + static_cast<std::size_t>(index) * size, size};
}

void pack_word(std::span<const std::int32_t> elements, DataType type, std::span<std::uint8_t> word) {
  std::size_t bit = 0;
  for (const std::int32_t element : elements) {
    const std::uint32_t code = type.encode(element);
    for (int placed = 0; placed < type.bits;) {
      const std::size_t offset = bit & 7;
      word[bit >> 3] |= static_cast<std::uint8_t>((code >> placed) << offset);
      const int step = std::min(type.bits - placed, static_cast<int>(8 - offset));
      placed += step;
      bit += static_cast<std::size_t>(step);
    }
  }
}

void unpack_word(std::span<const std::uint8_t> word, DataType type, std::span<std::int32_t> elements) {
  std::size_t bit = 0;
  for (std::int32_t& element : elements) {
    std::uint64_t code = 0;
    for (int taken = 0; taken < type.bits;) {
      const std::size_t offset = bit & 7;
      const int step = std::min(type.bits - taken, static_cast<int>(8 - offset));
      code |= (static_cast<std::uint64_t>(word[bit >> 3] >> offset) & ((1u << step) - 1)) << taken;
      taken += step;
      bit += static_cast<std::size_t>(step);
    }
    element = static_cast<std::int32_t>(type.decode(static_cast<std::uint32_t>(code)));
  }
}

namespace {

void require_in_range(std::span<const std::int32_t> elements, DataType type) {
  for (std::size_t i = 0; i < elements.size(); ++i)
    if (!type.holds(elements[i]))
      throw Error("dtype-range", "element " + std::to_string(i) + " is " + std::to_string(elements[i]) + ", which " +
                                     type.name() + " does not hold");
}

}  // namespace

Words pack_words(std::span<const std::int32_t> elements, DataType type, std::int64_t elements_per_word) {
  require_in_range(elements, type);
  const auto per_word = static_cast<std::size_t>(elements_per_word);
  Words words;
  words.word_bits = static_cast<int>(elements_per_word) * type.bits;
  const auto size = static_cast<std::size_t>(words.word_bytes());
  const std::size_t count = elements.size() / per_word;
  if (count * per_word != elements.size())
    throw Error("word-size", std::to_string(elements.size()) + " elements do not fill words of " +
                                 std::to_string(elements_per_word) + " elements");
  words.bytes.assign(count * size, 0);
  for (std::size_t w = 0; w < count; ++w)
    pack_word(elements.subspan(w * per_word, per_word), type, std::span(words.bytes).subspan(w * size, size));
  return words;
}

std::vector<std::int32_t> unpack_words(const Words& words, DataType type, std::int64_t elements_per_word) {
  const auto per_word = static_cast<std::size_t>(elements_per_word);
  std::vector<std::int32_t> elements(static_cast<std::size_t>(words.count()) * per_word);
  for (std::int64_t w = 0; w < words.count(); ++w)
    unpack_word(words.word(w), type, std::span(elements).subspan(static_cast<std::size_t>(w) * per_word, per_word));
  return elements;
}

Words pack_stream(std::span<const std::int32_t> tensor, const Stream& stream) {
  if (stream.order.follows_tensor()) return pack_words(tensor, stream.type, stream.elements_per_word);
  return pack_words(to_stream_order(tensor, stream.order), stream.type, stream.elements_per_word);
}

std::vector<std::int32_t> unpack_stream(const Words& words, const Stream& stream) {
  std::vector<std::int32_t> elements = unpack_words(words, stream.type, stream.elements_per_word);
  return stream.order.follows_tensor() ? elements : to_tensor_order(elements, stream.order);
}

}  // namespace weir::golden
