#include "rtl_wrap/foreign/strictness.hpp"

#include <algorithm>
#include <set>

#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace {

using Tokens = std::vector<Token>;

bool is_at(const Tokens& tokens, std::size_t i, std::string_view text) {
  return i < tokens.size() && tokens[i].is(text);
}

/// Types of the text that have dimensions behind their names: typedef logic [3:0] name [4];
std::set<std::string_view> array_types(const Tokens& tokens) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].is("typedef")) continue;
    std::size_t end = i;
    while (end < tokens.size() && !tokens[end].is(";"))
      end = tokens[end].is("{") ? behind_bracket(tokens, end) : end + 1;
    for (std::size_t k = i + 2; k < end; ++k)
      if (tokens[k].is("[") && behind_bracket(tokens, k) == end && tokens[k - 1].kind == Token::Kind::kWord &&
          !is_keyword(tokens[k - 1].text))
        names.insert(tokens[k - 1].text);
  }
  return names;
}

/// A member whose type no packed struct may have, or with dimensions behind its name.
bool is_unpackable(const Tokens& tokens, std::size_t first, std::size_t last,
                   const std::set<std::string_view>& arrays) {
  for (std::size_t i = first; i < last; ++i) {
    if (arrays.contains(tokens[i].text)) return true;
    for (const char* type : {"string", "real", "shortreal", "realtime", "chandle", "event", "union"})
      if (tokens[i].is(type)) return true;
    const bool is_behind_name =
        i > first && tokens[i].is("[") && tokens[i - 1].kind == Token::Kind::kWord && !is_keyword(tokens[i - 1].text);
    // logic [3:0] a[2]; my_type [1:0] a: a dimension behind the last word of a declaration.
    if (is_behind_name &&
        (is_at(tokens, behind_bracket(tokens, i), ";") || is_at(tokens, behind_bracket(tokens, i), ",")))
      return true;
    if (tokens[i].is("=")) return true;
  }
  return false;
}

/// Where a module's items end at depth 0 of its begin-end blocks; a function that stands deeper moves to the last end.
class GenerateBlocks {
 public:
  GenerateBlocks(const std::string& text, std::vector<std::string>& rewrites)
      : text_(text), tokens_(tokens_of(text)), rewrites_(rewrites) {}

