#include "systemc/generators/hlslib/pool.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Pool& p, const Site& site) {
  if (p.channels != site.stage.folding.PE)
    throw Error("no-schedule", "stage " + site.stage.name + ": a pool with channel groups", "",
                "the library of 2020 pools whole pixels (PE = channels)");
  const std::int64_t taps = p.kernel[0] * p.kernel[1];
  Iterations frame;
  for (std::int64_t row = 0; row < p.out_size[0]; ++row) {
    frame.set_interval(site.numbers.initiation_interval);
    frame.run(p.out_size[1] * taps, 1, 0);
    frame.wait(site.numbers.read_to_write_stages);
    frame.set_interval(site.numbers.output_loop_cycles);
    frame.run(p.out_size[1], 0, 1);
  }
  return phased_loops(frame, site);
}

}  // namespace weir::timing::hlslib
