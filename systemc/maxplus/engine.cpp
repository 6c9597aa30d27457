#include "systemc/maxplus/engine.hpp"

#include "systemc/schedule/boundary.hpp"

namespace weir::timing::maxplus {

Engine::Engine(const TimingGraph& graph, const SimulationOptions& options) : graph_(graph), options_(options) {
  for (const TimingStream& stream : graph.streams) {
    const int latency = stream.producer == kOutside
                            ? 0
                            : graph.stages[stream.producer].schedule.write_latency_cycles[stream.producer_port];
    fifos_.emplace_back(stream.depth_words, options.frames * stream.words_per_frame, latency, options.record_transfers);
  }
  add_processes(graph);
  connect(graph);
  queue_.resize(processes_.size());
  for (std::size_t i = 0; i < processes_.size(); ++i) queue(static_cast<int>(i));
}

void Engine::add_processes(const TimingGraph& graph) {
  for (const TimingStage& stage : graph.stages) {
    Process process{Cursor(stage.schedule, options_.frames), {}, {}, stage.schedule.gate_stage - 1, -1, false, {}};
    for (const int s : stage.inputs) process.inputs.push_back({&fifos_[s], -1, 0});
    for (const int s : stage.outputs) process.outputs.push_back({&fifos_[s], -1, 0});
    processes_.push_back(std::move(process));
  }
  boundary_schedules_.reserve(2 * graph.streams.size());
  const bool is_paced = options_.stalls.probability > 0.0;
  sinks_.assign(graph.streams.size(), -1);
  for (int s = 0; s < static_cast<int>(graph.streams.size()); ++s) {
    const TimingStream& stream = graph.streams[s];
    if (stream.producer == kOutside) {
      boundary_schedules_.push_back(source_schedule(stream));
      processes_.push_back({Cursor(boundary_schedules_.back(), options_.frames),
                            {},
                            {{&fifos_[s], -1, 0}},
                            -1,
                            is_paced ? s : -1,
                            false,
                            {}});
    }
    if (stream.consumer == kOutside) {
      boundary_schedules_.push_back(sink_schedule(stream));
      sinks_[s] = static_cast<int>(processes_.size());
      processes_.push_back({Cursor(boundary_schedules_.back(), options_.frames),
                            {{&fifos_[s], -1, 0}},
                            {},
                            -1,
                            is_paced ? s : -1,
                            false,
                            {}});
    }
  }
}

void Engine::connect(const TimingGraph& graph) {
  std::vector<Port*> writers(graph.streams.size()), readers(graph.streams.size());
  std::vector<int> producers(graph.streams.size()), consumers(graph.streams.size());
  for (int p = 0; p < static_cast<int>(processes_.size()); ++p) {
    for (Port& port : processes_[p].inputs) {
      const auto s = port.fifo - fifos_.data();
      readers[s] = &port;
      consumers[s] = p;
    }
    for (Port& port : processes_[p].outputs) {
      const auto s = port.fifo - fifos_.data();
      writers[s] = &port;
      producers[s] = p;
    }
  }
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    writers[s]->neighbour = consumers[s];
    readers[s]->neighbour = producers[s];
  }
}

void Engine::queue(int process) {
  Process& p = processes_[process];
  if (p.is_queued || p.cursor.done()) return;
  p.is_queued = true;
  queue_[(head_ + queued_++) % queue_.size()] = process;
}

void Engine::run() {
  while (queued_ > 0) {
    Process& process = processes_[queue_[head_]];
    head_ = head_ + 1 == queue_.size() ? 0 : head_ + 1;
    --queued_;
    process.is_queued = false;
    if (!advance(process)) continue;
    for (Port& port : process.inputs) {
      port.fifo->update_high_water();
      queue(port.neighbour);
    }
    for (Port& port : process.outputs) {
      port.fifo->update_high_water();
      queue(port.neighbour);
    }
  }
}

bool Engine::advance(Process& process) {
  bool has_moved = false;
  while (!process.cursor.done()) {
    const Step& step = process.cursor.step();
    const std::int64_t count = std::min(process.cursor.left(), possible(process, step));
    if (count == 0) break;
    if (process.paced_by < 0)
      fire(process, step, count);
    else
      fire_paced(process, step, count);
    const std::int64_t frames_left = process.cursor.frames_left();
    const std::int64_t last_event_cycle = process.cycle;
    process.cycle += process.cursor.pass(count);
    if (process.cursor.frames_left() != frames_left) process.frame_ends.add(last_event_cycle);
    has_moved = true;
  }
  return has_moved;
}

namespace {

template <class Ports, class Visit>
void for_each_port(Ports& ports, std::uint32_t mask, Visit&& visit) {
  for (; mask != 0; mask &= mask - 1) visit(ports[std::countr_zero(mask)]);
}

}  // namespace

std::int64_t Engine::possible(const Process& process, const Step& step) {
  std::int64_t count = step.count;
  for_each_port(process.inputs, step.reads, [&](const Port& p) { count = std::min(count, p.fifo->words()); });
  for_each_port(process.outputs, step.writes, [&](const Port& p) { count = std::min(count, p.fifo->room()); });
  return count;
}

/// One port: the loop that nearly all words of a network pass through.
template <class Side>
std::int64_t fire_one(Side side, std::int64_t cycle, std::int64_t advance, std::int64_t count, std::int64_t& waited) {
  std::int64_t lost = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const std::int64_t could = cycle + advance;
    cycle = std::max(could, side.ready_cycle(k));
    lost += cycle - could;
    side.set(k, cycle);
  }
  waited += lost;
  return cycle;
}

