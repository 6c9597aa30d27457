#include "systemc/maxplus/token_engine.hpp"

#include "systemc/maxplus/token_replay.hpp"
#include "systemc/process/boundary.hpp"

namespace weir::timing::maxplus {

namespace {

/// Offers a word in an open cycle and keeps offering it.
class SourceProcess : public TokenProcess {
 public:
  SourceProcess(int number, const TimingStream& stream, std::int64_t frames, const Stalls& stalls, TokenFifo* out)
      : TokenProcess({}, {out}),
        stream_(number),
        words_(frames * stream.words_per_frame),
        pacer_(stream),
        stalls_(stalls) {}

  void advance() override {
    auto out = output().writer();
    while (out.has_room() && out.next < words_) {
      cycle_ = std::max(stalls_.next_open(stream_, cycle_ + pacer_.advance()), out.ready());
      pacer_.pass();
      out.put(cycle_);
    }
    output().commit(out);
  }
  StageOutcome outcome() const override { return {}; }

 private:
  int stream_;
  std::int64_t words_;
  Pacer pacer_;
  const Stalls& stalls_;
  Cycle cycle_ = -1;
};

/// Takes a word in any open cycle.
class SinkProcess : public TokenProcess {
 public:
  SinkProcess(int number, const TimingStream& stream, const Stalls& stalls, FrameEnds& ends, TokenFifo* in)
      : TokenProcess({in}, {}),
        stream_(number),
        words_per_frame_(stream.words_per_frame),
        pacer_(stream),
        stalls_(stalls),
        ends_(ends) {}

