/// StreamingSplit. Profile weir: every iteration moves a word; of each vector first those of port 0, then those of
/// port 1, and so on.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Split& s, const golden::Stage& stage) {
  Schedule schedule = port_by_port(s, stage, [](std::int64_t run, std::uint32_t port) {
    return Step{run, 1, 1, port};
  });
  schedule.write_latency_cycles.assign(s.channels.size(), stage.latency_cycles);
  return schedule;
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Split&, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}

}  // namespace weir::timing
