#include "systemc/maxplus/token_engine.hpp"

namespace weir::timing::maxplus {

namespace {

/// Offers a word in an open cycle and keeps offering it.
class SourceProcess : public TokenProcess {
 public:
  SourceProcess(int stream, const Stalls& stalls, TokenFifo* out)
      : TokenProcess({}, {out}), stream_(stream), stalls_(stalls) {}

  void advance() override {
    auto out = output().writer();
    while (out.has_room()) {
      cycle_ = std::max(stalls_.next_open(stream_, cycle_ + 1), out.ready());
      out.put(cycle_);
    }
    output().commit(out);
  }
  StageOutcome outcome() const override { return {}; }

 private:
  int stream_;
  const Stalls& stalls_;
  Cycle cycle_ = -1;
};

/// Takes a word in any open cycle.
class SinkProcess : public TokenProcess {
 public:
  SinkProcess(int stream, std::int64_t words_per_frame, const Stalls& stalls, FrameEnds& ends, TokenFifo* in)
      : TokenProcess({in}, {}), stream_(stream), words_per_frame_(words_per_frame), stalls_(stalls), ends_(ends) {}

  void advance() override {
    auto in = input().reader();
    while (in.has_word()) {
      cycle_ = stalls_.next_open(stream_, std::max(cycle_ + 1, in.ready()));
      in.take(cycle_);
      if (++taken_ < words_per_frame_) continue;
      taken_ = 0;
      ends_.add(cycle_);
    }
    input().commit(in);
  }
  StageOutcome outcome() const override { return {}; }

 private:
  int stream_;
  std::int64_t words_per_frame_, taken_ = 0;
  const Stalls& stalls_;
  FrameEnds& ends_;
  Cycle cycle_ = -1;
};

}  // namespace

TokenEngine::TokenEngine(const TimingGraph& graph, const SimulationOptions& options)
    : graph_(graph), options_(options), sinks_(graph.streams.size(), FrameEnds{options.frames}) {
  for (const TimingStream& stream : graph.streams)
    fifos_.emplace_back(stream.depth_words, options.frames * stream.words_per_frame, options.record_transfers);
  for (std::size_t s = 0; s < graph.streams.size(); ++s)
    if (graph.streams[s].producer == kOutside)
      turns_.push_back(
          {std::make_unique<SourceProcess>(static_cast<int>(s), options.stalls, &fifos_[s]), {}, {{&fifos_[s], -1}}});
  add_stages();
  for (std::size_t s = 0; s < graph.streams.size(); ++s)
    if (graph.streams[s].consumer == kOutside)
      turns_.push_back({std::make_unique<SinkProcess>(static_cast<int>(s), graph.streams[s].words_per_frame,
                                                      options.stalls, sinks_[s], &fifos_[s]),
                        {{&fifos_[s], -1}},
                        {}});
  connect();
}

void TokenEngine::add_stages() {
  for (const TimingStage& stage : graph_.stages) {
    Turn turn;
    std::vector<TokenFifo*> inputs, outputs;
    for (const int s : stage.inputs) inputs.push_back(&fifos_[static_cast<std::size_t>(s)]);
    for (const int s : stage.outputs) outputs.push_back(&fifos_[static_cast<std::size_t>(s)]);
    for (TokenFifo* fifo : inputs) turn.inputs.push_back({fifo, -1});
    for (TokenFifo* fifo : outputs) turn.outputs.push_back({fifo, -1});
    turn.process = make_process(*stage.block, options_.frames, inputs, outputs);
    stages_.push_back(static_cast<int>(turns_.size()));
    turns_.push_back(std::move(turn));
  }
}

void TokenEngine::connect() {
  std::vector<int> producers(fifos_.size()), consumers(fifos_.size());
  for (std::size_t t = 0; t < turns_.size(); ++t) {
    for (const Port& port : turns_[t].inputs) consumers[port.fifo - fifos_.data()] = static_cast<int>(t);
    for (const Port& port : turns_[t].outputs) producers[port.fifo - fifos_.data()] = static_cast<int>(t);
  }
  for (Turn& turn : turns_) {
    for (Port& port : turn.inputs) port.neighbour = producers[port.fifo - fifos_.data()];
    for (Port& port : turn.outputs) port.neighbour = consumers[port.fifo - fifos_.data()];
  }
}

void TokenEngine::run() {
  is_due_.assign(turns_.size(), true);
  for (bool moves = true; moves;) {
    moves = false;
    for (std::size_t t = 0; t < turns_.size(); ++t) {
      if (!is_due_[t]) continue;
      moves = true;
      is_due_[t] = false;
      turns_[t].process->advance();
      tell_neighbours(t);
    }
  }
}

void TokenEngine::tell_neighbours(std::size_t turn) {
  const auto tell = [&](Port& port, std::int64_t words) {
    if (words == port.moved_words) return false;
    port.moved_words = words;
    port.fifo->update_peak();
    is_due_[static_cast<std::size_t>(port.neighbour)] = true;
    return true;
  };
  for (Port& port : turns_[turn].inputs) tell(port, port.fifo->reads());
  // A view of an output ends early; there may be more to write.
  for (Port& port : turns_[turn].outputs)
    if (tell(port, port.fifo->writes()) && port.fifo->has_room()) is_due_[turn] = true;
}

Outcome TokenEngine::outcome() {
  Outcome outcome;
  for (const int turn : stages_) outcome.stages.push_back(turns_[static_cast<std::size_t>(turn)].process->outcome());
  for (std::size_t s = 0; s < fifos_.size(); ++s) {
    TokenFifo& fifo = fifos_[s];
    StreamOutcome stream;
    stream.accepted_words = fifo.writes();
    stream.read_words = fifo.reads();
    stream.first_write_cycle = fifo.first_written_cycle();
    if (fifo.writes() > 0) stream.last_write_cycle = fifo.last_written_cycle();
    stream.last_move_cycle = std::max(fifo.last_written_cycle(), fifo.last_read_cycle());
    stream.high_water_words = static_cast<int>(fifo.final_peak());
    if (graph_.streams[s].consumer == kOutside) stream.sink = sinks_[s];
    outcome.streams.push_back(stream);
  }
  return outcome;
}

StreamRecord TokenEngine::record(int stream) const {
  const TokenFifo& fifo = fifos_[static_cast<std::size_t>(stream)];
  StreamRecord record;
  for (std::int64_t k = 0; k < fifo.writes(); ++k) record.written_cycles.push_back(fifo.written_cycle(k));
  for (std::int64_t k = 0; k < fifo.reads(); ++k) record.read_cycles.push_back(fifo.read_cycle(k));
  return record;
}

}  // namespace weir::timing::maxplus
