#include "rtl_wrap/foreign/source_scan.hpp"

#include <algorithm>
#include <optional>

#include "golden/base/hash.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace {

using Tokens = std::vector<Token>;

/// The word that ends what `keyword` begins; "" for other words.
std::string end_of(std::string_view keyword) {
  if (keyword == "macromodule") return "endmodule";
  for (const char* unit : {"module", "package", "interface", "program", "primitive", "class"})
    if (keyword == unit) return "end" + std::string(unit);
  return {};
}

class Scanner {
 public:
  explicit Scanner(const std::string& text) : text_(text), tokens_(tokens_of(text)) {}

  SourceScan run() {
    scan_words();
    scan_units();
    scan_instances();
    return std::move(scan_);
  }

 private:
  const Token* at(std::size_t i) const { return i < tokens_.size() ? &tokens_[i] : nullptr; }
  bool is(std::size_t i, std::string_view text) const { return i < tokens_.size() && tokens_[i].is(text); }

  void scan_words() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (is_name(token)) scan_.words.emplace(token.text);
      if (token.kind != Token::Kind::kDirective) continue;
      const Token* next = at(i + 1);
      if (token.text == "`include" && next != nullptr && next->kind == Token::Kind::kString)
        scan_.includes.emplace_back(next->text);
      else if (token.text == "`define" && next != nullptr)
        scan_.macros_defined.emplace(next->text);
      else if (token.text == "`protected" || (token.text == "`pragma" && is(i + 1, "protect")))
        scan_.is_encrypted = true;
      else
        scan_.macros_used.emplace(token.text.substr(1));
    }
  }

  void scan_units() {
    for (std::size_t i = 0; i < tokens_.size();) {
      const std::string end = tokens_[i].kind == Token::Kind::kWord ? end_of(tokens_[i].text) : "";
      const bool is_other = i > 0 && (is(i - 1, "virtual") || is(i - 1, "extern") || is(i - 1, "typedef"));
      if (end.empty() || is_other) {
        scan_unit_name(i++);
        continue;
      }
      const std::size_t name = name_at(i);
      std::size_t last = name;
      while (last < tokens_.size() && !is(last, end)) ++last;
      if (name < tokens_.size())
        scan_.definitions.push_back({std::string(tokens_[i].text), std::string(tokens_[name].text), hash(i, last)});
      units_.emplace_back(i, last);
      i = last + 1;
    }
  }

  /// The name behind module, package, ...
  std::size_t name_at(std::size_t unit) const {
    std::size_t name = unit + 1;
    while (is(name, "automatic") || is(name, "static") || is(name, "class")) ++name;
    return name;
  }
  std::string name_of(std::size_t unit) const {
    const Token* name = at(name_at(unit));
    return name == nullptr ? "" : std::string(name->text);
  }

  /// Outside of every module: typedef ... NAME; function ... NAME( ; parameter ... NAME =
  void scan_unit_name(std::size_t i) {
    const auto define = [&](std::size_t name) {
      if (name < tokens_.size() && is_name(tokens_[name]))
        scan_.definitions.push_back({"", std::string(tokens_[name].text), 0});
    };
    const auto find = [&](std::initializer_list<const char*> ends) {
      std::size_t k = i;
      while (k < tokens_.size() && std::none_of(ends.begin(), ends.end(), [&](const char* e) { return is(k, e); }))
        k = is(k, "{") || is(k, "[") ? behind_bracket(tokens_, k) : k + 1;
      return k;
    };
    if (is(i, "typedef")) define(find({";"}) - 1);
    if (is(i, "function") || is(i, "task")) define(find({"(", ";"}) - 1);
    if (is(i, "parameter") || is(i, "localparam")) define(find({"=", ";"}) - 1);
  }

  std::uint64_t hash(std::size_t from, std::size_t to) const {
    Fnv1a hash;
    for (std::size_t k = from; k < to; ++k) {
      hash.add(tokens_[k].text);
      hash.add(std::string_view(" "));
    }
    return hash.value();
  }

  static bool is_module(const Token& keyword) { return keyword.is("module") || keyword.is("macromodule"); }

  void scan_instances() {
    for (const auto& [first, last] : units_)
      if (is_module(tokens_[first]) || tokens_[first].is("interface"))
        for (std::size_t i = first + 2; i < last; ++i)
          if (begins_statement(i)) scan_instance(i, first);
  }

  bool begins_statement(std::size_t i) const {
    if (!is_name(tokens_[i])) return false;
    const Token& before = tokens_[i - 1];
    if (before.kind == Token::Kind::kDirective || before.kind == Token::Kind::kWord)
      return before.kind == Token::Kind::kDirective || before.is("begin") || before.is("end") || before.is("else") ||
             before.is("generate") || before.is("endgenerate") || before.is("endfunction") || before.is("endtask") ||
             before.is("endcase") || is_block_label(i - 1) || is_directive_word(i - 1);
    return before.is(";") || before.is(":") || before.is(")") || before.is("*)");
  }
  /// begin : NAME, end : NAME
  bool is_block_label(std::size_t i) const {
    return i >= 2 && tokens_[i - 1].is(":") && (tokens_[i - 2].is("begin") || tokens_[i - 2].is("end"));
  }
  /// `ifdef NAME, `timescale 1ns/1ps
  bool is_directive_word(std::size_t i) const { return i >= 1 && tokens_[i - 1].kind == Token::Kind::kDirective; }

  void scan_instance(std::size_t i, std::size_t unit) {
    ModuleUse use;
    use.parent = name_of(unit);
    use.module = std::string(tokens_[i].text);
    std::size_t k = i + 1;
    if (is(k, "#")) {
      if (!is(k + 1, "(")) return;
      use.positional_parameters = read_list(k + 1, use.parameters, nullptr);
      k = behind_bracket(tokens_, k + 1);
    }
    if (k >= tokens_.size() || !is_name(tokens_[k])) return;
    use.instance = std::string(tokens_[k++].text);
    while (is(k, "[")) k = behind_bracket(tokens_, k);
    if (!is(k, "(")) return;
    use.positional_pins = read_list(k, use.pins, &use.idle_pins);
    use.line =
        1 + static_cast<int>(std::count(text_.begin(), text_.begin() + static_cast<long>(tokens_[i].begin), '\n'));
    scan_.instances.push_back(std::move(use));
  }

  /// 0, 4'h0, {1'b0,1'b0} or nothing between the brackets.
  bool is_zero(std::size_t open) const {
    const std::size_t close = behind_bracket(tokens_, open) - 1;
    for (std::size_t k = open + 1; k < close; ++k) {
      const std::string_view text = tokens_[k].text;
      const std::size_t quote = text.find('\'');
      const std::string_view digits = quote == text.npos ? text : text.substr(std::min(quote + 2, text.size()));
      const bool is_number =
          tokens_[k].kind == Token::Kind::kNumber && digits.find_first_not_of("0_") == digits.npos && !digits.empty();
      if (!is_number && !is(k, "{") && !is(k, "}") && !is(k, ",")) return false;
    }
    return true;
  }

  /// The names of (.a(x), .b) in `names`; returns how many entries have none.
  std::size_t read_list(std::size_t open, std::vector<std::string>& names, std::set<std::string>* idle) const {
    const std::size_t close = behind_bracket(tokens_, open) - 1;
    std::size_t positional = 0;
    for (std::size_t k = open + 1; k < close;) {
      while (k < close && (tokens_[k].kind == Token::Kind::kDirective || is_directive_word(k))) ++k;
      while (is(k, "(*")) {
        while (k < close && !is(k, "*)")) ++k;
        ++k;
      }
      if (is(k, ".") && k + 1 < close && !is(k + 1, "*")) {
        names.emplace_back(tokens_[k + 1].text);
        if (idle != nullptr && is(k + 2, "(") && is_zero(k + 2)) idle->insert(names.back());
      } else if (k < close && !is(k, ".") && !is(k, ",")) {
        ++positional;
      }
      while (k < close && !is(k, ",")) k = is(k, "(") || is(k, "{") || is(k, "[") ? behind_bracket(tokens_, k) : k + 1;
      ++k;
    }
    return positional;
  }

  const std::string& text_;
  Tokens tokens_;
  std::vector<std::pair<std::size_t, std::size_t>> units_;
  SourceScan scan_;
};

}  // namespace

SourceScan scan_source(const std::string& text) { return Scanner(text).run(); }

}  // namespace weir::rtl
