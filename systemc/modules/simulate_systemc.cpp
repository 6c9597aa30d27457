#include <algorithm>

#include "systemc/engines/values.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/modules/context.hpp"
#include "systemc/modules/design.hpp"
#include "systemc/modules/program.hpp"

namespace weir::timing {

namespace {

using namespace modules;

SimulationResult simulate(const TimingGraph& graph, const SimulationOptions& options, Behaviours behaviours) {
  std::vector<StreamRecord> records(graph.streams.size());
  Outcome outcome;
  {
    const FreshContext context;
    Design design(graph, options, std::move(behaviours), records);
    design.run();
    outcome = design.outcome();
  }
  SimulationResult result = make_result(graph, options.frames, outcome);
  if (options.record_transfers)
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      result.streams[graph.streams[s].name] = std::move(records[s]);
  return result;
}

void require_inputs(const TimingGraph& graph, const SimulationOptions& options) {
  Errors errors;
  for (const TimingStream& stream : graph.streams) {
    if (stream.producer != kOutside) continue;
    const auto given = options.inputs->find(stream.name);
    if (given == options.inputs->end()) {
      errors.add("missing-input", "no words for the input stream " + stream.name);
      continue;
    }
    const std::int64_t wanted = options.frames * stream.words_per_frame;
    if (given->second.word_bits != stream.width_bits || given->second.count() != wanted)
      errors.add("word-size",
                 "the input stream " + stream.name + " has " + std::to_string(given->second.count()) + " words of " +
                     std::to_string(given->second.word_bits) + " bits",
                 "",
                 std::to_string(options.frames) + " frames need " + std::to_string(wanted) + " words of " +
                     std::to_string(stream.width_bits) + " bits");
  }
  errors.throw_if_any();
}

void require_same_stages(const golden::StageGraph& graph, const TimingGraph& timing) {
  const bool is_same = std::equal(graph.stages.begin(), graph.stages.end(), timing.stages.begin(), timing.stages.end(),
                                  [](const auto& a, const auto& b) { return a.name == b.name; });
  if (!is_same)
    throw Error("no-values", timing.name + " has other stages than " + graph.name, "",
                "times made from that very graph, inserted converters included");
}

}  // namespace

SimulationResult simulate_systemc(const TimingGraph& graph, const SimulationOptions& options) {
  require_valid(graph, options);
  if (options.inputs != nullptr)
    throw Error("no-values", graph.name + ": a graph of schedules has no values to compute", "", "simulate times only");
  return simulate(graph, options, Behaviours(graph.stages.size()));
}

SimulationResult simulate_systemc(const golden::StageGraph& graph, const SimulationOptions& options) {
  return simulate_values(graph, make_timing_graph(graph), options);
}

SimulationResult simulate_values(const golden::StageGraph& graph, const TimingGraph& timing,
                                 const SimulationOptions& options) {
  require_valid(timing, options);
  require_same_stages(graph, timing);
  Behaviours behaviours(graph.stages.size());
  if (options.inputs != nullptr) {
    require_inputs(timing, options);
    for (std::size_t i = 0; i < graph.stages.size(); ++i)
      behaviours[i] = in_program_order(timing, timing.stages[i], make_behaviour(graph, graph.stages[i]));
  }
  return simulate(timing, options, std::move(behaviours));
}

}  // namespace weir::timing
