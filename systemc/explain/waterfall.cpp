#include "systemc/explain/waterfall.hpp"

#include <algorithm>
#include <cmath>

namespace weir::timing {

namespace {

constexpr std::int64_t kNone = -1;

/// The least (or largest) of the ends that `streams` have at that side, kNone without any.
template <class Pick, class Better>
std::int64_t best(const TimingGraph& graph, const SimulationResult& result, const std::vector<int>& streams, Pick pick,
                  Better better) {
  std::int64_t found = kNone;
  for (const int s : streams) {
    const std::vector<std::int64_t>& cycles = pick(result.streams.at(graph.streams[static_cast<std::size_t>(s)].name));
    if (cycles.empty()) continue;
    found = found == kNone ? better(cycles) : better(std::vector<std::int64_t>{found, better(cycles)});
  }
  return found;
}

std::int64_t least(const std::vector<std::int64_t>& cycles) { return *std::min_element(cycles.begin(), cycles.end()); }
std::int64_t most(const std::vector<std::int64_t>& cycles) { return *std::max_element(cycles.begin(), cycles.end()); }

}  // namespace

std::vector<WaterfallStage> waterfall(const TimingGraph& graph, const SimulationResult& result) {
  const auto read = [](const StreamRecord& r) -> const std::vector<std::int64_t>& { return r.read_cycles; };
  const auto written = [](const StreamRecord& r) -> const std::vector<std::int64_t>& { return r.written_cycles; };
  std::vector<WaterfallStage> stages;
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const TimingStage& stage = graph.stages[i];
    const StageStatistics& statistics = result.stages[i];
    const auto cycles = [&](double share) { return std::llround(share * static_cast<double>(result.cycles)); };
    stages.push_back({stage.name, best(graph, result, stage.inputs, read, least),
                      best(graph, result, stage.outputs, written, least),
                      best(graph, result, stage.outputs, written, most), cycles(statistics.starved),
                      cycles(statistics.backpressured), statistics.starved_by, statistics.backpressured_by});
  }
  return stages;
}

}  // namespace weir::timing
