#include "golden/import/header_objects.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir::golden {

namespace {

/// Template arguments are sizes and offsets; products of two of them still fit 64 bits.
constexpr std::int64_t kMostProduct = std::numeric_limits<std::int32_t>::max();

struct Token {
  enum class Kind { Name, Number, Text, Symbol, End } kind = Kind::End;
  std::string text;
  int line = 0;
};

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Splits a header into tokens; comments and preprocessor lines vanish.
class Lexer {
 public:
  Lexer(const std::string& text, std::string path) : text_(text), path_(std::move(path)) {}

  Token next() {
    skip_blanks();
    Token token{Token::Kind::End, "", line_};
    if (at_ >= text_.size()) return token;
    const char c = text_[at_];
    const bool is_minus_number = c == '-' && at_ + 1 < text_.size() && std::isdigit(byte(at_ + 1)) != 0;
    if (c == '"') return quoted();
    if (std::isdigit(byte(at_)) != 0 || is_minus_number) return take(Token::Kind::Number, is_minus_number ? 1 : 0);
    if (is_name_char(c)) return take(Token::Kind::Name, 0);
    if (text_.compare(at_, 2, "::") == 0) return symbol(2);
    return symbol(1);
  }

  std::string where(int line) const { return path_ + ":" + std::to_string(line); }

 private:
  unsigned char byte(std::size_t at) const { return static_cast<unsigned char>(text_[at]); }

  Token symbol(std::size_t length) {
    Token token{Token::Kind::Symbol, text_.substr(at_, length), line_};
    at_ += length;
    return token;
  }

  Token take(Token::Kind kind, std::size_t skip) {
    const std::size_t first = at_;
    at_ += skip;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    return {kind, text_.substr(first, at_ - first), line_};
  }

  Token quoted() {
    const std::size_t end = text_.find_first_of("\"\n", at_ + 1);
    if (end == std::string::npos || text_[end] != '"')
      throw Error("header-syntax", "a quoted number does not end on its line", where(line_));
    Token token{Token::Kind::Text, text_.substr(at_ + 1, end - at_ - 1), line_};
    at_ = end + 1;
    return token;
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        line_is_empty_ = true;
        ++at_;
      } else if (std::isspace(byte(at_)) != 0) {
        ++at_;
      } else if (text_.compare(at_, 2, "//") == 0 || (c == '#' && line_is_empty_)) {
        skip_line(c == '#');
      } else if (text_.compare(at_, 2, "/*") == 0) {
        skip_comment();
      } else {
        line_is_empty_ = false;
        return;
      }
    }
  }

  /// To the end of the line; a preprocessor line goes on behind a backslash.
  void skip_line(bool may_continue) {
    while (at_ < text_.size() && text_[at_] != '\n') {
      if (may_continue && text_.compare(at_, 2, "\\\n") == 0) {
        ++line_;
        ++at_;
      }
      ++at_;
    }
  }

  void skip_comment() {
    const std::size_t end = text_.find("*/", at_ + 2);
    if (end == std::string::npos) throw Error("header-syntax", "a comment does not end", where(line_));
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end + 2;
  }

  const std::string& text_;
  std::string path_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool line_is_empty_ = true;
};

std::optional<Literal> parse_number(const std::string& text) {
  Literal literal;
  const bool is_negative = text.starts_with("-");
  const std::string digits = text.substr(is_negative ? 1 : 0);
  const char* last = digits.data() + digits.size();
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    if (is_negative || digits.size() < 3 || digits.size() > 34) return std::nullopt;
    for (std::size_t i = 2; i < digits.size(); ++i) {
      unsigned nibble = 0;
      const auto [end, status] = std::from_chars(&digits[i], &digits[i] + 1, nibble, 16);
      if (status != std::errc{}) return std::nullopt;
      literal.words[1] = literal.words[1] << 4 | literal.words[0] >> 60;
      literal.words[0] = literal.words[0] << 4 | nibble;
    }
    return literal;
  }
  std::int64_t value = 0;
  const auto [end, status] = std::from_chars(digits.data(), last, value);
  if (status != std::errc{} || digits.empty() || std::string(end, last).find_first_not_of("uUlL") != std::string::npos)
    return std::nullopt;
  literal.words[0] = static_cast<std::uint64_t>(is_negative ? -value : value);
  literal.words[1] = is_negative ? ~std::uint64_t{0} : 0;
  return literal;
}

/// Reads `... Type<arguments> NAME[dimensions] = {...};` declarations; others are skipped to their semicolon.
class Parser {
 public:
  Parser(const std::string& text, const std::string& path) : lexer_(text, path) { advance(); }

