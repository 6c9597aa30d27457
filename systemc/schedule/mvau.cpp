#include "systemc/schedule/mvau.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Mvau& m, const golden::Stage& stage) {
  if (stage.folding.MMV != 1)
    throw Error("no-schedule", "stage " + stage.name + ": MMV " + std::to_string(stage.folding.MMV) + " of an MVAU", "",
                "profile weir has MVAUs with MMV 1");
  const std::int64_t SF = m.MW / stage.folding.SIMD, NF = m.MH / stage.folding.PE;
  const std::int64_t vectors = golden::vectors_per_frame(m);
  Block vector{vectors, {}};
  if (SF > 1) vector.steps.push_back({SF - 1, 1, 1, 0});
  vector.steps.push_back({1, 1, 1, 1});
  if (NF > 1) vector.steps.push_back({NF - 1, SF, 0, 1});
  return {{vector}, vectors * SF * NF, 0, {stage.latency_cycles}};
}

}  // namespace weir::timing
