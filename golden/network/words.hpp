/// Stream words: element 0 in the least significant bits, two's complement, BIPOLAR -1/+1 as 0/1; bytes lowest first.
#pragma once
#include <span>

#include "golden/network/stage_graph.hpp"
#include "golden/values/words.hpp"

namespace weir::golden {

/// Packs consecutive elements; the count must be a multiple of `elements_per_word`.
/// Throws Error dtype-range naming the first element that `type` does not hold.
Words pack_words(std::span<const std::int32_t> elements, DataType type, std::int64_t elements_per_word);
/// The inverse: words.count() * elements_per_word values.
std::vector<std::int32_t> unpack_words(const Words& words, DataType type, std::int64_t elements_per_word);
/// Elements of whole frames, in the order of the tensor, as the words of `stream`; and back.
Words pack_stream(std::span<const std::int32_t> tensor, const Stream& stream);
std::vector<std::int32_t> unpack_stream(const Words& words, const Stream& stream);
/// Writes the element codes of one word into `word` (zeroed by the caller), lowest bits first.
void pack_word(std::span<const std::int32_t> elements, DataType type, std::span<std::uint8_t> word);
void unpack_word(std::span<const std::uint8_t> word, DataType type, std::span<std::int32_t> elements);

}  // namespace weir::golden
