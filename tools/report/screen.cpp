#include "tools/report/screen.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace weir::tools {

namespace {

constexpr int kLabelColumns = 11;
constexpr int kFewestColumns = 40;  ///< a narrower terminal breaks lines itself

/// What stands between blanks; a command between backquotes is one word, for it is to be copied.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  bool is_command = false, is_inside = false;
  for (const char c : text) {
    is_command ^= c == '`';
    const bool is_blank = c == ' ' && !is_command;
    if (!is_blank && !is_inside) words.emplace_back();
    if (!is_blank) words.back() += c;
    is_inside = !is_blank;
  }
  return words;
}

}  // namespace

std::string Screen::coloured(const std::string& text, Colour colour) const {
  if (!has_colour) return text;
  const char* code = "";
  switch (colour) {
    case Colour::Bad: code = "\033[31m"; break;
    case Colour::Good: code = "\033[32m"; break;
    case Colour::Faint: code = "\033[2m"; break;
    case Colour::Strong: code = "\033[1m"; break;
  }
  return code + text + "\033[0m";
}

std::string wrapped(const std::string& text, int indent, const Screen& screen) {
  const int columns = std::max(screen.columns, kFewestColumns);
  std::string out;
  int at = indent;
  for (const std::string& word : words_of(text)) {
    const int width = static_cast<int>(word.size());
    if (!out.empty() && at + 1 + width > columns) {
      out += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
      at = indent;
    } else if (!out.empty()) {
      out += " ";
      ++at;
    }
    out += word;
    at += width;
  }
  return out;
}

std::string labelled(const std::string& label, const std::string& text, const Screen& screen) {
  return fmt::format("{:<{}}{}\n", label, kLabelColumns, wrapped(text, kLabelColumns, screen));
}

std::string fitted(const std::string& text, int width) {
  if (static_cast<int>(text.size()) <= width || width < 5) return text;
  const auto tail = static_cast<std::size_t>((width - 2) / 2), head = static_cast<std::size_t>(width - 2) - tail;
  return text.substr(0, head) + ".." + text.substr(text.size() - tail);
}

}  // namespace weir::tools
