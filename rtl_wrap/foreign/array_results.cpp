// Functions that return unpacked arrays of unsigned numbers: of packed ones.
#include "rtl_wrap/foreign/strictness.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace {

using Tokens = std::vector<Token>;

/// What a packed array has as its innermost part: [31:0] of "int unsigned", [a:b] of "logic [a:b]"; "" for other types,
/// signed ones among them: the elements of a packed array are unsigned.
std::string packed_part(const std::string& text, const Tokens& tokens, std::size_t from, std::size_t to) {
  const auto is = [&](std::size_t i, std::string_view what) { return i < to && tokens[i].is(what); };
  if (to - from == 2 && is(from + 1, "unsigned")) {
    if (is(from, "byte")) return "[7:0]";
    if (is(from, "shortint")) return "[15:0]";
    if (is(from, "int")) return "[31:0]";
    if (is(from, "longint")) return "[63:0]";
  }
  const bool is_vector = (is(from, "bit") || is(from, "logic")) && is(from + 1, "[");
  return is_vector && behind_bracket(tokens, from + 1) == to ? text_of(text, tokens, from + 1, to) : "";
}

bool is_result(const Tokens& tokens, std::string_view type) {
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i)
    if (tokens[i].is("function") && tokens[i + (tokens[i + 1].is("automatic") ? 2 : 1)].is(type)) return true;
  return false;
}

}  // namespace

std::string packed_array_results(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].is("typedef")) continue;
    const std::size_t end = find_mark(tokens, ";", i, tokens.size());
    std::size_t open = end;
    for (std::size_t k = i + 2; k < end && open == end; ++k)
      if (tokens[k].is("[") && is_name(tokens[k - 1]) && behind_bracket(tokens, k) == end) open = k;
    if (open == end || !is_result(tokens, tokens[open - 1].text)) continue;
    const std::string part = packed_part(text, tokens, i + 1, open - 1);
    if (part.empty()) continue;
    const std::string name(tokens[open - 1].text), size = text_of(text, tokens, open + 1, end - 1);
    const bool is_range = find_mark(tokens, ":", open + 1, end - 1) < end - 1;
    const std::string state = tokens[i + 1].is("logic") ? "logic" : "bit";
    replacements.push_back(
        {tokens[i].begin, tokens[end].end,
         "typedef " + state + " [" + (is_range ? size : "0:(" + size + ")-1") + "]" + part + " " + name + ";"});
    rewrites.push_back("array type " + name + ", which a function returns, packed");
  }
  return replaced(text, std::move(replacements));
}

}  // namespace weir::rtl
