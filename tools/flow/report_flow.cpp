#include "tools/flow/report_flow.hpp"

namespace weir::tools {

namespace {

/// Enough for the widest screen; of large networks less, so that the page stays small.
constexpr int kBuckets = 480, kBucketsOfLarge = 150;
constexpr std::size_t kLargeStages = 60;
/// A search for depths runs frames by the hundred.
constexpr std::int64_t kMostProvenWords = 4'000'000, kMostSimulatedWords = 400'000;

ReportSide simulate_side(golden::StageGraph graph, const SimulateRequest& request) {
  ReportSide side{std::move(graph), {}, std::nullopt};
  side.simulation = simulate_network(side.graph, request);
  side.timeline =
      timeline_of(side.graph, side.simulation, side.graph.stages.size() > kLargeStages ? kBucketsOfLarge : kBuckets);
  return side;
}

std::string too_large(const timing::TimingGraph& timing) {
  std::int64_t words = 0;
  for (const timing::TimingStream& stream : timing.streams) words += stream.words_per_frame;
  if (words <= (is_monotone(timing) ? kMostProvenWords : kMostSimulatedWords)) return "";
  return "a frame has " + std::to_string(words) + " words, and the search runs many of them: weir fifo";
}

void propose_fifos(const ReportRequest& request, ReportOutcome& outcome) {
  FifoRequest fifos = request.fifos;
  fifos.profile = outcome.built.simulation.request.profile;
  const golden::StageGraph& graph = outcome.built.graph;
  outcome.no_fifos = too_large(make_sizing_graph(graph, fifos));
  if (!outcome.no_fifos.empty()) return;
  try {
    outcome.fifos = find_fifos(graph, {}, fifos);
  } catch (const Error& error) {
    if (error.code == "stopped") throw;
    outcome.no_fifos = error.what_text;
    return;
  }
  golden::StageGraph sized = golden::build_stage_graph(graph.network, sized_folding(graph, outcome.fifos->sizing));
  outcome.proposed = simulate_side(std::move(sized), request.simulation);
}

}  // namespace

std::optional<timing::Timeline> timeline_of(const golden::StageGraph& graph, const SimulateOutcome& simulation,
                                            int buckets) {
  const SimulateRequest& request = simulation.request;
  if (request.stalls.probability != 0.0 || request.with_memory) return std::nullopt;
  timing::TimingGraph timing = timing::make_timing_graph(graph, timing::find_profile(request.profile));
  surround(timing, request.world);
  return make_timeline(timing, simulation.batch.result, buckets, request.stop);
}

ReportOutcome make_report(const golden::StageGraph& graph, const ReportRequest& request) {
  ReportOutcome outcome;
  outcome.built = simulate_side(graph, request.simulation);
  try {
    outcome.estimate = golden::estimate_network(*graph.network, graph.folding, {}, request.part,
                                                1000.0 / outcome.built.simulation.request.clk_mhz);
  } catch (const Error&) {
    // The explanation says why; the table has no such columns then.
  } catch (const Errors&) {
  }
  if (request.with_fifos)
    propose_fifos(request, outcome);
  else
    outcome.no_fifos = "not asked for";
  return outcome;
}

}  // namespace weir::tools
