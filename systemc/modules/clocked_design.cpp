#include "systemc/modules/clocked_design.hpp"

#include "systemc/modules/clocked_block.hpp"
#include "systemc/modules/context.hpp"
#include "systemc/schedule/boundary.hpp"

namespace weir::timing::modules {

namespace {

/// Offers a word in an open cycle and keeps offering it.
class ClockedSource : public ClockedModule {
 public:
  ClockedSource(const char* name, Clock& clock, int number, const TimingStream& stream, std::int64_t frames,
                const Stalls& stalls, ClockedFifo* out)
      : ClockedModule(name, clock, {}, {out}),
        stream_(number),
        words_left_(frames * stream.words_per_frame),
        pacer_(stream),
        stalls_(stalls) {}
  StageOutcome outcome() const override { return {}; }

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

 protected:
  bool tick(std::int64_t cycle) override {
    if (!inputs_[0]->has_word()) return false;
    if (cycle < last_cycle_ + pacer_.advance() || !stalls_.open(stream_, cycle)) return true;
    inputs_[0]->read();
    last_cycle_ = cycle;
    pacer_.pass();
    if (++taken_ % words_per_frame_ == 0) frame_ends_.add(cycle);
    return true;
  }

 private:
  const int stream_;
  const std::int64_t words_per_frame_;
  Pacer pacer_;
  const Stalls& stalls_;
  std::int64_t taken_ = 0, last_cycle_ = -1;
  FrameEnds frame_ends_;
};

class ClockedDesign {
 public:
  ClockedDesign(const TimingGraph& graph, const SimulationOptions& options, std::vector<StreamRecord>& records)
      : graph_(graph), options_(options) {
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      fifos_.push_back(std::make_unique<ClockedFifo>(object_name(graph.streams[s].name, s).c_str(),
                                                     graph.streams[s].depth_words,
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

 private:
  void add_stage(std::size_t i) {
    const TimingStage& stage = graph_.stages[i];
    std::vector<ClockedFifo*> inputs, outputs;
    for (const int s : stage.inputs) inputs.push_back(fifos_[static_cast<std::size_t>(s)].get());
    for (const int s : stage.outputs) outputs.push_back(fifos_[static_cast<std::size_t>(s)].get());
    stages_.push_back(make_module(object_name(stage.name, fifos_.size() + i).c_str(), clock_, *stage.block,
                                  options_.frames, std::move(inputs), std::move(outputs)));
  }

  void add_boundary(std::size_t s) {
    const TimingStream& stream = graph_.streams[s];
    const int number = static_cast<int>(s);
    if (stream.producer == kOutside)
      sources_.push_back(std::make_unique<ClockedSource>(("source_" + std::to_string(s)).c_str(), clock_, number,
                                                         stream, options_.frames, options_.stalls, fifos_[s].get()));
    sinks_.emplace_back();
    if (stream.consumer == kOutside)
      sinks_.back() = std::make_unique<ClockedSink>(("sink_" + std::to_string(s)).c_str(), clock_, number, stream,
                                                    options_.frames, options_.stalls, fifos_[s].get());
  }

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  Clock clock_{"clock"};
  std::vector<std::unique_ptr<ClockedFifo>> fifos_;
  std::vector<std::unique_ptr<ClockedModule>> stages_;
  std::vector<std::unique_ptr<ClockedSource>> sources_;
  std::vector<std::unique_ptr<ClockedSink>> sinks_;  ///< by stream; null inside
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
