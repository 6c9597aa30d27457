#include "tools/weir/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace weir::tools {

Screen screen_of_stdout(bool shows_all) {
  constexpr int kFewest = 40, kMost = 400;
  Screen screen;
  screen.shows_all = shows_all;
  winsize size{};
  const bool is_terminal = ::isatty(STDOUT_FILENO) != 0;
  if (is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    screen.columns = size.ws_col;
  } else if (const char* columns = std::getenv("COLUMNS"); columns != nullptr) {
    if (const int number = std::atoi(columns); number >= kFewest && number <= kMost) screen.columns = number;
  }
  const char* no_colour = std::getenv("NO_COLOR");
  screen.has_colour = is_terminal && (no_colour == nullptr || *no_colour == '\0');
  return screen;
}

}  // namespace weir::tools
