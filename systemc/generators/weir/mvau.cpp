#include "systemc/generators/weir/mvau.hpp"

namespace weir::timing {

namespace {

constexpr std::uint32_t kVector = 1, kWeights = 2;

/// SF iterations of one nf that read `reads`; the last one writes.
std::vector<Step> tile_row(std::int64_t SF, std::uint32_t reads) {
  if (SF == 1) return {{1, 1, reads, 1}};
  return {{SF - 1, 1, reads, 0}, {1, 1, reads, 1}};
}

}  // namespace

Schedule closed_form(const golden::Mvau& m, const golden::Stage& stage) {
  const std::int64_t SF = m.MW / stage.folding.SIMD, NF = m.MH / stage.folding.PE;
  const std::int64_t vectors = golden::vectors_per_frame(m) / stage.folding.MMV;
  Schedule schedule{{}, vectors * SF * NF, 0, {stage.latency_cycles}};
  if (m.external_weights) {
    for (std::int64_t v = 0; v < vectors; ++v) {
      schedule.blocks.push_back({1, tile_row(SF, kVector | kWeights)});
      if (NF > 1) schedule.blocks.push_back({NF - 1, tile_row(SF, kWeights)});
    }
    return schedule;
  }
  Block vector{vectors, tile_row(SF, kVector)};
  if (NF > 1) vector.steps.push_back({NF - 1, SF, 0, 1});
  schedule.blocks.push_back(std::move(vector));
  return schedule;
}

}  // namespace weir::timing