  std::string run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) step(i);
    return replaced(text_, std::move(replacements_));
  }

 private:
  void step(std::size_t& i) {
    const Token& token = tokens_[i];
    if (token.is("module") || token.is("macromodule")) {
      depth_ = 0;
      in_module_ = true;
      while (i < tokens_.size() && !tokens_[i].is(";")) i = next(i);
      boundary_ = i;
    } else if (token.is("endmodule")) {
      in_module_ = false;
    } else if (!in_module_) {
      return;
    } else if (token.is("function") && !is_at(tokens_, i - 1, "extern")) {
      i = function(i);
    } else if (token.is("begin") || token.is("case") || token.is("fork")) {
      if (depth_++ == 0) block_ = i;
    } else if (token.is("end") || token.is("endcase") || token.is("join")) {
      --depth_;
      if (is_at(tokens_, i + 1, ":") && token.is("end")) i += 2;
      if (depth_ == 0 && !is_at(tokens_, i + 1, "else")) boundary_ = i;
    } else if (depth_ == 0 && (token.is(";") || token.is("endgenerate") || token.is("endtask"))) {
      if (!is_at(tokens_, i + 1, "else")) boundary_ = i;
    }
  }

  std::size_t next(std::size_t i) const { return tokens_[i].is("(") ? behind_bracket(tokens_, i) : i + 1; }

  /// Returns its last token.
  std::size_t function(std::size_t first) {
    std::size_t last = first;
    while (last < tokens_.size() && !tokens_[last].is("endfunction")) ++last;
    if (is_at(tokens_, last + 1, ":")) last += 2;
    if (last >= tokens_.size()) return last;
    if (depth_ == 0) {
      boundary_ = last;
    } else if (!uses_block(first, last, name_of(first))) {
      move(first, last, "function " + name_of(first));
    } else if (const auto [from, to] = type_of(first); from < to && !uses_block(from, to, tokens_[to - 1].text)) {
      // typedef ... T; function T f(): both, if the function uses nothing else of the block.
      if (!uses_between(boundary_ + 1, from, first, last, name_of(first)) &&
          !uses_between(to + 1, first, first, last, name_of(first))) {
        move(from, to, "typedef " + std::string(tokens_[to - 1].text));
        move(first, last, "function " + name_of(first));
      }
    }
    return last;
  }

  void move(std::size_t first, std::size_t last, const std::string& what) {
    const std::size_t begin = tokens_[first].begin, end = tokens_[last].end;
    replacements_.push_back({tokens_[boundary_].end, tokens_[boundary_].end, "\n" + text_.substr(begin, end - begin)});
    replacements_.push_back({begin, end, ""});
    rewrites_.push_back(what + " moved out of a generate block");
  }

  /// From the typedef in the block of what the function returns to its ";"; an empty range where there is none.
  std::pair<std::size_t, std::size_t> type_of(std::size_t function) const {
    const std::size_t name = function + 1 + (is_at(tokens_, function + 1, "automatic") ? 1 : 0);
    for (std::size_t k = boundary_ + 1; k + 1 < function; ++k) {
      if (!tokens_[k].is("typedef")) continue;
      const std::size_t end = find_mark(tokens_, ";", k, function);
      if (end < function && tokens_[end - 1].text == tokens_[name].text) return {k, end};
    }
    return {0, 0};
  }

  std::string name_of(std::size_t function) const {
    std::size_t k = function;
    while (k + 1 < tokens_.size() && !tokens_[k + 1].is("(") && !tokens_[k + 1].is(";")) ++k;
    return std::string(tokens_[k].text);
  }

  /// Whether a name that the function uses is declared in the blocks around it: followed by = ; , [ or a block's loop.
  bool uses_block(std::size_t first, std::size_t last, std::string_view own) const {
    return uses_between(boundary_ + 1, first, first, last, own);
  }
  bool uses_between(std::size_t from, std::size_t to, std::size_t first, std::size_t last, std::string_view own) const {
    std::set<std::string_view> used;
    for (std::size_t k = first; k <= last; ++k)
      if (tokens_[k].kind == Token::Kind::kWord && !is_keyword(tokens_[k].text)) used.insert(tokens_[k].text);
    used.erase(own);
    for (std::size_t k = from; k < to; ++k) {
      const bool declares = is_at(tokens_, k, "localparam") || is_at(tokens_, k, "parameter") ||
                            is_at(tokens_, k, "genvar") || is_at(tokens_, k, "typedef") || is_at(tokens_, k, "for") ||
                            is_at(tokens_, k, "function");
      if (!declares) continue;
      const bool is_loop = tokens_[k].is("for");
      std::size_t end = k + 1;
      while (end < to && !tokens_[end].is(";")) ++end;
      for (std::size_t j = k + 1; j < end + (is_loop ? 0 : 1); ++j)
        if (used.contains(tokens_[j].text) && (is_loop || is_declared_at(j))) return true;
    }
    return false;
  }
  bool is_declared_at(std::size_t k) const {
    return is_at(tokens_, k + 1, "=") || is_at(tokens_, k + 1, ";") || is_at(tokens_, k + 1, ",") ||
           is_at(tokens_, k + 1, "(") || is_at(tokens_, k + 1, "[");
  }

  const std::string& text_;
  Tokens tokens_;
  std::vector<std::string>& rewrites_;
  std::vector<Replacement> replacements_;
  int depth_ = 0;
  bool in_module_ = false;
  std::size_t boundary_ = 0, block_ = 0;
};

/// Top-level entries of a bracketed list.
std::size_t entries(const Tokens& tokens, std::size_t open) {
  const std::size_t close = behind_bracket(tokens, open) - 1;
  if (close == open + 1) return 0;
  std::size_t count = 1;
  for (std::size_t i = open + 1; i < close;) {
    count += tokens[i].is(",");
    i = tokens[i].is("(") || tokens[i].is("{") || tokens[i].is("[") ? behind_bracket(tokens, i) : i + 1;
  }
  return count;
}

bool is_message(const Tokens& tokens, std::size_t i) {
  static const std::set<std::string_view> tasks{"$error", "$warning", "$info", "$fatal", "$display", "$write"};
  return tokens[i].kind == Token::Kind::kSystem && tasks.contains(tokens[i].text) && is_at(tokens, i + 1, "(");
}

/// The format with every conversion behind the first `arguments` written as text.
std::string shortened(std::string_view format, std::size_t arguments) {
  std::string result;
  for (std::size_t i = 0; i < format.size(); ++i) {
    result += format[i];
    if (format[i] != '%' || i + 1 >= format.size()) continue;
    std::size_t letter = i + 1;
    while (letter < format.size() && (std::isdigit(static_cast<unsigned char>(format[letter])) != 0 ||
                                      format[letter] == '.' || format[letter] == '-'))
      ++letter;
    const char kind = letter < format.size() ? static_cast<char>(std::tolower(format[letter])) : 'm';
    if (kind == '%') {
      result += format[++i];
    } else if (kind != 'm' && kind != 'l') {
      if (arguments == 0)
        result += '%';
      else
        --arguments;
    }
  }
  return result;
}

}  // namespace

std::string packed_structs(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  const auto arrays = array_types(tokens);
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!tokens[i].is("struct") || !tokens[i + 1].is("{")) continue;
    const std::size_t end = behind_bracket(tokens, i + 1);
    if (is_unpackable(tokens, i + 2, end - 1, arrays)) continue;
    replacements.push_back({tokens[i].end, tokens[i].end, " packed"});
    rewrites.push_back("struct " + (end < tokens.size() ? std::string(tokens[end].text) : "") + " packed");
  }
  return replaced(text, std::move(replacements));
}

