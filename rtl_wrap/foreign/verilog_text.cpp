#include "rtl_wrap/foreign/verilog_text.hpp"

#include <algorithm>
#include <cctype>
#include <unordered_set>

namespace weir::rtl {

namespace {

bool is_word_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_word_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$'; }

class Lexer {
 public:
  explicit Lexer(const std::string& text) : text_(text) {}

  std::vector<Token> run() {
    while (skip_space_and_comments(), at_ < text_.size()) tokens_.push_back(next());
    return std::move(tokens_);
  }

 private:
  char look(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void skip_space_and_comments() {
    while (at_ < text_.size()) {
      if (std::isspace(static_cast<unsigned char>(look())) != 0)
        ++at_;
      else if (look() == '/' && look(1) == '/')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (look() == '/' && look(1) == '*')
        at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
      else
        return;
    }
  }

  Token made(Token::Kind kind, std::size_t end, std::size_t from, std::size_t to) {
    const Token token{kind, at_, end, std::string_view(text_).substr(from, to - from)};
    at_ = end;
    return token;
  }

  template <class Belongs>
  std::size_t end_of(std::size_t from, Belongs belongs) const {
    while (from < text_.size() && belongs(text_[from])) ++from;
    return from;
  }

  Token next() {
    const std::size_t begin = at_;
    if (is_word_start(look())) {
      const std::size_t end = end_of(at_, is_word_part);
      return made(Token::Kind::kWord, end, begin, end);
    }
    if (look() == '\\') {
      const std::size_t end = end_of(at_, [](char c) { return std::isspace(static_cast<unsigned char>(c)) == 0; });
      return made(Token::Kind::kWord, end, begin + 1, end);
    }
    if ((look() == '`' || look() == '$') && is_word_start(look(1))) {
      const std::size_t end = end_of(at_ + 1, is_word_part);
      return made(look() == '`' ? Token::Kind::kDirective : Token::Kind::kSystem, end, begin, end);
    }
    if (look() == '"') return string();
    if (std::isdigit(static_cast<unsigned char>(look())) != 0 || (look() == '\'' && std::isalnum(look(1)) != 0))
      return number();
    const bool is_pair = (look() == ':' && look(1) == ':') || (look() == '*' && look(1) == ')') ||
                         (look() == '(' && look(1) == '*' && look(2) != ')');
    return made(Token::Kind::kMark, at_ + (is_pair ? 2 : 1), begin, begin + (is_pair ? 2 : 1));
  }

  Token string() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    return made(Token::Kind::kString, std::min(end + 1, text_.size()), at_ + 1, end);
  }

