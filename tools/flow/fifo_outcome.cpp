#include "tools/flow/fifo_outcome.hpp"

#include "golden/finn/parts.hpp"
#include "golden/model/model.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::tools {

namespace {

/// Of FINN's largest networks a run takes seconds, and a cure some dozens of runs.
constexpr std::size_t kMostCuredFifos = 210;

/// What a run of the network's own depths shows.
FifosBefore measure_before(const timing::TimingGraph& graph) {
  FifosBefore before;
  timing::Depths depths;
  for (const timing::TimingStream& stream : graph.streams) depths.push_back(stream.depth_words);
  before.cost = timing::total_cost(graph, depths);
  timing::SimulationOptions options;
  options.frames = graph.traits.sizing_frames.given;
  const timing::SimulationResult result = simulate_maxplus(graph, options);
  before.interval_cycles = result.steady_interval_cycles;
  before.deadlock = result.deadlock;
  if (result.deadlock && graph.streams.size() <= kMostCuredFifos) before.cures = find_cures(graph, options.frames);
  return before;
}

/// Of a run of some frames each; dozens of runs.
std::optional<timing::LimitingFifos> find_limiting(const FifoOutcome& outcome) {
  constexpr int kFrames = 6;
  if (!outcome.graph.traits.names_limiting_fifos || outcome.before.deadlock) return std::nullopt;
  if (outcome.request.control != nullptr && outcome.request.control->progress)
    outcome.request.control->progress("FIFOs whose own depths cost throughput");
  timing::LimitingFifos limiting = timing::find_limiting_fifos(outcome.graph, kFrames, outcome.request.control);
  if (limiting.deepened_interval_cycles == 0) return std::nullopt;
  return limiting;
}

void require_rtl(const golden::StageGraph& graph, const FifoRequest& request) {
  if (!request.verify_rtl) return;
  if (!timing::find_profile(request.profile).traits.has_rtl)
    throw Error("no-rtl", "there is no RTL of profile " + request.profile, "--verify-rtl", "legal: profile weir");
  if (const std::string stage = stage_without_rtl(graph); !stage.empty())
    throw Error("no-rtl", "stage " + stage + " has no HLS kernel", "--verify-rtl");
  if (!request.world.is_even())
    throw Error("usage", "the RTL's test bench knows neither input patterns nor DMA stalls", "--verify-rtl",
                "legal: one without the other");
}

/// Free first, then with the stalls of the SystemC runs.
RtlCheck check_in_rtl(const golden::StageGraph& graph, const FifoRequest& request) {
  constexpr int kFrames = 3;
  constexpr double kStallProbability = 0.2;
  RtlCheck check;
  check.frames = kFrames;
  CosimRequest cosim;
  cosim.frames = golden::random_frames(*graph.network, kFrames, request.world.seed);
  if (request.control != nullptr) {
    cosim.stop = &request.control->abandon;
    if (request.control->progress) cosim.progress = request.control->progress;
  }
  for (const double probability : {0.0, kStallProbability}) {
    cosim.stalls = {probability, request.world.seed};
    const CosimOutcome outcome = cosimulate(graph, cosim);
    rtl::throw_if_compiler_fault(outcome.result);
    ++check.runs;
    check.is_composed = outcome.composed;
    check.words_compared += outcome.result.words_compared;
    check.mismatches += outcome.result.mismatches;
    check.cycle_differences += outcome.result.cycle_differences;
    check.deadlocks += outcome.result.deadlock ? 1 : 0;
    if (probability > 0) continue;
    check.interval_cycles = outcome.result.steady_interval_cycles;
    check.latency_cycles = outcome.result.latency_cycles;
  }
  return check;
}

}  // namespace

bool FifoOutcome::is_fine() const {
  return sizing.systemc.deadlocks == 0 && sizing.systemc.same_cycles && !sizing.was_stopped &&
         (!placement || placement->choice.fits) && (!rtl || rtl->is_equal());
}

FifoOutcome find_fifos(const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                       const FifoRequest& request) {
  require_rtl(graph, request);
  if (!request.part.empty()) (void)golden::find_fpga_part(request.part);
  FifoOutcome outcome{request, make_sizing_graph(graph, request), {}, {}, {}, {}, {}};
  timing::require_helpful_depths(outcome.graph);
  outcome.before = measure_before(outcome.graph);
  outcome.before.limiting = find_limiting(outcome);  // before the search, which may be stopped
  outcome.sizing = size_network_fifos(graph, outcome.graph, request);
  if (request.control != nullptr && request.control->abandon) return outcome;
  outcome.roles = explain_fifos(graph, sized_timing(graph, outcome.graph, request, outcome.sizing));
  const auto sized = [&] { return golden::build_stage_graph(graph.network, sized_folding(graph, outcome.sizing)); };
  if (!request.part.empty())
    outcome.placement = place_fifos(outcome.sizing, outcome.graph, sized(), attributes, request.part);
  if (request.verify_rtl && !outcome.sizing.was_stopped) outcome.rtl = check_in_rtl(sized(), request);
  return outcome;
}

}  // namespace weir::tools
