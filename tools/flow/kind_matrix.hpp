/// Which layer kind is known to which tier and generator, from the lists of the code itself.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace weir::tools {

struct KindMatrix {
  std::vector<std::string> kinds;                                         ///< op types, in list order
  std::vector<std::pair<std::string, std::vector<std::string>>> columns;  ///< name, and the kinds that it knows

  bool knows(std::size_t column, const std::string& kind) const;
};

KindMatrix make_kind_matrix();
/// A row per kind, a column per tier: "yes" or ".".
std::string matrix_text(const KindMatrix& matrix);

}  // namespace weir::tools
