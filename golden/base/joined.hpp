/// Lists in messages and generated text.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>

namespace weir {

/// What `text_of` makes of each item (a string or a number; without it the item itself), with `separator` between them.
template <class Range, class TextOf = std::identity>
std::string joined(const Range& items, std::string_view separator, TextOf text_of = {}) {
  std::string text;
  bool is_first = true;
  for (const auto& item : items) {
    if (!is_first) text += separator;
    is_first = false;
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<std::invoke_result_t<TextOf&, decltype(item)>>>)
      text += std::to_string(std::invoke(text_of, item));
    else
      text += std::invoke(text_of, item);
  }
  return text;
}

}  // namespace weir
