#include "systemc/generators/weir/schedules.hpp"
#include "systemc/modules/clocked_design.hpp"
#include "systemc/modules/context.hpp"
#include "systemc/modules/kernel.hpp"

namespace weir::timing {

namespace {

using namespace modules;

using Behaviours = std::vector<std::unique_ptr<Behaviour>>;  ///< by stage; null entries when only times are wanted

/// The whole model: one channel per stream, one module per stage, source and sink.
class Design {
 public:
  Design(const TimingGraph& graph, const SimulationOptions& options, Behaviours behaviours,
         std::vector<StreamRecord>& records)
      : graph_(graph), options_(options), has_values_(options.inputs != nullptr) {
    for (std::size_t s = 0; s < graph.streams.size(); ++s) add_channel(s, records);
    for (std::size_t i = 0; i < graph.stages.size(); ++i) add_kernel(i, std::move(behaviours[i]));
    for (std::size_t s = 0; s < graph.streams.size(); ++s) add_boundary(static_cast<int>(s));
  }

  Outcome run() {
    run_to_the_end(options_);
    Outcome outcome;
    for (const auto& kernel : kernels_) {
      if (kernel->failure()) std::rethrow_exception(kernel->failure());
      outcome.stages.push_back(kernel->outcome());
    }
    for (std::size_t s = 0; s < channels_.size(); ++s) {
      outcome.streams.push_back(channels_[s]->outcome());
      if (sinks_[s]) outcome.streams.back().sink = sinks_[s]->frame_ends();
    }
    return outcome;
  }

 private:
  void add_channel(std::size_t s, std::vector<StreamRecord>& records) {
    const TimingStream& stream = graph_.streams[s];
    const int latency = write_latency_cycles(graph_, stream);
    channels_.push_back(std::make_unique<FifoChannel>(object_name(stream.name, s).c_str(), stream, latency, has_values_,
                                                      options_.record_transfers ? &records[s] : nullptr));
    if (has_values_) records[s].words.word_bits = stream.width_bits;
  }

  void add_kernel(std::size_t i, std::unique_ptr<Behaviour> behaviour) {
    const TimingStage& stage = graph_.stages[i];
    auto kernel = std::make_unique<Kernel>(object_name(stage.name, channels_.size() + i).c_str(), graph_, stage,
                                           options_.frames, std::move(behaviour));
    for (std::size_t p = 0; p < stage.inputs.size(); ++p) kernel->inputs[p].bind(*channels_[stage.inputs[p]]);
    for (std::size_t p = 0; p < stage.outputs.size(); ++p) kernel->outputs[p].bind(*channels_[stage.outputs[p]]);
    kernels_.push_back(std::move(kernel));
  }

  void add_boundary(int s) {
    const TimingStream& stream = graph_.streams[s];
    if (stream.producer == kOutside) {
      sources_.push_back(std::make_unique<Source>(("source_" + std::to_string(s)).c_str(), s, stream, options_.frames,
                                                  options_.stalls,
                                                  has_values_ ? &options_.inputs->at(stream.name) : nullptr));
      sources_.back()->out.bind(*channels_[s]);
    }
    sinks_.emplace_back();
    if (stream.consumer == kOutside) {
      sinks_.back() =
          std::make_unique<Sink>(("sink_" + std::to_string(s)).c_str(), s, stream, options_.frames, options_.stalls);
      sinks_.back()->in.bind(*channels_[s]);
    }
  }

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  const bool has_values_;
  std::vector<std::unique_ptr<FifoChannel>> channels_;
  std::vector<std::unique_ptr<Kernel>> kernels_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<std::unique_ptr<Sink>> sinks_;  ///< by stream; null inside
};

SimulationResult simulate(const TimingGraph& graph, const SimulationOptions& options, Behaviours behaviours) {
  std::vector<StreamRecord> records(graph.streams.size());
  Outcome outcome;
  {
    const FreshContext context;
    outcome = Design(graph, options, std::move(behaviours), records).run();
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

}  // namespace

SimulationResult simulate_systemc(const TimingGraph& graph, const SimulationOptions& options) {
  require_valid(graph, options);
  if (options.inputs != nullptr)
    throw Error("no-values", graph.name + ": a graph of schedules has no values to compute", "", "simulate times only");
  if (!follows_schedules(graph)) return simulate_clocked(graph, options);
  return simulate(graph, options, Behaviours(graph.stages.size()));
}

SimulationResult simulate_systemc(const golden::StageGraph& graph, const SimulationOptions& options) {
  const TimingGraph timing = make_timing_graph(graph);
  require_valid(timing, options);
  Behaviours behaviours(graph.stages.size());
  if (options.inputs != nullptr) {
    require_inputs(timing, options);
    for (std::size_t i = 0; i < graph.stages.size(); ++i) behaviours[i] = make_behaviour(graph, graph.stages[i]);
  }
  return simulate(timing, options, std::move(behaviours));
}

}  // namespace weir::timing
