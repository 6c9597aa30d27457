/// Where text goes: how wide it may be, and whether it may be coloured.
#pragma once
#include <string>

namespace weir::tools {

struct Screen {
  int columns = 100;
  bool has_colour = false;
  bool shows_all = false;  ///< every row of every table

  enum class Colour { Bad, Good, Faint, Strong };
  std::string coloured(const std::string& text, Colour colour) const;
};

/// `text` from column `indent` on, at most as wide as the screen where words allow. Commands between backquotes stay
/// whole.
std::string wrapped(const std::string& text, int indent, const Screen& screen);

/// "label      text", the rest of a long text below its first word.
std::string labelled(const std::string& label, const std::string& text, const Screen& screen);

/// `text` or, if it is longer than `width`, its begin and end.
std::string fitted(const std::string& text, int width);

}  // namespace weir::tools
