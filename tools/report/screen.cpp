#include "tools/report/screen.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

namespace weir::tools {

namespace {

constexpr int kLabelColumns = 11;
constexpr int kFewestColumns = 40;  ///< a narrower terminal breaks lines itself

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

std::string labelled(const std::string& label, const std::string& text, const Screen& screen) {
  const int columns = std::max(screen.columns, kFewestColumns);
  std::string out = fmt::format("{:<{}}", label, kLabelColumns);
  int at = kLabelColumns;
  bool is_first = true;
  std::istringstream words(text);
  for (std::string word; words >> word; is_first = false) {
    if (!is_first && at + 1 + static_cast<int>(word.size()) > columns) {
      out += "\n" + std::string(kLabelColumns, ' ');
      at = kLabelColumns;
    } else if (!is_first) {
      out += " ";
      ++at;
    }
    out += word;
    at += static_cast<int>(word.size());
  }
  return out + "\n";
}

std::string fitted(const std::string& text, int width) {
  if (static_cast<int>(text.size()) <= width || width < 5) return text;
  const auto tail = static_cast<std::size_t>((width - 2) / 2), head = static_cast<std::size_t>(width - 2) - tail;
  return text.substr(0, head) + ".." + text.substr(text.size() - tail);
}

}  // namespace weir::tools
