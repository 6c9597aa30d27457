// Loops without end that wait for nothing: time stands still in them, and so does every simulator.
#include <set>

#include "rtl_wrap/foreign/strictness.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace {

using Tokens = std::vector<Token>;

bool is(const Tokens& tokens, std::size_t i, std::string_view what) { return i < tokens.size() && tokens[i].is(what); }

/// Behind "forever", "while (1)", "for (;;)" or "always" at `i`: where its statement begins; 0 for anything else.
std::size_t body_of(const Tokens& tokens, std::size_t i) {
  if (is(tokens, i, "forever") || is(tokens, i, "always")) return i + 1;
  if (is(tokens, i, "for") && is(tokens, i + 2, ";") && is(tokens, i + 3, ";") && is(tokens, i + 4, ")")) return i + 5;
  const bool is_while = is(tokens, i, "while") && is(tokens, i + 1, "(") && is(tokens, i + 3, ")");
  static const std::set<std::string_view> ones{"1", "1'b1", "'1"};
  return is_while && ones.count(tokens[i + 2].text) != 0 ? i + 4 : 0;
}

/// Whether anything in [from, to) may wait or leave the loop: a delay, an event, a jump, an end of all, or a call.
bool may_pause(const Tokens& tokens, std::size_t from, std::size_t to) {
  static const std::set<std::string_view> pauses{"#",       "@",      "wait",  "break", "return",     "disable", "fork",
                                                 "$finish", "$fatal", "$stop", "$exit", "wait_order", "expect"};
  for (std::size_t k = from; k < to; ++k) {
    if (tokens[k].kind != Token::Kind::kString && pauses.count(tokens[k].text) != 0) return true;
    // A macro may be anything.
    if (tokens[k].kind == Token::Kind::kDirective) return true;
    // A name before "(" or, as a statement of its own, ";": a task or function.
    const bool begins = k == from || is(tokens, k - 1, ";") || is(tokens, k - 1, "begin") ||
                        is(tokens, k - 1, "else") || is(tokens, k - 1, ")") || is(tokens, k - 1, "end");
    if (is_name(tokens[k]) && (is(tokens, k + 1, "(") || (begins && is(tokens, k + 1, ";")))) return true;
  }
  return false;
}

}  // namespace

std::string endless_loops_told(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    // do ... while (1): the loop stands before it.
    const std::size_t body = body_of(tokens, i);
    if (body == 0 || body >= tokens.size() || is(tokens, body, ";")) continue;
    const std::size_t behind = behind_statement(tokens, body);
    if (may_pause(tokens, body, behind)) continue;
    const std::string keyword(tokens[i].text);
    replacements.push_back({tokens[i].begin, tokens[behind - 1].end,
                            std::string(keyword == "always" ? "initial " : "") + "$fatal(1, \"a loop (" + keyword +
                                ") without end that waits for nothing\");"});
    rewrites.push_back(keyword + " without end that waits for nothing told, where it is reached");
    i = behind - 1;
  }
  return replaced(text, std::move(replacements));
}

}  // namespace weir::rtl