  /// 12, 1.5, 8'hff, 'x, 32'B0000: its base and digits are no names.
  Token number() {
    const auto is_digit = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    std::size_t end = end_of(at_, [&](char c) { return is_digit(c) || c == '.'; });
    if (end < text_.size() && text_[end] == '\'' && end + 1 < text_.size() && is_digit(text_[end + 1]))
      end = end_of(end + 1, [&](char c) { return is_digit(c) || c == '?'; });
    return made(Token::Kind::kNumber, end, at_, end);
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(const std::string& text) { return Lexer(text).run(); }

std::size_t behind_bracket(const std::vector<Token>& tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.is("(") || token.is("[") || token.is("{") || token.is("(*")) ++depth;
    // "*)" ends an attribute or @(*).
    if ((token.is(")") || token.is("]") || token.is("}") || token.is("*)")) && --depth == 0) return i + 1;
  }
  return tokens.size();
}

namespace {

bool opens(const Token& token) { return token.is("(") || token.is("[") || token.is("{") || token.is("(*"); }

/// Behind the end that belongs to the opening word at `first`, and behind its label.
std::size_t behind_block(const std::vector<Token>& tokens, std::size_t first) {
  int depth = 0;
  std::size_t i = first;
  do {
    const Token& token = tokens[i++];
    for (const char* word : {"begin", "case", "casex", "casez", "fork"}) depth += token.is(word);
    for (const char* word : {"end", "endcase", "join", "join_any", "join_none"}) depth -= token.is(word);
  } while (i < tokens.size() && depth > 0);
  return i + 1 < tokens.size() && tokens[i].is(":") ? i + 2 : i;
}

}  // namespace

std::size_t behind_statement(const std::vector<Token>& tokens, std::size_t first) {
  const auto is = [&](std::size_t i, std::string_view text) { return i < tokens.size() && tokens[i].is(text); };
  std::size_t i = first;
  if (i >= tokens.size()) return tokens.size();
  for (const char* modifier : {"unique", "unique0", "priority"}) i += is(i, modifier);
  for (const char* word : {"begin", "case", "casex", "casez", "fork"})
    if (is(i, word)) return behind_block(tokens, i);
  for (const char* word : {"for", "while", "repeat", "foreach", "if", "@", "#"}) {
    if (!is(i, word)) continue;
    const bool is_branch = tokens[i].is("if");
    i = is(i + 1, "(") ? behind_bracket(tokens, i + 1) : i + 2;
    i = behind_statement(tokens, i);
    return is_branch && is(i, "else") ? behind_statement(tokens, i + 1) : i;
  }
  if (is(i, "forever")) return behind_statement(tokens, i + 1);
  return std::min(find_mark(tokens, ";", i, tokens.size()) + 1, tokens.size());
}

std::size_t find_mark(const std::vector<Token>& tokens, std::string_view mark, std::size_t from, std::size_t to) {
  std::size_t i = from;
  while (i < to && !tokens[i].is(mark)) {
    i = opens(tokens[i]) ? behind_bracket(tokens, i) : i + 1;
  }
  return std::min(i, to);
}

std::optional<Choice> choice_in(const std::vector<Token>& tokens, std::size_t from, std::size_t to) {
  const std::size_t question = find_mark(tokens, "?", from, to);
  int depth = 0;
  for (std::size_t i = question + 1; i < to;) {
    if (tokens[i].is(":") && depth == 0) return Choice{question, i};
    depth += tokens[i].is("?") - tokens[i].is(":");
    i = opens(tokens[i]) ? behind_bracket(tokens, i) : i + 1;
  }
  return std::nullopt;
}

std::string text_of(const std::string& text, const std::vector<Token>& tokens, std::size_t from, std::size_t to) {
  return from >= to ? "" : text.substr(tokens[from].begin, tokens[to - 1].end - tokens[from].begin);
}

bool is_keyword(std::string_view word) {
  static const std::unordered_set<std::string_view> keywords{
      "alias",       "always",      "always_comb", "always_ff",    "always_latch", "and",        "assert",
      "assign",      "assume",      "automatic",   "before",       "begin",        "bind",       "bit",
      "break",       "buf",         "bufif0",      "bufif1",       "byte",         "case",       "casex",
      "casez",       "cell",        "chandle",     "class",        "clocking",     "cmos",       "const",
      "constraint",  "continue",    "cover",       "covergroup",   "deassign",     "default",    "defparam",
      "disable",     "do",          "edge",        "else",         "end",          "endcase",    "endclass",
      "endclocking", "endfunction", "endgenerate", "endinterface", "endmodule",    "endpackage", "endprimitive",
      "endprogram",  "endproperty", "endsequence", "endspecify",   "endtable",     "endtask",    "enum",
      "event",       "export",      "extends",     "extern",       "final",        "for",        "force",
      "foreach",     "forever",     "fork",        "function",     "generate",     "genvar",     "if",
      "iff",         "import",      "initial",     "inout",        "input",        "inside",     "int",
      "integer",     "interface",   "join",        "join_any",     "join_none",    "localparam", "logic",
      "longint",     "macromodule", "modport",     "module",       "nand",         "negedge",    "new",
      "nmos",        "nor",         "not",         "notif0",       "notif1",       "null",       "or",
      "output",      "package",     "packed",      "parameter",    "pmos",         "posedge",    "primitive",
      "priority",    "program",     "property",    "pull0",        "pull1",        "pulldown",   "pullup",
      "real",        "realtime",    "ref",         "reg",          "release",      "repeat",     "restrict",
      "return",      "rnmos",       "rpmos",       "sequence",     "shortint",     "shortreal",  "signed",
      "specify",     "specparam",   "static",      "string",       "struct",       "super",      "supply0",
      "supply1",     "table",       "task",        "this",         "time",         "tran",       "tri",
      "tri0",        "tri1",        "triand",      "trior",        "trireg",       "type",       "typedef",
      "union",       "unique",      "unique0",     "unsigned",     "uwire",        "var",        "virtual",
      "void",        "wait",        "wand",        "while",        "wire",         "with",       "wor",
      "xnor",        "xor"};
  return keywords.contains(word);
}

std::string replaced(const std::string& text, std::vector<Replacement> replacements) {
  std::stable_sort(replacements.begin(), replacements.end(),
                   [](const Replacement& a, const Replacement& b) { return a.begin < b.begin; });
  std::string result;
  std::size_t done = 0;
  for (const Replacement& replacement : replacements) {
    result += text.substr(done, replacement.begin - done) + replacement.text;
    done = replacement.end;
  }
  return result + text.substr(done);
}

}  // namespace weir::rtl
