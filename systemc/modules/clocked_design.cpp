#include "systemc/modules/clocked_design.hpp"

#include <algorithm>
#include <functional>

#include "systemc/engines/recurrence.hpp"
#include "systemc/modules/channel.hpp"
#include "systemc/modules/clocked_block.hpp"
#include "systemc/modules/context.hpp"
#include "systemc/process/boundary.hpp"

namespace weir::timing::modules {

namespace {

/// Offers a word in an open cycle and keeps offering it.
class ClockedSource : public ClockedModule {
 public:
  ClockedSource(const char* name, Clock& clock, int number, const TimingStream& stream, std::int64_t frames,
                const Stalls& stalls, ClockedFifo* out)
      : ClockedModule(name, clock, {}, {out}),
        stream_(number),
        words_per_frame_(stream.words_per_frame),
        words_left_(frames * stream.words_per_frame),
        pacer_(stream),
        stalls_(stalls) {}
  StageOutcome outcome() const override { return {}; }
  bool is_at_end() const { return words_left_ == 0; }
  /// Of a source without pattern and stalls.
  void add_state(State& state) const override {
    state.insert(state.end(), {words_left_ % words_per_frame_, is_offering_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    if (words_left_ == 0) return false;
    is_offering_ = is_offering_ || (cycle >= last_cycle_ + pacer_.advance() && stalls_.open(stream_, cycle));
    if (!is_offering_) return true;
    if (!outputs_[0]->has_room()) return false;
    outputs_[0]->write();
    is_offering_ = false;
    last_cycle_ = cycle;
    pacer_.pass();
    --words_left_;
    return true;
  }

 private:
  const int stream_;
  const std::int64_t words_per_frame_;
  std::int64_t words_left_, last_cycle_ = -1;
  Pacer pacer_;
  const Stalls& stalls_;
  bool is_offering_ = false;
};

/// Takes a word in any open cycle.
class ClockedSink : public ClockedModule {
 public:
  ClockedSink(const char* name, Clock& clock, int number, const TimingStream& stream, std::int64_t frames,
              const Stalls& stalls, ClockedFifo* in)
      : ClockedModule(name, clock, {in}, {}),
        stream_(number),
        words_per_frame_(stream.words_per_frame),
        pacer_(stream),
        stalls_(stalls),
        frame_ends_{frames} {}
  StageOutcome outcome() const override { return {}; }
  const FrameEnds& frame_ends() const { return frame_ends_; }
  /// Of a sink without pattern and stalls.
  void add_state(State& state) const override { state.push_back(taken_ % words_per_frame_); }
  /// Notified when a cycle in which a frame ended is over.
  const sc_core::sc_event& frame_left() const { return frame_left_; }

 protected:
  bool tick(std::int64_t cycle) override {
    if (!inputs_[0]->has_word()) return false;
    if (cycle < last_cycle_ + pacer_.advance() || !stalls_.open(stream_, cycle)) return true;
    inputs_[0]->read();
    last_cycle_ = cycle;
    pacer_.pass();
    if (++taken_ % words_per_frame_ == 0) {
      frame_ends_.add(cycle);
      frame_left_.notify(0.5, sc_core::SC_NS);
    }
    return true;
  }

 private:
  const int stream_;
  const std::int64_t words_per_frame_;
  Pacer pacer_;
  const Stalls& stalls_;
  std::int64_t taken_ = 0, last_cycle_ = -1;
  FrameEnds frame_ends_;
  sc_core::sc_event frame_left_;
};

/// Calls back in the middle between two cycles after `event`.
class FrameWatch : public sc_core::sc_module {
 public:
  FrameWatch(sc_core::sc_module_name name, const sc_core::sc_event& event, std::function<void(std::int64_t)> call)
      : sc_module(name), call_(std::move(call)) {
    SC_HAS_PROCESS(FrameWatch);
    SC_METHOD(watch);
    sensitive << event;
    dont_initialize();
  }

 private:
  void watch() { call_(now_cycle()); }

  std::function<void(std::int64_t)> call_;
};

/// States after frame 1, 2, ...
class StatesByFrame {
 public:
  std::optional<Recurrence> add(State state, std::int64_t cycle, std::int64_t frames_begun) {
    seen_.push_back({std::move(state), cycle, frames_begun});
    const Seen& last = seen_.back();
    for (std::size_t i = seen_.size() - 1; i-- > 0;)
      if (seen_[i].state == last.state)
        return Recurrence{static_cast<int>(i) + 1, static_cast<int>(seen_.size() - 1 - i), last.cycle - seen_[i].cycle,
                          seen_[i].cycle, static_cast<int>(seen_[i].frames_begun) + 1};
    return std::nullopt;
  }

 private:
  struct Seen {
    State state;
    std::int64_t cycle, frames_begun;
  };
  std::vector<Seen> seen_;
};

/// The queues of one stream, words handed on between them.
class ClockedStream {
 public:
  ClockedStream(const TimingStream& stream, std::size_t number, Clock& clock, StreamRecord* record) : meter_(record) {
    constexpr int kSmall = 2;  // all queues but the first
    const int queues = stream.queues();
    for (int q = 0; q < queues; ++q) {
      const std::string name = object_name(stream.name, number) + (q == 0 ? "" : "_q" + std::to_string(q));
      const int depth = q == 0 ? stream.depth_words - kSmall * (queues - 1) : kSmall;
      queues_.push_back(std::make_unique<ClockedFifo>(name.c_str(), depth, meter_, q == 0, q + 1 == queues));
      if (q > 0)
        hops_.push_back(make_hop((name + "_hop").c_str(), clock, queues_[static_cast<std::size_t>(q) - 1].get(),
                                 queues_.back().get()));
    }
  }

  ClockedFifo* front() const { return queues_.front().get(); }
  ClockedFifo* back() const { return queues_.back().get(); }
  StreamOutcome outcome() const { return meter_.outcome(); }
  std::int64_t accepted_words() const { return meter_.accepted_words(); }
  void add_state(State& state) const {
    for (const auto& queue : queues_) state.push_back(queue->fill());
  }

 private:
  StreamMeter meter_;
  std::vector<std::unique_ptr<ClockedFifo>> queues_;
  std::vector<std::unique_ptr<ClockedModule>> hops_;
};

class ClockedDesign {
 public:
  ClockedDesign(const TimingGraph& graph, const SimulationOptions& options, std::vector<StreamRecord>& records)
      : graph_(graph), options_(options) {
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      fifos_.push_back(std::make_unique<ClockedStream>(graph.streams[s], s, clock_,
                                                       options.record_transfers ? &records[s] : nullptr));
    for (std::size_t i = 0; i < graph.stages.size(); ++i) add_stage(i);
    for (std::size_t s = 0; s < graph.streams.size(); ++s) add_boundary(s);
  }

  Outcome run() {
    run_to_the_end(options_);
    Outcome outcome;
    for (const auto& stage : stages_) outcome.stages.push_back(stage->outcome());
    for (std::size_t s = 0; s < fifos_.size(); ++s) {
      outcome.streams.push_back(fifos_[s]->outcome());
      if (sinks_[s]) outcome.streams.back().sink = sinks_[s]->frame_ends();
    }
    return outcome;
  }

  /// After every frame of the first output the state is compared with those after earlier ones.
  std::optional<Recurrence> run_to_recurrence() {
    const auto sink = std::find_if(sinks_.begin(), sinks_.end(), [](const auto& s) { return s != nullptr; });
    std::optional<Recurrence> found;
    FrameWatch watch("frame_watch", (*sink)->frame_left(), [&](std::int64_t cycle) {
      if (!found && !is_at_end()) found = states_.add(state(), cycle, frames_begun());
    });
    do run_a_slice();
    while (!found && is_pending() && !is_stopped());
    return found;
  }

 private:
  bool is_at_end() const {
    return std::any_of(sources_.begin(), sources_.end(), [](const auto& source) { return source->is_at_end(); });
  }

  bool is_stopped() const { return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed); }

  /// Of which a word has moved anywhere: a padding begins a frame before its source does.
  std::int64_t frames_begun() const {
    std::int64_t most = 0;
    for (std::size_t s = 0; s < fifos_.size(); ++s) {
      const std::int64_t each = graph_.streams[s].words_per_frame;
      most = std::max(most, (fifos_[s]->accepted_words() + each - 1) / each);
    }
    return most;
  }

  State state() const {
    State state;
    for (const auto& fifo : fifos_) fifo->add_state(state);
    for (const auto& stage : stages_) stage->add_state(state);
    for (const auto& source : sources_) source->add_state(state);
    for (const auto& sink : sinks_)
      if (sink) sink->add_state(state);
    return state;
  }

  void add_stage(std::size_t i) {
    const TimingStage& stage = graph_.stages[i];
    std::vector<ClockedFifo*> inputs, outputs;
    for (const int s : stage.inputs) inputs.push_back(fifos_[static_cast<std::size_t>(s)]->back());
    for (const int s : stage.outputs) outputs.push_back(fifos_[static_cast<std::size_t>(s)]->front());
    stages_.push_back(make_module(object_name(stage.name, fifos_.size() + i).c_str(), clock_, *stage.block,
                                  options_.frames, std::move(inputs), std::move(outputs)));
  }

  void add_boundary(std::size_t s) {
    const TimingStream& stream = graph_.streams[s];
    const int number = static_cast<int>(s);
    if (stream.producer == kOutside)
      sources_.push_back(std::make_unique<ClockedSource>(("source_" + std::to_string(s)).c_str(), clock_, number,
                                                         stream, options_.frames, options_.stalls, fifos_[s]->front()));
    sinks_.emplace_back();
    if (stream.consumer == kOutside)
      sinks_.back() = std::make_unique<ClockedSink>(("sink_" + std::to_string(s)).c_str(), clock_, number, stream,
                                                    options_.frames, options_.stalls, fifos_[s]->back());
  }

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  Clock clock_{"clock"};
  std::vector<std::unique_ptr<ClockedStream>> fifos_;
  std::vector<std::unique_ptr<ClockedModule>> stages_;
  std::vector<std::unique_ptr<ClockedSource>> sources_;
  std::vector<std::unique_ptr<ClockedSink>> sinks_;  ///< by stream; null inside
  StatesByFrame states_;
};

}  // namespace

SimulationResult simulate_clocked(const TimingGraph& graph, const SimulationOptions& options) {
  std::vector<StreamRecord> records(graph.streams.size());
  Outcome outcome;
  {
    const FreshContext context;
    outcome = ClockedDesign(graph, options, records).run();
  }
  SimulationResult result = make_result(graph, options.frames, outcome);
  if (options.record_transfers)
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      result.streams[graph.streams[s].name] = std::move(records[s]);
  return result;
}

}  // namespace weir::timing::modules

namespace weir::timing {

std::optional<Recurrence> find_recurrence(const TimingGraph& graph, int most_frames, const std::atomic<bool>* stop) {
  Errors errors;
  validate(graph, errors);
  errors.throw_if_any();
  if (follows_schedules(graph)) throw Error("recurrence", graph.name + " is not made of FINN's blocks");
  for (const TimingStream& stream : graph.streams)
    if (!stream.pace.empty()) throw Error("recurrence", "stream " + stream.name + " has a pattern of its own");
  SimulationOptions options;
  options.frames = most_frames;
  options.stop = stop;
  std::vector<StreamRecord> records;
  const modules::FreshContext context;
  return modules::ClockedDesign(graph, options, records).run_to_recurrence();
}

}  // namespace weir::timing