  std::vector<HeaderObject> objects() {
    std::vector<HeaderObject> found;
    while (token_.kind != Token::Kind::End) {
      std::vector<Token> head;
      while (token_.kind != Token::Kind::End && !is("=") && !is(";")) {
        head.push_back(token_);
        advance();
      }
      if (is("=")) {
        advance();
        found.push_back(declared(head));
        read_values(found.back());
      }
      if (is(";")) advance();
    }
    return found;
  }

 private:
  void advance() { token_ = lexer_.next(); }
  bool is(const char* symbol) const { return token_.kind == Token::Kind::Symbol && token_.text == symbol; }
  static bool is(const Token& token, const char* symbol) {
    return token.kind == Token::Kind::Symbol && token.text == symbol;
  }

  Error syntax(const std::string& what, int line) const { return {"header-syntax", what, lexer_.where(line)}; }

  HeaderObject declared(std::vector<Token> head) {
    HeaderObject object;
    object.line = token_.line;
    while (!head.empty() && is(head.back(), "]")) {
      std::string dimension;
      for (head.pop_back(); !head.empty() && !is(head.back(), "["); head.pop_back())
        dimension.insert(0, head.back().text);
      if (head.empty()) throw syntax("\"]\" without \"[\"", object.line);
      head.pop_back();
      object.dimensions.insert(object.dimensions.begin(), dimension);
    }
    if (head.empty() || head.back().kind != Token::Kind::Name)
      throw syntax("a name is expected before \"=\"", object.line);
    object.name = head.back().text;
    head.pop_back();
    const auto open = std::find_if(head.begin(), head.end(), [](const Token& t) { return is(t, "<"); });
    if (open != head.begin()) object.type = (open - 1)->text;
    if (open != head.end()) object.arguments = split_arguments({open + 1, head.end()}, object.line);
    return object;
  }

  std::vector<std::string> split_arguments(const std::vector<Token>& tokens, int line) const {
    std::vector<std::string> arguments{""};
    int depth = 1;
    for (const Token& token : tokens) {
      if (is(token, "<")) ++depth;
      if (is(token, ">") && --depth == 0) return arguments;
      if (is(token, ",") && depth == 1)
        arguments.emplace_back();
      else
        arguments.back() += token.text;
    }
    throw syntax("\"<\" without \">\"", line);
  }

  void read_values(HeaderObject& object) {
    int depth = 0;
    do {
      if (token_.kind == Token::Kind::End || is(";"))
        throw syntax("the initialiser of " + object.name + " does not end", object.line);
      if (is("{"))
        ++depth;
      else if (is("}"))
        --depth;
      else if (!is(","))
        object.values.push_back(literal());
      advance();
    } while (depth > 0);
  }

  Literal literal() const {
    const bool is_number = token_.kind == Token::Kind::Number || token_.kind == Token::Kind::Text;
    const auto value = is_number ? parse_number(token_.text) : std::nullopt;
    if (!value)
      throw Error("header-number", "\"" + token_.text + "\" is not a number", lexer_.where(token_.line),
                  "legal: decimal, or 0x and up to 32 hexadecimal digits");
    return *value;
  }

  Lexer lexer_;
  Token token_;
};

}  // namespace

std::int64_t Literal::bits(int low, int count, bool is_signed) const {
  const int word = low / 64, shift = low % 64;
  std::uint64_t raw = words[static_cast<std::size_t>(word)] >> shift;
  if (shift + count > 64 && word == 0) raw |= words[1] << (64 - shift);
  raw &= (std::uint64_t{1} << count) - 1;
  const bool is_negative = is_signed && (raw >> (count - 1) & 1) != 0;
  return static_cast<std::int64_t>(raw) - (is_negative ? std::int64_t{1} << count : 0);
}

Defines read_defines(const std::filesystem::path& path) {
  std::istringstream text(read_text_file(path));
  Defines defines;
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::string directive, name, value;
    words >> directive >> name >> value;
    const auto literal = parse_number(value);
    if (directive == "#define" && literal) defines[name] = literal->value();
  }
  return defines;
}

std::vector<HeaderObject> read_header_objects(const std::filesystem::path& path) {
  const std::string text = read_text_file(path);
  return Parser(text, path.string()).objects();
}

std::int64_t evaluate(const std::string& expression, const Defines& defines, const std::string& where) {
  std::int64_t product = 1;
  std::istringstream factors(expression);
  for (std::string factor; std::getline(factors, factor, '*');) {
    const auto macro = defines.find(factor);
    const auto literal = parse_number(factor);
    if (macro == defines.end() && !literal)
      throw Error("header-number", "\"" + factor + "\" is neither a number nor a macro of config.h", where);
    const std::int64_t value = macro != defines.end() ? macro->second : literal->value();
    if (__builtin_mul_overflow(product, value, &product) || product > kMostProduct || product < -kMostProduct)
      throw Error("header-number", "\"" + expression + "\" is out of range", where,
                  "legal: up to " + std::to_string(kMostProduct));
  }
  return product;
}

}  // namespace weir::golden
