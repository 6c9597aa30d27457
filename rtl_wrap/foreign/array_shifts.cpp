// Shifts of unpacked arrays, a <= {x, a[0:N-2]}, as loops.
#include <algorithm>
#include <optional>

#include "rtl_wrap/foreign/strictness.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace {

using Tokens = std::vector<Token>;

class ShiftFinder {
 public:
  ShiftFinder(const std::string& text, std::vector<std::string>& rewrites)
      : text_(text), tokens_(tokens_of(text)), rewrites_(rewrites) {}

  std::string run() {
    std::vector<Replacement> replacements;
    for (std::size_t i = 0; i + 4 < tokens_.size(); ++i)
      if (auto loop = loop_at(i)) replacements.push_back(std::move(*loop));
    return replaced(text_, std::move(replacements));
  }

 private:
  bool is(std::size_t i, std::string_view what) const { return i < tokens_.size() && tokens_[i].is(what); }
  std::string text_of(std::size_t first, std::size_t behind) const {
    return rtl::text_of(text_, tokens_, first, behind);
  }

  /// TYPE name[N]; or TYPE name[0:N-1]; : the elements of such an array stand in the order of its indices.
  bool is_array(std::string_view name) const {
    for (std::size_t i = 1; i + 1 < tokens_.size(); ++i) {
      if (!tokens_[i].is(name) || !is(i + 1, "[")) continue;
      const std::size_t behind = behind_bracket(tokens_, i + 1);
      const Token& type = tokens_[i - 1];
      const bool is_declared = is(behind, ";") && (is_name(type) || type.is("]") || type.is("logic") ||
                                                   type.is("reg") || type.is("bit") || type.is("int"));
      const std::size_t colon = find_mark(tokens_, ":", i + 2, behind - 1);
      if (is_declared) return colon == behind - 1 || is(i + 2, "0");
    }
    return false;
  }

  std::optional<Replacement> loop_at(std::size_t i) {
    if (!is_name(tokens_[i]) || !is(i + 1, "<") || !is(i + 2, "=") || !is(i + 3, "{")) return std::nullopt;
    const std::size_t close = behind_bracket(tokens_, i + 3) - 1;
    const std::size_t comma = find_mark(tokens_, ",", i + 4, close), slice = comma + 2;
    if (comma >= close || !is_name(tokens_[comma + 1]) || !is(slice, "[") || !is(close + 1, ";")) return std::nullopt;
    const std::size_t end = behind_bracket(tokens_, slice) - 1, colon = find_mark(tokens_, ":", slice + 1, end);
    if (end + 1 != close || colon >= end || !is_array(tokens_[i].text) || !is_array(tokens_[comma + 1].text))
      return std::nullopt;
    const std::string to(tokens_[i].text), from(tokens_[comma + 1].text);
    const std::string low = "(" + text_of(slice + 1, colon) + ")", high = "(" + text_of(colon + 1, end) + ")";
    rewrites_.push_back("shift of array " + to + " as a loop");
    return Replacement{tokens_[i].begin, tokens_[close + 1].end,
                       "begin " + to + "[0] <= " + text_of(i + 4, comma) + "; for (int weir_i = 0; weir_i <= " + high +
                           " - " + low + "; weir_i = weir_i + 1) " + to + "[weir_i + 1] <= " + from + "[" + low +
                           " + weir_i]; end"};
  }

  const std::string& text_;
  Tokens tokens_;
  std::vector<std::string>& rewrites_;
};

}  // namespace

std::string loops_for_array_shifts(const std::string& text, std::vector<std::string>& rewrites) {
  return ShiftFinder(text, rewrites).run();
}

}  // namespace weir::rtl
