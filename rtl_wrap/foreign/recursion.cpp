// Tail recursion of functions as loops.
#include <algorithm>
#include <optional>

#include "rtl_wrap/foreign/strictness.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace {

using Tokens = std::vector<Token>;

struct Argument {
  std::string type, name;
};

/// One function of a text.
class Function {
 public:
  Function(const std::string& text, const Tokens& tokens, std::size_t first, std::size_t last)
      : text_(text), tokens_(tokens), first_(first), last_(last) {
    header_ = first;
    while (header_ < last && !is(header_, "(") && !is(header_, ";")) ++header_;
    name_ = tokens[header_ - 1].text;
    body_ = header_;
    while (body_ < last && !is(body_, ";")) body_ = is(body_, "(") ? behind_bracket(tokens, body_) : body_ + 1;
    ++body_;
    if (is(header_, "(")) read_arguments(header_ + 1, behind_bracket(tokens, header_) - 1);
    while (is(body_, "input")) {
      std::size_t end = body_;
      while (end < last && !is(end, ";")) ++end;
      read_arguments(body_, end);
      body_ = end + 1;
    }
  }

  const std::string& name() const { return name_; }
  bool calls_itself() const {
    for (std::size_t i = body_; i < last_; ++i)
      if (is_call(i)) return true;
    return false;
  }

  /// The same as a loop; empty where a call of itself does not come last.
  std::optional<Replacement> as_loop() {
    for (const Argument& argument : arguments_)
      for (const char* direction : {"output", "inout", "ref", "const"})
        if (argument.type.starts_with(direction)) return std::nullopt;
    std::vector<Replacement> calls;
    for (std::size_t i = body_; i < last_; ++i) {
      const bool returns = is(i, "return");
      const bool assigns = is(i, name_) && is(i + 1, "=");
      if (is_call(i)) return std::nullopt;
      if (!returns && !assigns) continue;
      std::size_t end = i;
      while (end < last_ && !is(end, ";")) ++end;
      const std::size_t from = i + (returns ? 1 : 2);
      if (holds_call(from, end)) {
        const auto text = statement(from, end, returns);
        if (!text || (assigns && !comes_last(end + 1))) return std::nullopt;
        calls.push_back({tokens_[i].begin, tokens_[end].end, *text});
      }
      i = end;
    }
    const std::size_t begin = tokens_[body_].begin, end = tokens_[last_].begin;
    for (Replacement& call : calls) call.begin -= begin, call.end -= begin;
    std::string declarations = "reg weir_again;";
    for (const Argument& argument : arguments_) declarations += " " + argument.type + " weir_" + argument.name + ";";
    return Replacement{begin, end,
                       declarations + " weir_again = 1; while (weir_again) begin weir_again = 0; begin " +
                           replaced(text_.substr(begin, end - begin), std::move(calls)) + " end end "};
  }

 private:
  bool is(std::size_t i, std::string_view text) const { return i < tokens_.size() && tokens_[i].is(text); }
  bool is_call(std::size_t i) const { return is(i, name_) && is(i + 1, "("); }
  bool holds_call(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i)
      if (is_call(i)) return true;
    return false;
  }
  std::string text(std::size_t from, std::size_t to) const { return text_of(text_, tokens_, from, to); }
  std::size_t next(std::size_t i) const {
    return is(i, "(") || is(i, "[") || is(i, "{") ? behind_bracket(tokens_, i) : i + 1;
  }

  /// input int unsigned a, input [3:0] b, c
  void read_arguments(std::size_t from, std::size_t to) {
    while (from < to) {
      std::size_t end = from;
      while (end < to && !is(end, ",")) end = next(end);
      if (is(from, "input")) ++from;
      std::string type = text(from, end - 1);
      if (type.empty() && !arguments_.empty() && !is(from - 1, "input")) type = arguments_.back().type;
      arguments_.push_back({type.empty() ? "reg" : type.starts_with("[") ? "reg " + type : type, text(end - 1, end)});
      from = end + 1;
    }
  }

  /// What stands for "return expression;" or "name = expression;".
  std::optional<std::string> statement(std::size_t from, std::size_t to, bool returns) const {
    while (from < to && is(from, "(") && behind_bracket(tokens_, from) == to) ++from, --to;
    if (!holds_call(from, to)) return (returns ? "return " : name_ + " = ") + text(from, to) + ";";
    if (is_call(from) && behind_bracket(tokens_, from + 1) == to) return next_turn(from + 2, to - 1, returns);
    const auto choice = choice_in(tokens_, from, to);
    if (!choice || holds_call(from, choice->question)) return std::nullopt;
    const auto yes = statement(choice->question + 1, choice->colon, returns),
               no = statement(choice->colon + 1, to, returns);
    if (!yes || !no) return std::nullopt;
    return "if (" + text(from, choice->question) + ") " + *yes + " else " + *no;
  }

  std::optional<std::string> next_turn(std::size_t from, std::size_t to, bool returns) const {
    std::string before, after;
    std::size_t k = 0;
    for (; from < to && k < arguments_.size(); ++k) {
      std::size_t end = from;
      while (end < to && !is(end, ",")) end = next(end);
      if (holds_call(from, end)) return std::nullopt;
      before += " weir_" + arguments_[k].name + " = " + text(from, end) + ";";
      after += " " + arguments_[k].name + " = weir_" + arguments_[k].name + ";";
      from = end + 1;
    }
    if (k != arguments_.size()) return std::nullopt;
    return "begin" + before + after + " weir_again = 1;" + (returns ? " continue;" : "") + " end";
  }

  /// Whether nothing but ends of blocks and other branches follows up to the end of the function.
  bool comes_last(std::size_t i) const {
    while (i < last_) {
      if (is(i, "end") || is(i, "endcase"))
        i += is(i + 1, ":") ? 3 : 1;
      else if (is(i, "else"))
        i = behind_statement(tokens_, i + 1);
      else
        return false;
    }
    return true;
  }

  const std::string& text_;
  const Tokens& tokens_;
  std::size_t first_, last_, header_ = 0, body_ = 0;
  std::string name_;
  std::vector<Argument> arguments_;
};

}  // namespace

std::string loops_for_recursion(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].is("function")) continue;
    std::size_t last = i;
    while (last < tokens.size() && !tokens[last].is("endfunction")) ++last;
    if (last == tokens.size()) break;
    Function function(text, tokens, i, last);
    if (function.calls_itself())
      if (auto loop = function.as_loop()) {
        replacements.push_back(std::move(*loop));
        rewrites.push_back("recursive function " + function.name() + " as a loop");
      }
    i = last;
  }
  return replaced(text, std::move(replacements));
}

}  // namespace weir::rtl
