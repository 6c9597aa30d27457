/// What stdout can show.
#pragma once
#include "tools/report/screen.hpp"

namespace weir::tools {

/// As wide as the terminal, else as $COLUMNS says, else 100; coloured on a terminal unless $NO_COLOR is set.
Screen screen_of_stdout(bool shows_all = false);

}  // namespace weir::tools
