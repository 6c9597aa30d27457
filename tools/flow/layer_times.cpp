#include "tools/flow/layer_times.hpp"

#include <variant>

#include "golden/base/error.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_stages.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::tools {

namespace {

constexpr int kFirstDepth = 2;  ///< inlined loops of one iteration in flight are as long as those of two
constexpr int kMostDepth = 1000;

golden::StageGraph with_open_ends(golden::StageGraph part) {
  for (golden::Stream& stream : part.streams)
    if (stream.producer == golden::kOutside || stream.consumer == golden::kOutside) {
      stream.has_fifo = false;
      stream.pieces.clear();
    }
  return part;
}

struct Timed {
  LayerTimes times;
  std::int64_t loop_cycles = 0;  ///< of the longest stage, without its idle ones between two frames
};

/// Which the stage's work counts.
std::int64_t restart_gap_cycles(const timing::TimingStage& stage) {
  if (!stage.block) return 0;
  return std::visit(
      [](const auto& block) -> std::int64_t {
        if constexpr (requires { block.restart_gap_cycles; })
          return block.restart_gap_cycles;
        else
          return 0;
      },
      *stage.block);
}

std::optional<Timed> times_of(const golden::StageGraph& part, int frames) {
  const std::string profile = timing::profile_of(part);
  if (timing::find_profile(profile).traits.has_rtl) return std::nullopt;
  const auto run = [&]() -> Timed {
    const timing::TimingGraph graph = make_timing_graph(with_open_ends(part), timing::find_profile(profile));
    timing::SimulationOptions options;
    options.frames = frames;
    const timing::SimulationResult result = simulate_maxplus(graph, options);
    Timed timed{{result.latency_cycles, result.interval_cycles}, 0};
    for (const timing::TimingStage& stage : graph.stages)
      timed.loop_cycles = std::max(timed.loop_cycles, stage.schedule.iterations - restart_gap_cycles(stage));
    return timed;
  };
  try {
    return run();
  } catch (const Error& error) {
    if (error.code != "no-schedule") throw;
  } catch (const Errors& errors) {
    if (errors.list().front().code != "no-schedule") throw;
  }
  return std::nullopt;
}

std::optional<Timed> times_at(golden::StageGraph part, int depth, bool in_submodule, int frames) {
  auto& attributes = part.stages.front().implementation.attributes;
  attributes["pipeline_depth"] = std::to_string(depth);
  attributes["in_submodule"] = in_submodule ? "1" : "0";
  return times_of(part, frames);
}

}  // namespace

std::optional<LayerTimes> profile_times(const golden::StageGraph& part, int frames) {
  const auto timed = times_of(part, frames);
  return timed ? std::optional(timed->times) : std::nullopt;
}

std::optional<MeasuredDepth> measured_depth(const golden::StageGraph& part, const LayerTimes& measured, int frames) {
  if (part.stages.size() != 1 || frames < 2 || !timing::has_pipeline_depth(part, part.stages.front()))
    return std::nullopt;
  // Latencies grow by one with each iteration in flight, so one run tells which depth to try.
  for (const bool in_submodule : {true, false}) {
    const auto first = times_at(part, kFirstDepth, in_submodule, frames);
    if (!first) return std::nullopt;
    const std::int64_t depth = kFirstDepth + measured.latency_cycles - first->times.latency_cycles;
    if (depth < 1 || depth > kMostDepth) continue;
    const auto timed = times_at(part, static_cast<int>(depth), in_submodule, frames);
    if (timed && timed->times == measured)
      return MeasuredDepth{static_cast<int>(depth), in_submodule, measured.interval_cycles - timed->loop_cycles};
  }
  return std::nullopt;
}

}  // namespace weir::tools
