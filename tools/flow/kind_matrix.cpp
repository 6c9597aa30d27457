#include "tools/flow/kind_matrix.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "golden/finn/cycles.hpp"
#include "golden/kernels/fast_layer.hpp"
#include "hls/codegen/kernel.hpp"
#include "systemc/generators/behaviour.hpp"
#include "systemc/generators/finn/finn_stages.hpp"
#include "systemc/generators/hlslib/processes.hpp"
#include "systemc/generators/weir/schedules.hpp"

namespace weir::tools {

bool KindMatrix::knows(std::size_t column, const std::string& kind) const {
  const std::vector<std::string>& known = columns[column].second;
  return std::find(known.begin(), known.end(), kind) != known.end();
}

KindMatrix make_kind_matrix() {
  return {golden::op_types(),
          {{"reference", golden::op_types()},
           {"fast", golden::kinds_with_fast_layer()},
           {"FINN cycles", golden::kinds_with_exp_cycles()},
           {"time: weir", timing::kinds_with_closed_form()},
           {"time: finn", timing::finn_kinds()},
           {"time: hlslib", timing::hlslib::known_kinds()},
           {"SystemC values", timing::kinds_with_behaviour()},
           {"HLS, RTL", hls::kinds_with_kernel()}}};
}

std::string matrix_text(const KindMatrix& matrix) {
  constexpr int kNameWidth = 28;
  std::string text = fmt::format("{:<{}}", "layer kind", kNameWidth);
  for (const auto& [name, known] : matrix.columns) text += "  " + name;
  for (const std::string& kind : matrix.kinds) {
    text += fmt::format("\n{:<{}}", kind, kNameWidth);
    for (std::size_t c = 0; c < matrix.columns.size(); ++c)
      text += fmt::format("  {:<{}}", matrix.knows(c, kind) ? "yes" : ".", matrix.columns[c].first.size());
    text.erase(text.find_last_not_of(' ') + 1);
  }
  return text;
}

}  // namespace weir::tools
