/// StreamingConcat. Profile weir: every iteration moves a word; of each vector first those of port 0, then those of
/// port 1, and so on.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Concat& c, const golden::Stage& stage) {
  Schedule schedule = port_by_port(c, stage, [](std::int64_t run, std::uint32_t port) {
    return Step{run, 1, port, 1};
  });
  schedule.write_latency_cycles = {stage.latency_cycles};
  return schedule;
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Concat&, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}

}  // namespace weir::timing