  void advance() override {
    auto in = input().reader();
    while (in.has_word()) {
      cycle_ = stalls_.next_open(stream_, std::max(cycle_ + pacer_.advance(), in.ready()));
      pacer_.pass();
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
  Pacer pacer_;
  const Stalls& stalls_;
  FrameEnds& ends_;
  Cycle cycle_ = -1;
};

}  // namespace

TokenEngine::TokenEngine(const TimingGraph& graph, const SimulationOptions& options, TokenRun run)
    : graph_(graph),
      options_(options),
      actors_(graph),
      run_(std::move(run)),
      stages_(graph.stages.size(), -1),
      sinks_(graph.streams.size(), FrameEnds{options.frames}) {
  add_fifos();
  add_producers();
  add_stages();
  add_consumers();
  connect();
}

void TokenEngine::add_fifos() {
  for (int s = 0; s < actors_.streams; ++s) {
    const TimingStream& stream = graph_.streams[static_cast<std::size_t>(s)];
    const std::int64_t words = has_fifo(s) ? options_.frames * stream.words_per_frame : 1;
    fifos_.emplace_back(stream.depth_words, words, options_.record_transfers, stream.queues());
    if (run_.keeps_log) logs_.emplace_back(stream.words_per_frame);
  }
}

void TokenEngine::add_producers() {
  for (int s = 0; s < actors_.streams; ++s) {
    const auto at = static_cast<std::size_t>(s);
    const int actor = actors_.producer(graph_, s);
    if (!has_fifo(s) || (runs(actor) && graph_.streams[at].producer != kOutside)) continue;
    Turn turn{nullptr, {}, {{&fifos_[at], -1}}};
    const std::int64_t frames = run_.offered_frames > 0 ? run_.offered_frames : options_.frames;
    if (runs(actor))
      turn.process = std::make_unique<SourceProcess>(s, graph_.streams[at], frames, options_.stalls, &fifos_[at]);
    else if (!run_.given.empty() && run_.given[static_cast<std::size_t>(actor)] != 0)
      turn.process =
          make_given_producer(actor, (*run_.log)[at].written, graph_.streams[at].depth_words, &fifos_[at], differing_);
    else
      turn.process =
          make_replayed_producer(actor, (*run_.log)[at], graph_.streams[at].depth_words, &fifos_[at], differing_);
    if (runs(actor) && run_.keeps_log) turn.outputs.front().log = &logs_[at].written;
    turns_.push_back(std::move(turn));
  }
}

void TokenEngine::add_consumers() {
  for (int s = 0; s < actors_.streams; ++s) {
    const auto at = static_cast<std::size_t>(s);
    const int actor = actors_.consumer(graph_, s);
    if (!has_fifo(s) || (runs(actor) && graph_.streams[at].consumer != kOutside)) continue;
    Turn turn{nullptr, {{&fifos_[at], -1}}, {}};
    if (runs(actor))
      turn.process = std::make_unique<SinkProcess>(s, graph_.streams[at], options_.stalls, sinks_[at], &fifos_[at]);
    else
      turn.process = make_replayed_consumer(actor, (*run_.log)[at], &fifos_[at], differing_);
    if (runs(actor) && run_.keeps_log) turn.inputs.front().log = &logs_[at].read;
    turns_.push_back(std::move(turn));
  }
}

void TokenEngine::add_stages() {
  for (int i = 0; i < actors_.stages; ++i) {
    if (!runs(i)) continue;
    const TimingStage& stage = graph_.stages[static_cast<std::size_t>(i)];
    Turn turn;
    std::vector<TokenFifo*> inputs, outputs;
    for (const int stream : stage.inputs) {
      const auto s = static_cast<std::size_t>(stream);
      inputs.push_back(&fifos_[s]);
      turn.inputs.push_back({&fifos_[s], -1, 0, run_.keeps_log ? &logs_[s].read : nullptr});
    }
    for (const int stream : stage.outputs) {
      const auto s = static_cast<std::size_t>(stream);
      outputs.push_back(&fifos_[s]);
      turn.outputs.push_back({&fifos_[s], -1, 0, run_.keeps_log ? &logs_[s].written : nullptr});
    }
    turn.process = make_process(*stage.block, options_.frames, inputs, outputs);
    stages_[static_cast<std::size_t>(i)] = static_cast<int>(turns_.size());
    turns_.push_back(std::move(turn));
  }
}

void TokenEngine::connect() {
  std::vector<int> producers(fifos_.size()), consumers(fifos_.size());
  for (std::size_t t = 0; t < turns_.size(); ++t) {
    for (const Port& port : turns_[t].inputs)
      consumers[static_cast<std::size_t>(port.fifo - fifos_.data())] = static_cast<int>(t);
    for (const Port& port : turns_[t].outputs)
      producers[static_cast<std::size_t>(port.fifo - fifos_.data())] = static_cast<int>(t);
  }
  for (Turn& turn : turns_) {
    for (Port& port : turn.inputs) port.neighbour = producers[static_cast<std::size_t>(port.fifo - fifos_.data())];
    for (Port& port : turn.outputs) port.neighbour = consumers[static_cast<std::size_t>(port.fifo - fifos_.data())];
  }
}

void TokenEngine::run() {
  is_due_.assign(turns_.size(), true);
  for (bool moves = true; moves;) {
    moves = false;
    for (std::size_t t = 0; t < turns_.size(); ++t) {
      if (!is_due_[t]) continue;
      options_.throw_if_stopped();
      moves = true;
      is_due_[t] = false;
      turns_[t].process->advance();
      if (!differing_.empty()) return;
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
  for (Port& port : turns_[turn].inputs) {
    if (port.log != nullptr)
      for (std::int64_t k = port.moved_words; k < port.fifo->reads(); ++k) port.log->add(port.fifo->read_cycle(k));
    tell(port, port.fifo->reads());
  }
  for (Port& port : turns_[turn].outputs) {
    if (port.log != nullptr)
      for (std::int64_t k = port.moved_words; k < port.fifo->writes(); ++k) port.log->add(port.fifo->written_cycle(k));
    // A view of an output ends early; there may be more to write.
    if (tell(port, port.fifo->writes()) && port.fifo->has_room()) is_due_[turn] = true;
  }
}

Outcome TokenEngine::outcome() {
  Outcome outcome;
  for (const int turn : stages_)
    outcome.stages.push_back(turn < 0 ? StageOutcome{} : turns_[static_cast<std::size_t>(turn)].process->outcome());
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
