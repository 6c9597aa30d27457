#include "rtl_wrap/cosim/trial.hpp"

#include "golden/network/error.hpp"
#include "rtl_wrap/cosim/outer_world.hpp"

namespace weir::rtl {

namespace {

constexpr int kResetCycles = 8;

/// Until nothing moves.
void run(OuterWorld& world, const golden::StageGraph& graph, std::int64_t quiet_bound_cycles,
         std::vector<golden::Words>& outputs) {
  bool is_full = false;
  std::int64_t last_move = -1;
  world.reset(kResetCycles);
  for (std::int64_t cycle = 0; cycle - last_move <= quiet_bound_cycles && !is_full; ++cycle) {
    world.drive({}, cycle);
    const bool moved = world.observe([](const BoundaryPort&) {},
                                     [&](std::size_t sink, const BoundaryPort& port) {
                                       const auto& stream = graph.streams[static_cast<std::size_t>(port.stream)];
                                       auto& bytes = outputs[sink].bytes;
                                       bytes.insert(bytes.end(), port.data, port.data + stream.word_bytes());
                                       bytes.back() &= last_byte_mask(stream);
                                       is_full |= outputs[sink].count() >= kMostExtraWords;
                                     });
    if (moved) last_move = cycle;
    world.clock();
  }
}

}  // namespace

Trial run_trial(Design& rtl, const BenchPorts& ports, const golden::StageGraph& graph, const ExpectedWords& expected,
                int frames, std::int64_t quiet_bound_cycles) {
  OuterWorld world(rtl, ports);
  for (const BoundaryPort& port : ports.sources) {
    const auto& stream = graph.streams[static_cast<std::size_t>(port.stream)];
    world.add_source(port, expected.at(stream.name), frames * stream.words_per_frame());
  }
  Trial trial;
  for (const BoundaryPort& port : ports.sinks)
    trial.outputs.push_back({graph.streams[static_cast<std::size_t>(port.stream)].word_bits(), {}});
  try {
    run(world, graph, quiet_bound_cycles, trial.outputs);
  } catch (const Error& error) {
    if (error.code != kRtlStopped) throw;
  }
  for (std::size_t i = 0; i < ports.sources.size(); ++i) trial.unread_words.push_back(world.words_left(i));
  return trial;
}

}  // namespace weir::rtl
