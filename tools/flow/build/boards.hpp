/// Boards by the names FINN's configurations use.
#pragma once
#include <string>

namespace weir::tools::build {

/// The part with package and speed grade. Throws Error config-board with a suggestion; `where` is the field's place.
std::string part_of_board(const std::string& board, const std::string& where);

/// The part of a board named as above, in capitals or not; any other text is taken for a part's name.
std::string part_named(const std::string& part_or_board);

}  // namespace weir::tools::build
