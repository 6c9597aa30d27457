// Declarations that Verilator takes in simpler words alone: loops of several variables, files opened on the way.
#include <optional>

#include "rtl_wrap/foreign/strictness.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace {

using Tokens = std::vector<Token>;

/// for (int a = X, b = Y; ...) s: begin automatic int a = X; for (int b = Y; ...) s end. The order of the initial
/// values stays, so Y may use a.
class LoopSplitter {
 public:
  LoopSplitter(const std::string& text, std::vector<std::string>& rewrites)
      : text_(text), tokens_(tokens_of(text)), rewrites_(rewrites) {}

  std::string run() {
    for (std::size_t i = 0; i + 2 < tokens_.size(); ++i)
      if (tokens_[i].is("for") && tokens_[i + 1].is("(")) split(i);
    return replaced(text_, std::move(replacements_));
  }

 private:
  void split(std::size_t loop) {
    const std::size_t first = loop + 2, end = find_mark(tokens_, ";", first, behind_bracket(tokens_, loop + 1) - 1);
    std::string before, type, names;
    std::size_t from = first;
    for (;;) {
      const std::size_t comma = find_mark(tokens_, ",", from, end), equals = find_mark(tokens_, "=", from, comma);
      if (equals >= comma || equals == from) return;
      if (equals - 1 > from) type = text_of(text_, tokens_, from, equals - 1);
      if (type.starts_with("genvar")) return;
      names += (names.empty() ? "" : ", ") + std::string(tokens_[equals - 1].text);
      const std::string value = text_of(text_, tokens_, equals - 1, comma);
      if (comma == end) {
        if (from == first) return;
        replacements_.push_back({tokens_[loop].begin, tokens_[loop].begin, "begin " + before});
        replacements_.push_back({tokens_[first].begin, tokens_[end].begin, type.empty() ? value : type + " " + value});
        const std::size_t behind = tokens_[behind_statement(tokens_, loop) - 1].end;
        replacements_.push_back({behind, behind, " end"});
        rewrites_.push_back("loop of several variables (" + names + ") as one of the last");
        return;
      }
      before += (type.empty() ? "" : "automatic " + type + " ") + value + "; ";
      from = comma + 1;
    }
  }

  const std::string& text_;
  Tokens tokens_;
  std::vector<std::string>& rewrites_;
  std::vector<Replacement> replacements_;
};

/// TYPE fd = condition ? $fopen(...) : 0; as TYPE fd; initial if (condition) fd = $fopen(...); else fd = 0;
class OpenFinder {
 public:
  OpenFinder(const std::string& text, std::vector<std::string>& rewrites)
      : text_(text), tokens_(tokens_of(text)), rewrites_(rewrites) {}

  std::string run() {
    std::size_t start = 0, end_of_procedure = 0;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (i >= end_of_procedure) end_of_procedure = behind_procedure(i);
      if (is_start(i)) start = i + 1;
      if (!tokens_[i].is("$fopen")) continue;
      const std::size_t end = find_mark(tokens_, ";", i, tokens_.size());
      rewrite(start, end, i < end_of_procedure);
      i = end - (end == tokens_.size());
      start = end + 1;
    }
    return replaced(text_, std::move(replacements_));
  }

 private:
  bool is_start(std::size_t i) const {
    if (i >= 2 && tokens_[i - 1].is(":") && (tokens_[i - 2].is("begin") || tokens_[i - 2].is("end"))) return true;
    for (const char* word :
         {";", "begin", "end", "else", "initial", "final", "do", "generate", "endgenerate", "endfunction", "endtask"})
      if (tokens_[i].is(word)) return true;
    return false;
  }

  /// Behind the procedure that begins at `i`; 0 where none does.
  std::size_t behind_procedure(std::size_t i) const {
    const Token& token = tokens_[i];
    if (token.kind == Token::Kind::kWord &&
        (token.is("initial") || token.is("final") || token.text.starts_with("always")))  // always_comb, _ff, _latch
      return behind_statement(tokens_, i + 1);
    if (!token.is("function") && !token.is("task")) return 0;
    while (i < tokens_.size() && !tokens_[i].is("endfunction") && !tokens_[i].is("endtask")) ++i;
    return i;
  }

  void rewrite(std::size_t start, std::size_t end, bool is_in_procedure) {
    const std::size_t equals = find_mark(tokens_, "=", start, end);
    if (equals >= end || equals == start || end == tokens_.size()) return;
    const std::string name(tokens_[equals - 1].text);
    const bool declares = equals - 1 > start;
    if (declares && is_in_procedure) return;
    if (!declares && tokens_[equals + 1].is("$fopen")) return;  // as Verilator takes it
    const auto statement = assignment(name, equals + 1, end);
    if (!statement) return;
    const std::string type = text_of(text_, tokens_, start, equals - 1);
    replacements_.push_back(
        {tokens_[start].begin, tokens_[end].end,
         declares ? type + " " + name + "; initial " + *statement : "begin " + *statement + " end"});
    rewrites_.push_back("$fopen of " + name + " as a statement");
  }

  std::optional<std::string> assignment(const std::string& name, std::size_t from, std::size_t to) const {
    while (from < to && tokens_[from].is("(") && behind_bracket(tokens_, from) == to) ++from, --to;
    const auto choice = choice_in(tokens_, from, to);
    const bool is_call = from < to && tokens_[from].is("$fopen") && behind_bracket(tokens_, from + 1) == to;
    if (is_call || !opens(from, to)) return name + " = " + text_of(text_, tokens_, from, to) + ";";
    if (!choice || opens(from, choice->question)) return std::nullopt;
    const auto yes = assignment(name, choice->question + 1, choice->colon),
               no = assignment(name, choice->colon + 1, to);
    if (!yes || !no) return std::nullopt;
    return "if (" + text_of(text_, tokens_, from, choice->question) + ") begin " + *yes + " end else " + *no;
  }
  bool opens(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i)
      if (tokens_[i].is("$fopen")) return true;
    return false;
  }

  const std::string& text_;
  Tokens tokens_;
  std::vector<std::string>& rewrites_;
  std::vector<Replacement> replacements_;
};

}  // namespace

std::string loops_of_one_variable(const std::string& text, std::vector<std::string>& rewrites) {
  return LoopSplitter(text, rewrites).run();
}

std::string files_opened_alone(const std::string& text, std::vector<std::string>& rewrites) {
  return text.find("$fopen") == std::string::npos ? text : OpenFinder(text, rewrites).run();
}

}  // namespace weir::rtl
