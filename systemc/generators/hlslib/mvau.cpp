#include "systemc/generators/hlslib/mvau.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Mvau& m, const Site& site) {
  const auto& folding = site.stage.folding;
  const std::int64_t SF = m.MW / folding.SIMD, NF = m.MH / folding.PE;
  const std::int64_t groups = golden::vectors_per_frame(m) / folding.MMV;
  const std::uint32_t vector = 1, weights = site.stage.inputs.size() > 1 ? 2 : 0;
  Iterations frame(site.numbers);
  for (std::int64_t group = 0; group < groups; ++group)
    for (std::int64_t nf = 0; nf < NF; ++nf) {
      const std::uint32_t reads = nf == 0 ? vector | weights : weights;
      frame.run(SF - 1, reads, 0);
      frame.run(1, reads, 1);
    }
  return batch_loop(frame, site);
}

}  // namespace weir::timing::hlslib