std::int64_t fire_two(Fifo::Reader reader, Fifo::Writer writer, std::int64_t cycle, std::int64_t advance,
                      std::int64_t count, std::int64_t& starved, std::int64_t& backpressured) {
  std::int64_t lost_in = 0, lost_out = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const std::int64_t could = cycle + advance, word = reader.ready_cycle(k), room = writer.ready_cycle(k);
    const bool word_last = word >= room;
    cycle = std::max(could, word_last ? word : room);
    lost_in += word_last ? cycle - could : 0;
    lost_out += word_last ? 0 : cycle - could;
    reader.set(k, cycle);
    writer.set(k, cycle);
  }
  starved += lost_in;
  backpressured += lost_out;
  return cycle;
}

void Engine::fire(Process& process, const Step& step, std::int64_t count) {
  const int reads = std::popcount(step.reads), writes = std::popcount(step.writes);
  if (reads + writes == 1) {
    Port& port =
        reads == 1 ? process.inputs[std::countr_zero(step.reads)] : process.outputs[std::countr_zero(step.writes)];
    process.cycle = reads == 1 ? fire_one(port.fifo->reader(), process.cycle, step.advance, count, port.waited_cycles)
                               : fire_one(port.fifo->writer(), process.cycle, step.advance, count, port.waited_cycles);
  } else if (reads == 1 && writes == 1) {
    Port& in = process.inputs[std::countr_zero(step.reads)];
    Port& out = process.outputs[std::countr_zero(step.writes)];
    process.cycle = fire_two(in.fifo->reader(), out.fifo->writer(), process.cycle, step.advance, count,
                             in.waited_cycles, out.waited_cycles);
  } else {
    for (std::int64_t k = 0; k < count; ++k) {
      const std::int64_t could = process.cycle + step.advance;
      std::int64_t cycle = could;
      Port* last = nullptr;
      const auto wait_for = [&](Port& port, std::int64_t ready) {
        if (ready <= cycle) return;
        cycle = ready;
        last = &port;
      };
      for_each_port(process.inputs, step.reads, [&](Port& p) { wait_for(p, p.fifo->reader().ready_cycle(k)); });
      for_each_port(process.outputs, step.writes, [&](Port& p) { wait_for(p, p.fifo->writer().ready_cycle(k)); });
      if (last != nullptr) last->waited_cycles += cycle - could;
      for_each_port(process.inputs, step.reads, [&](Port& p) { p.fifo->reader().set(k, cycle); });
      for_each_port(process.outputs, step.writes, [&](Port& p) { p.fifo->writer().set(k, cycle); });
      process.cycle = cycle;
    }
  }
  for_each_port(process.inputs, step.reads, [&](Port& p) { p.fifo->commit_reads(count); });
  for_each_port(process.outputs, step.writes, [&](Port& p) { p.fifo->commit_writes(count); });
}

/// A source offers a word in an open cycle and keeps offering it; a sink takes a word only in an open cycle.
void Engine::fire_paced(Process& process, const Step& step, std::int64_t count) {
  const Stalls& stalls = options_.stalls;
  for (std::int64_t k = 0; k < count; ++k) {
    if (step.writes != 0) {
      const Fifo::Writer writer = process.outputs[0].fifo->writer();
      process.cycle = std::max(stalls.next_open(process.paced_by, process.cycle + 1), writer.ready_cycle(k));
      writer.set(k, process.cycle);
    } else {
      const Fifo::Reader reader = process.inputs[0].fifo->reader();
      process.cycle = stalls.next_open(process.paced_by, std::max(process.cycle + 1, reader.ready_cycle(k)));
      reader.set(k, process.cycle);
    }
  }
  if (step.writes != 0)
    process.outputs[0].fifo->commit_writes(count);
  else
    process.inputs[0].fifo->commit_reads(count);
}

Outcome Engine::outcome() {
  Outcome outcome;
  for (std::size_t i = 0; i < graph_.stages.size(); ++i) {
    const Process& process = processes_[i];
    StageOutcome stage{process.cursor.iterations(),
                       process.cursor.done(),
                       process.cursor.step().reads,
                       process.cursor.step().writes,
                       {},
                       {}};
    for (const Port& port : process.inputs) stage.input_wait_cycles.push_back(port.waited_cycles);
    for (const Port& port : process.outputs) stage.output_wait_cycles.push_back(port.waited_cycles);
    outcome.stages.push_back(std::move(stage));
  }
  for (std::size_t s = 0; s < fifos_.size(); ++s) {
    Fifo& fifo = fifos_[s];
    StreamOutcome stream;
    stream.accepted_words = fifo.writes();
    stream.read_words = fifo.reads();
    stream.first_write_cycle = fifo.first_written_cycle();
    if (fifo.writes() > 0) stream.last_move_cycle = fifo.written_cycle(fifo.writes() - 1);
    if (fifo.reads() > 0) stream.last_move_cycle = std::max(stream.last_move_cycle, fifo.read_cycle(fifo.reads() - 1));
    stream.high_water_words = static_cast<int>(fifo.final_high_water());
    if (sinks_[s] >= 0) stream.sink = processes_[sinks_[s]].frame_ends;
    outcome.streams.push_back(stream);
  }
  return outcome;
}

StreamRecord Engine::record(int stream) const {
  const Fifo& fifo = fifos_[stream];
  StreamRecord record;
  for (std::int64_t k = 0; k < fifo.writes(); ++k) record.written_cycles.push_back(fifo.written_cycle(k));
  for (std::int64_t k = 0; k < fifo.reads(); ++k) record.read_cycles.push_back(fifo.read_cycle(k));
  return record;
}

}  // namespace weir::timing::maxplus
