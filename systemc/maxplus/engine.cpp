#include "systemc/maxplus/engine.hpp"

#include <utility>

#include "systemc/maxplus/replay.hpp"
#include "systemc/process/boundary.hpp"

namespace weir::timing::maxplus {

namespace {

/// Offers a word in an open cycle and keeps offering it.
class SourceProcess : public Process {
 public:
  SourceProcess(int number, const TimingStream& stream, const Stalls& stalls, Fifo* out)
      : Process({}, {out}), stream_(number), pacer_(stream), stalls_(stalls) {}

  void advance() override {
    auto out = output().writer();
    while (out.has_room()) {
      cycle_ = std::max(stalls_.next_open(stream_, cycle_ + pacer_.advance()), out.ready());
      pacer_.pass();
      out.put(cycle_);
    }
    output().commit(out);
  }
  StageOutcome outcome() const override { return {}; }

 private:
  int stream_;
  Pacer pacer_;
  const Stalls& stalls_;
  Cycle cycle_ = -1;
};

/// Takes a word in any open cycle.
class SinkProcess : public Process {
 public:
  SinkProcess(int number, const TimingStream& stream, const Stalls& stalls, FrameEnds& ends, Fifo* in)
      : Process({in}, {}),
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

Engine::Engine(const TimingGraph& graph, const SimulationOptions& options, PartialRun run)
    : graph_(graph),
      options_(options),
      actors_(graph),
      run_(std::move(run)),
      due_(graph.stages.size() + 2 * graph.streams.size()),
      stages_(graph.stages.size(), -1),
      sinks_(graph.streams.size(), FrameEnds{options.frames}) {
  boundary_schedules_.reserve(graph.streams.size());
  add_fifos();
  add_producers();
  add_stages();
  add_consumers();
  connect();
  make_chains();
}

void Engine::add_fifos() {
  for (int s = 0; s < actors_.streams; ++s) {
    const TimingStream& stream = graph_.streams[static_cast<std::size_t>(s)];
    const std::int64_t words = has_fifo(s) ? options_.frames * stream.words_per_frame : 1;
    fifos_.emplace_back(Fifo::Shape{stream.depth_words, words, stream.queues(), write_latency_cycles(graph_, stream),
                                    counts_words(graph_, stream), options_.record_transfers});
    const bool is_steady = stream.producer == kOutside && stream.pace.empty() && options_.stalls.probability == 0.0;
    if (is_steady && run_.part.empty() && !graph_.stages[static_cast<std::size_t>(stream.consumer)].block)
      fifos_.back().set_never_paused();
    if (run_.keeps_log) logs_.emplace_back(stream.words_per_frame);
  }
}

std::unique_ptr<Process> Engine::make_source(int s) {
  const TimingStream& stream = graph_.streams[static_cast<std::size_t>(s)];
  Fifo* const out = &fifos_[static_cast<std::size_t>(s)];
  if (options_.stalls.probability > 0.0) return std::make_unique<SourceProcess>(s, stream, options_.stalls, out);
  boundary_schedules_.push_back(source_schedule(stream));
  return make_schedule(boundary_schedules_.back(), run_.offered_frames > 0 ? run_.offered_frames : options_.frames, {},
                       {out});
}

std::unique_ptr<Process> Engine::make_sink(int s) {
  const TimingStream& stream = graph_.streams[static_cast<std::size_t>(s)];
  Fifo* const in = &fifos_[static_cast<std::size_t>(s)];
  FrameEnds& ends = sinks_[static_cast<std::size_t>(s)];
  if (options_.stalls.probability > 0.0) return std::make_unique<SinkProcess>(s, stream, options_.stalls, ends, in);
  boundary_schedules_.push_back(sink_schedule(stream));
  return make_schedule(boundary_schedules_.back(), options_.frames, {in}, {}, &ends);
}

void Engine::add_producers() {
  for (int s = 0; s < actors_.streams; ++s) {
    const auto at = static_cast<std::size_t>(s);
    const int actor = actors_.producer(graph_, s);
    if (!has_fifo(s) || (runs(actor) && graph_.streams[at].producer != kOutside)) continue;
    Turn turn{nullptr, {}, {{&fifos_[at], -1}}};
    if (runs(actor))
      turn.process = make_source(s);
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

void Engine::add_consumers() {
  for (int s = 0; s < actors_.streams; ++s) {
    const auto at = static_cast<std::size_t>(s);
    const int actor = actors_.consumer(graph_, s);
    if (!has_fifo(s) || (runs(actor) && graph_.streams[at].consumer != kOutside)) continue;
    Turn turn{nullptr, {{&fifos_[at], -1}}, {}};
    if (runs(actor))
      turn.process = make_sink(s);
    else
      turn.process = make_replayed_consumer(actor, (*run_.log)[at], &fifos_[at], differing_);
    if (runs(actor) && run_.keeps_log) turn.inputs.front().log = &logs_[at].read;
    turns_.push_back(std::move(turn));
  }
}

void Engine::add_stages() {
  frame_waits_.resize(run_.keeps_frame_waits ? graph_.stages.size() : 0);
  for (int i = 0; i < actors_.stages; ++i) {
    if (!runs(i)) continue;
    const TimingStage& stage = graph_.stages[static_cast<std::size_t>(i)];
    Turn turn;
    std::vector<Fifo*> inputs, outputs;
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
    std::vector<WaitsUntil>* const waits =
        run_.keeps_frame_waits ? &frame_waits_[static_cast<std::size_t>(i)] : nullptr;
    turn.process = stage.block ? make_process(*stage.block, options_.frames, inputs, outputs)
                               : make_schedule(stage.schedule, options_.frames, inputs, outputs, nullptr, waits);
    stages_[static_cast<std::size_t>(i)] = static_cast<int>(turns_.size());
    turns_.push_back(std::move(turn));
  }
}

void Engine::connect() {
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

void Engine::make_chains() {
  chain_of_.assign(turns_.size(), nullptr);
  const auto linked = [&](int turn) -> ScheduleProcess* {
    auto* const process =
        turn < 0 ? nullptr : dynamic_cast<ScheduleProcess*>(turns_[static_cast<std::size_t>(turn)].process.get());
    return process != nullptr && process->can_be_linked() ? process : nullptr;
  };
  for (int t = 0; t < static_cast<int>(turns_.size()); ++t) {
    const Turn& turn = turns_[static_cast<std::size_t>(t)];
    if (linked(t) == nullptr || (!turn.inputs.empty() && linked(turn.inputs.front().neighbour) != nullptr)) continue;
    std::vector<Chain::Member> members;
    for (int next = t; linked(next) != nullptr;) {
      const Turn& here = turns_[static_cast<std::size_t>(next)];
      members.push_back({linked(next), here.inputs.empty() ? nullptr : here.inputs.front().fifo,
                         here.outputs.empty() ? nullptr : here.outputs.front().fifo, next});
      next = here.outputs.empty() ? -1 : here.outputs.front().neighbour;
    }
    if (members.size() > 1) add_chain(std::move(members));
  }
}

void Engine::add_chain(std::vector<Chain::Member> members) {
  chains_.push_back(std::make_unique<Chain>(std::move(members)));
  const std::vector<Chain::Member>& added = chains_.back()->members();
  for (std::size_t m = 0; m < added.size(); ++m) {
    Turn& turn = turns_[static_cast<std::size_t>(added[m].turn)];
    if (m > 0) turn.inputs.front().is_in_chain = true;
    if (m + 1 < added.size()) turn.outputs.front().is_in_chain = true;
    chain_of_[static_cast<std::size_t>(added[m].turn)] = chains_.back().get();
  }
}

void Engine::run() {
  waits_.assign(turns_.size(), nullptr);
  for (std::size_t t = 0; t < turns_.size(); ++t) due_.add(static_cast<int>(t), true);
  for (int turn = due_.next(); turn >= 0; turn = due_.next()) {
    options_.throw_if_stopped();
    if (Chain* const chain = chain_of_[static_cast<std::size_t>(turn)]) {
      visit(*chain);
      continue;
    }
    Process& process = *turns_[static_cast<std::size_t>(turn)].process;
    process.advance();
    waits_[static_cast<std::size_t>(turn)] = process.waits_for();
    if (!differing_.empty()) break;
    tell_neighbours(turn);
  }
  for (const auto& chain : chains_) chain->settle();
}

void Engine::visit(Chain& chain) {
  const auto look_at = [&](int turn) {
    if (run_.keeps_log) log_moves(turns_[static_cast<std::size_t>(turn)]);
  };
  chain.run({[&] { options_.throw_if_stopped(); }, look_at});
  if (run_.keeps_log) {
    chain.settle();
    for (const Chain::Member& member : chain.members()) look_at(member.turn);
  }
  for (const int end : {chain.members().front().turn, chain.members().back().turn}) {
    waits_[static_cast<std::size_t>(end)] = turns_[static_cast<std::size_t>(end)].process->waits_for();
    tell_neighbours(end);
  }
}

/// A schedule is woken for what it waits for, and urgent if it can move 1 / kUrgentShare of that FIFO's depth; others
/// are for all that moves.
void Engine::tell_neighbours(int turn) {
  constexpr std::int64_t kUrgentShare = 2;
  Turn& here = turns_[static_cast<std::size_t>(turn)];
  if (run_.keeps_log && chain_of_[static_cast<std::size_t>(turn)] == nullptr) log_moves(here);
  const auto has_moved = [](Port& port, std::int64_t words) { return std::exchange(port.moved_words, words) != words; };
  const auto waits_at = [&](int other) { return waits_[static_cast<std::size_t>(other)]; };
  for (Port& port : here.inputs) {
    if (port.is_in_chain) continue;
    const Fifo* const waits_for = waits_at(port.neighbour);
    if (waits_for == port.fifo) {
      if (const std::int64_t room = port.fifo->room(); room > 0)
        due_.add(port.neighbour, kUrgentShare * room >= port.fifo->depth());
    } else if (waits_for == nullptr && has_moved(port, port.fifo->reads())) {
      due_.add(port.neighbour, true);
    }
  }
  const Fifo* const waits_here = waits_at(turn);
  for (Port& port : here.outputs) {
    if (port.is_in_chain) continue;
    const Fifo* const waits_for = waits_at(port.neighbour);
    if (waits_for == port.fifo) {
      if (const std::int64_t words = port.fifo->words(); words > 0)
        due_.add(port.neighbour, kUrgentShare * words >= port.fifo->depth());
    }
    const bool is_told_all = waits_for == nullptr || waits_here == nullptr;
    if (!is_told_all || !has_moved(port, port.fifo->writes())) continue;
    if (waits_for == nullptr) due_.add(port.neighbour, true);
    // A block's view of an output ends early; there may be more to write.
    if (waits_here == nullptr && port.fifo->room() > 0) due_.add(turn, true);
  }
}

void Engine::log_moves(Turn& turn) {
  for (Port& port : turn.inputs)
    if (port.log != nullptr)
      for (std::int64_t k = port.log->words(); k < port.fifo->reads(); ++k) port.log->add(port.fifo->read_cycle(k));
  for (Port& port : turn.outputs)
    if (port.log != nullptr)
      for (std::int64_t k = port.log->words(); k < port.fifo->writes(); ++k) port.log->add(port.fifo->written_cycle(k));
}

void Engine::watch_period(std::int64_t interval_cycles) {
  for (std::size_t s = 0; s < fifos_.size(); ++s) fifos_[s].watch(graph_.streams[s].words_per_frame, interval_cycles);
}

std::int64_t Engine::first_periodic_frame(int stream) {
  const auto s = static_cast<std::size_t>(stream);
  const std::int64_t words = graph_.streams[s].words_per_frame;
  return (fifos_[s].first_regular_word() + words - 1) / words - 1;
}

Outcome Engine::outcome() {
  Outcome outcome;
  for (const int turn : stages_)
    outcome.stages.push_back(turn < 0 ? StageOutcome{} : turns_[static_cast<std::size_t>(turn)].process->outcome());
  for (std::size_t s = 0; s < fifos_.size(); ++s) {
    Fifo& fifo = fifos_[s];
    const std::int64_t latency = write_latency_cycles(graph_, graph_.streams[s]);
    StreamOutcome stream;
    stream.accepted_words = fifo.writes();
    stream.read_words = fifo.reads();
    if (fifo.writes() > 0) {
      stream.first_write_cycle = fifo.first_written_cycle() + latency;
      stream.last_write_cycle = stream.last_move_cycle = fifo.last_written_cycle() + latency;
    }
    stream.last_move_cycle = std::max(stream.last_move_cycle, fifo.last_read_cycle());
    stream.high_water_words = static_cast<int>(fifo.final_peak());
    if (graph_.streams[s].consumer == kOutside) stream.sink = sinks_[s];
    outcome.streams.push_back(stream);
  }
  return outcome;
}

StreamRecord Engine::record(int stream) const {
  const auto s = static_cast<std::size_t>(stream);
  const Fifo& fifo = fifos_[s];
  const std::int64_t latency = write_latency_cycles(graph_, graph_.streams[s]);
  StreamRecord record;
  for (std::int64_t k = 0; k < fifo.writes(); ++k) record.written_cycles.push_back(fifo.written_cycle(k) + latency);
  for (std::int64_t k = 0; k < fifo.reads(); ++k) record.read_cycles.push_back(fifo.read_cycle(k));
  return record;
}

}  // namespace weir::timing::maxplus
