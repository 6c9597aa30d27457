/// Verilog and SystemVerilog as a row of tokens: enough to see what a file defines, uses and includes, and to change
/// single statements, without a parser. Comments are left out; what `ifdef would leave out is not.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::rtl {

struct Token {
  enum class Kind { kWord, kNumber, kString, kDirective, kSystem, kMark };
  Kind kind = Kind::kMark;
  std::size_t begin = 0, end = 0;  ///< place in the text
  /// Of a word its name (an escaped one without its backslash), of a string what stands between the quotes, of a
  /// `directive and a $system name all of it; every other mark is one character, but "::" and "(*" and "*)".
  std::string_view text;
  bool is(std::string_view what) const { return kind != Kind::kString && text == what; }
};

/// `text` must outlive the tokens.
std::vector<Token> tokens_of(const std::string& text);
/// Behind the bracket that closes the one at `open` ("(", "[", "{"); the number of tokens if none does.
std::size_t behind_bracket(const std::vector<Token>& tokens, std::size_t open);
/// Behind the statement that begins at `first`: up to its ";", its "end", or the end of its last branch.
std::size_t behind_statement(const std::vector<Token>& tokens, std::size_t first);
/// Of "condition ? a : b" in [from, to) outside of brackets; a row of choices is cut at its first.
struct Choice {
  std::size_t question = 0, colon = 0;
};
std::optional<Choice> choice_in(const std::vector<Token>& tokens, std::size_t from, std::size_t to);
/// The first `mark` in [from, to) outside of brackets; `to` if there is none.
std::size_t find_mark(const std::vector<Token>& tokens, std::string_view mark, std::size_t from, std::size_t to);
/// The text of the tokens in [from, to), with what stands between them.
std::string text_of(const std::string& text, const std::vector<Token>& tokens, std::size_t from, std::size_t to);
/// Whether SystemVerilog reserves the word.
bool is_keyword(std::string_view word);
inline bool is_name(const Token& token) { return token.kind == Token::Kind::kWord && !is_keyword(token.text); }

struct Replacement {
  std::size_t begin = 0, end = 0;
  std::string text;
};
/// Replacements may not overlap.
std::string replaced(const std::string& text, std::vector<Replacement> replacements);

}  // namespace weir::rtl
