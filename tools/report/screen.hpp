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

/// "label      text", the rest of a long text below its first word, at most `columns` wide where words allow.
std::string labelled(const std::string& label, const std::string& text, const Screen& screen);

/// `text` or, if it is longer than `width`, its begin and end.
std::string fitted(const std::string& text, int width);

}  // namespace weir::tools
