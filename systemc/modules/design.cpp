#include "systemc/modules/design.hpp"

#include <algorithm>

#include "systemc/generators/values.hpp"
#include "systemc/modules/context.hpp"

namespace weir::timing::modules {

namespace {

/// A word in every cycle, from one queue to the next.
const Schedule& hop_schedule() {
  static const Schedule schedule{{{1, {{1, 1, 1, 1}}}}, 1, 0, {0}};
  return schedule;
}

}  // namespace

Design::Design(const TimingGraph& graph, const SimulationOptions& options, Behaviours behaviours,
               std::vector<StreamRecord>& records)
    : graph_(graph), options_(options), has_values_(options.inputs != nullptr) {
  for (std::size_t s = 0; s < graph.streams.size(); ++s) add_stream(s, records[s]);
  for (std::size_t i = 0; i < graph.stages.size(); ++i) add_stage(i, std::move(behaviours[i]));
  for (std::size_t s = 0; s < graph.streams.size(); ++s) add_boundary(s);
}

void Design::add_stream(std::size_t s, StreamRecord& record) {
  constexpr int kSmall = 2;  // all queues but the first
  const TimingStream& stream = graph_.streams[s];
  const int queues = stream.queues(), bytes = has_values_ ? (stream.width_bits + 7) / 8 : 0;
  if (has_values_) record.words.word_bits = stream.width_bits;
  streams_.push_back(
      std::make_unique<Stream>(Stream{{options_.record_transfers ? &record : nullptr, counts_words(graph_, stream)}}));
  Stream& out = *streams_.back();
  for (int q = 0; q < queues; ++q) {
    const bool at_front = q == 0, at_back = q + 1 == queues;
    const int depth = at_front ? stream.depth_words - kSmall * (queues - 1) : kSmall;
    const std::string name = object_name(stream.name, s) + (at_front ? "" : "_q" + std::to_string(q));
    const int latency = at_front ? write_latency_cycles(graph_, stream) : 0;
    out.queues.push_back(std::make_unique<FifoChannel>(
        name.c_str(), FifoChannel::Shape{depth, latency, bytes, at_front, at_back}, out.meter));
    if (at_front) continue;
    const Channels from{out.queues[static_cast<std::size_t>(q) - 1].get()}, to{out.queues.back().get()};
    out.hops.push_back(std::make_unique<Kernel>((name + "_hop").c_str(), hop_schedule(),
                                                options_.frames * stream.words_per_frame, from, to,
                                                has_values_ ? std::make_unique<ForwardBehaviour>() : nullptr));
  }
}

void Design::add_stage(std::size_t i, std::unique_ptr<Behaviour> behaviour) {
  const TimingStage& stage = graph_.stages[i];
  const std::string name = object_name(stage.name, streams_.size() + i);
  Channels inputs, outputs;
  for (const int s : stage.inputs) inputs.push_back(&back(s));
  for (const int s : stage.outputs) outputs.push_back(&front(s));
  if (!stage.block) {
    stages_.push_back(std::make_unique<Kernel>(name.c_str(), stage.schedule, options_.frames, std::move(inputs),
                                               std::move(outputs), std::move(behaviour)));
    return;
  }
  const auto words = [&](const std::vector<int>& ports) {
    return options_.frames * graph_.streams[static_cast<std::size_t>(ports.front())].words_per_frame;
  };
  stages_.push_back(make_module({name.c_str(), clock_, options_.frames, std::move(inputs), std::move(outputs),
                                 words(stage.inputs), words(stage.outputs), std::move(behaviour)},
                                *stage.block));
}

void Design::add_boundary(std::size_t s) {
  const TimingStream& stream = graph_.streams[s];
  const int number = static_cast<int>(s);
  if (stream.producer == kOutside)
    sources_.push_back(std::make_unique<Source>(
        ("source_" + std::to_string(s)).c_str(), number, stream, options_.frames, options_.stalls,
        has_values_ ? &options_.inputs->at(stream.name) : nullptr, front(number)));
  sinks_.emplace_back();
  if (stream.consumer == kOutside)
    sinks_.back() = std::make_unique<Sink>(("sink_" + std::to_string(s)).c_str(), number, stream, options_.frames,
                                           options_.stalls, back(number));
}

void Design::run() {
  run_to_the_end(options_);
  for (const auto& stage : stages_)
    if (stage->failure()) std::rethrow_exception(stage->failure());
}

Outcome Design::outcome() const {
  Outcome outcome;
  for (const auto& stage : stages_) outcome.stages.push_back(stage->outcome());
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    outcome.streams.push_back(streams_[s]->meter.outcome());
    if (sinks_[s]) outcome.streams.back().sink = sinks_[s]->frame_ends();
  }
  return outcome;
}

bool Design::has_ended_source() const {
  return std::any_of(sources_.begin(), sources_.end(), [](const auto& source) { return source->is_at_end(); });
}

std::int64_t Design::frames_begun() const {
  std::int64_t most = 0;
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    const std::int64_t each = graph_.streams[s].words_per_frame;
    most = std::max(most, (streams_[s]->meter.accepted_words() + each - 1) / each);
  }
  return most;
}

State Design::state(std::int64_t cycle) const {
  State state;
  for (const auto& stream : streams_) {
    for (const auto& queue : stream->queues) queue->add_state(state, cycle);
    for (const auto& hop : stream->hops) hop->add_state(state, cycle);
  }
  for (const auto& stage : stages_) stage->add_state(state, cycle);
  for (const auto& source : sources_) source->add_state(state, cycle);
  for (const auto& sink : sinks_)
    if (sink) sink->add_state(state);
  return state;
}

const sc_core::sc_event& Design::frame_left() const {
  return (*std::find_if(sinks_.begin(), sinks_.end(), [](const auto& sink) { return sink != nullptr; }))->frame_left();
}

}  // namespace weir::timing::modules
