#include "systemc/generators/hlslib/max_pool.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::MaxPool& p, const Site& site) {
  const std::int64_t bands = p.in_size[0] / p.window[0], windows = p.in_size[1] / p.window[1];
  if (bands * p.window[0] != p.in_size[0] || windows * p.window[1] != p.in_size[1])
    throw Error("no-schedule", "stage " + site.stage.name + ": windows that do not fill the picture", "",
                "the library of 2020 has pools that divide the picture");
  Iterations frame;
  for (std::int64_t band = 0; band < bands; ++band) {
    frame.set_interval(site.numbers.initiation_interval);
    frame.run(p.window[0] * p.in_size[1], 1, 0);
    frame.wait(site.numbers.read_to_write_stages);
    frame.set_interval(site.numbers.output_loop_cycles);
    frame.run(windows, 0, 1);
  }
  return phased_loops(frame, site);
}

}  // namespace weir::timing::hlslib