std::string functions_before_generate(const std::string& text, std::vector<std::string>& rewrites) {
  return GenerateBlocks(text, rewrites).run();
}

std::string complete_formats(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (!is_message(tokens, i)) continue;
    std::size_t format = i + 2, before = 1;
    if (tokens[i].is("$fatal") && tokens[format].kind == Token::Kind::kNumber && is_at(tokens, format + 1, ","))
      format += 2, ++before;
    if (format >= tokens.size() || tokens[format].kind != Token::Kind::kString) continue;
    const std::size_t count = entries(tokens, i + 1);
    const std::string whole = shortened(tokens[format].text, count - std::min(count, before));
    if (whole == tokens[format].text) continue;
    replacements.push_back({tokens[format].begin, tokens[format].end, "\"" + whole + "\""});
    rewrites.push_back(std::string(tokens[i].text) + " with fewer arguments than its format asks for");
  }
  return replaced(text, std::move(replacements));
}

std::string declared_in_messages(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  std::set<std::string_view> elsewhere;
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    // What another file may declare is not looked for.
    if (tokens[i].is("import") || tokens[i].is("`include")) return text;
    const std::size_t behind = is_message(tokens, i) ? behind_bracket(tokens, i + 1) : i + 1;
    if (behind == i + 1 && is_name(tokens[i])) elsewhere.insert(tokens[i].text);
    for (std::size_t k = i + 2; k + 1 < behind; ++k) {
      const bool is_argument = is_at(tokens, k - 1, ",") || is_at(tokens, k - 1, "(");
      if (is_name(tokens[k]) && is_argument && (is_at(tokens, k + 1, ",") || is_at(tokens, k + 1, ")")))
        told.push_back(k);
      else if (is_name(tokens[k]))
        elsewhere.insert(tokens[k].text);
    }
    i = behind - 1;
  }
  std::vector<Replacement> replacements;
  for (const std::size_t k : told) {
    if (elsewhere.contains(tokens[k].text)) continue;
    replacements.push_back({tokens[k].begin, tokens[k].end, "\"" + std::string(tokens[k].text) + "\""});
    rewrites.push_back("a message's " + std::string(tokens[k].text) + ", which nothing declares, as its name");
  }
  return replaced(text, std::move(replacements));
}

std::string conditions_for_iff(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  std::vector<Replacement> replacements;
  for (std::size_t i = 2; i + 1 < tokens.size(); ++i) {
    if (!tokens[i - 2].is("@") || !tokens[i - 1].is("(")) continue;
    const std::size_t close = behind_bracket(tokens, i - 1) - 1;
    std::size_t condition = 0, events = 1;
    for (std::size_t k = i; k < close; ++k) {
      if (tokens[k].is("iff")) condition = k;
      events += tokens[k].is("or") || tokens[k].is(",");
    }
    const bool is_always =
        i >= 3 && tokens[i - 3].kind == Token::Kind::kWord && tokens[i - 3].text.starts_with("always");
    if (condition == 0 || events > 1 || !is_always) continue;
    const std::size_t begin = tokens[condition].end, end = tokens[close].begin;
    replacements.push_back(
        {tokens[condition].begin, tokens[close].end, ") if (" + text.substr(begin, end - begin) + ")"});
    rewrites.push_back("iff of an event as if");
  }
  return replaced(text, std::move(replacements));
}

std::string clocks_of_delays_left_out(const std::string& text, std::vector<std::string>& rewrites) {
  const Tokens tokens = tokens_of(text);
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const bool is_always = tokens[i].is("always") || tokens[i].is("always_ff");
    if (!tokens[i].is("forever") && !is_always) continue;
    const std::size_t behind = behind_statement(tokens, i + 1);
    bool delays = false, waits = false;
    for (std::size_t k = i + 1; k < behind; ++k) {
      delays = delays || tokens[k].is("#");
      waits = waits || tokens[k].is("@") || tokens[k].is("wait");
    }
    if (!delays || waits) continue;
    replacements.push_back({tokens[i].begin, tokens[behind - 1].end, is_always ? "" : "begin end"});
    rewrites.push_back("a procedure that only delays end left out: there is no time here but the clock's");
    i = behind - 1;
  }
  return replaced(text, std::move(replacements));
}

Relaxed relax_for_verilator(const std::string& text) {
  Relaxed result{text, {}};
  for (const auto rule : {loops_for_recursion, loops_for_array_shifts, loops_of_one_variable, files_opened_alone,
                          packed_structs, packed_array_results, functions_before_generate, complete_formats,
                          declared_in_messages, conditions_for_iff, clocks_of_delays_left_out, endless_loops_told})
    result.text = rule(result.text, result.rewrites);
  return result;
}

}  // namespace weir::rtl
