#include "systemc/generators/weir/concat.hpp"

namespace weir::timing {

namespace {

/// Runs of words on one port after the other; `step` says which way.
template <class Kind, class MakeStep>
Schedule port_by_port(const Kind& kind, const golden::Stage& stage, MakeStep step) {
  Block vector{element_count(kind.num_input_vectors), {}};
  std::int64_t words = 0;
  for (std::size_t port = 0; port < kind.channels.size(); ++port) {
    const std::int64_t run = kind.channels[port] / stage.folding.SIMD;
    vector.steps.push_back(step(run, std::uint32_t{1} << port));
    words += run;
  }
  const std::int64_t iterations = vector.repeat * words;
  return {{std::move(vector)}, iterations, 0, {}};
}

}  // namespace

Schedule closed_form(const golden::Concat& c, const golden::Stage& stage) {
  Schedule schedule = port_by_port(c, stage, [](std::int64_t run, std::uint32_t port) {
    return Step{run, 1, port, 1};
  });
  schedule.write_latency_cycles = {stage.latency_cycles};
  return schedule;
}

Schedule closed_form(const golden::Split& s, const golden::Stage& stage) {
  Schedule schedule = port_by_port(s, stage, [](std::int64_t run, std::uint32_t port) {
    return Step{run, 1, 1, port};
  });
  schedule.write_latency_cycles.assign(s.channels.size(), stage.latency_cycles);
  return schedule;
}

}  // namespace weir::timing
