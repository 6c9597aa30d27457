#include "systemc/maxplus/engine.hpp"

#include <array>
#include <span>

#include "systemc/schedule/boundary.hpp"

namespace weir::timing::maxplus {

Engine::Engine(const TimingGraph& graph, const SimulationOptions& options) : graph_(graph), options_(options) {
  for (const TimingStream& stream : graph.streams) {
    const int latency = stream.producer == kOutside
                            ? 0
                            : graph.stages[stream.producer].schedule.write_latency_cycles[stream.producer_port];
    fifos_.emplace_back(stream.depth_words, options.frames * stream.words_per_frame, latency, options.record_transfers);
  }
  add_stages();
  add_boundaries();
  connect();
  queue_.resize(processes_.size());
  for (std::size_t i = 0; i < processes_.size(); ++i) queue(static_cast<int>(i));
}

void Engine::add_stages() {
  for (const TimingStage& stage : graph_.stages) {
    Process process{Cursor(stage.schedule, options_.frames), {}, {}, stage.schedule.gate_stage - 1, -1, nullptr, {}};
    for (const int s : stage.inputs) process.inputs.push_back({&fifos_[s], -1, 0});
    for (const int s : stage.outputs) process.outputs.push_back({&fifos_[s], -1, 0});
    processes_.push_back(std::move(process));
  }
}

void Engine::add_boundaries() {
  boundary_schedules_.reserve(graph_.streams.size());
  sinks_.assign(graph_.streams.size(), -1);
  for (int s = 0; s < static_cast<int>(graph_.streams.size()); ++s) {
    const TimingStream& stream = graph_.streams[s];
    const bool is_source = stream.producer == kOutside;
    if (!is_source && stream.consumer != kOutside) continue;
    if (!is_source) sinks_[s] = static_cast<int>(processes_.size());
    boundary_schedules_.push_back(is_source ? source_schedule(stream) : sink_schedule(stream));
    const int paced_by = options_.stalls.probability > 0.0 ? s : -1;
    Process process{
        Cursor(boundary_schedules_.back(), options_.frames), {}, {}, -1, paced_by, nullptr, {options_.frames}};
    (is_source ? process.outputs : process.inputs).push_back({&fifos_[s], -1, 0});
    processes_.push_back(std::move(process));
  }
}

void Engine::connect() {
  std::vector<int> producers(fifos_.size()), consumers(fifos_.size());
  for (int p = 0; p < static_cast<int>(processes_.size()); ++p) {
    for (const Port& port : processes_[p].inputs) consumers[port.fifo - fifos_.data()] = p;
    for (const Port& port : processes_[p].outputs) producers[port.fifo - fifos_.data()] = p;
  }
  for (Process& process : processes_) {
    for (Port& port : process.inputs) port.neighbour = producers[port.fifo - fifos_.data()];
    for (Port& port : process.outputs) port.neighbour = consumers[port.fifo - fifos_.data()];
  }
}

void Engine::queue(int process) {
  const std::size_t place = head_ + queued_++;
  queue_[place < queue_.size() ? place : place - queue_.size()] = process;
}

void Engine::run() {
  while (queued_ > 0) {
    options_.throw_if_stopped();
    Process& process = processes_[queue_[head_]];
    head_ = head_ + 1 == queue_.size() ? 0 : head_ + 1;
    --queued_;
    advance(process);
    wake_neighbours(process);
  }
}

void Engine::wake_neighbours(const Process& process) {
  const auto wake = [&](const Port& port, std::int64_t can_move) {
    port.fifo->update_high_water();
    port.fifo->update_watch();
    Process& neighbour = processes_[port.neighbour];
    if (neighbour.blocked_on != port.fifo || can_move == 0) return;
    neighbour.blocked_on = nullptr;
    queue(port.neighbour);
  };
  for (const Port& port : process.inputs) wake(port, port.fifo->room());
  for (const Port& port : process.outputs) wake(port, port.fifo->words());
}

void Engine::advance(Process& process) {
  if (process.paced_by >= 0)
    advance_paced(process);
  else if (process.inputs.size() <= 1 && process.outputs.size() <= 1)
    advance_narrow(process);
  else
    advance_wide(process);
}

namespace {

/// One side of a FIFO and what a visit did there. In registers while a loop runs.
template <class Side>
struct Visit {
  Side side;
  std::int64_t possible;  ///< words or room, when the visit began
  std::int64_t done, waited;

  std::int64_t left() const { return possible - done; }
};

/// A run of events on one port: the loop that nearly all words of a network pass through.
template <class Side>
std::int64_t run_one(Visit<Side>& visit, std::int64_t cycle, std::int64_t advance, std::int64_t count) {
  const std::int64_t end = visit.done + count;
  for (std::int64_t k = visit.done; k < end; ++k) {
    const std::int64_t could = cycle + advance;
    cycle = std::max(could, visit.side.ready_cycle(k));
    visit.waited += cycle - could;
    visit.side.set(k, cycle);
  }
  visit.done = end;
  return cycle;
}

std::int64_t run_two(Visit<Fifo::Reader>& in, Visit<Fifo::Writer>& out, std::int64_t cycle, std::int64_t advance,
                     std::int64_t count) {
  for (std::int64_t k = 0; k < count; ++k) {
    const std::int64_t could = cycle + advance;
    const std::int64_t word = in.side.ready_cycle(in.done + k), room = out.side.ready_cycle(out.done + k);
    cycle = std::max(could, std::max(word, room));
    (word >= room ? in.waited : out.waited) += cycle - could;
    in.side.set(in.done + k, cycle);
    out.side.set(out.done + k, cycle);
  }
  in.done += count;
  out.done += count;
  return cycle;
}

/// The same on any ports: kInputs and kOutputs of them where that is known, else as many as there are.
template <std::size_t kInputs, std::size_t kOutputs>
std::int64_t run_all(std::span<Visit<Fifo::Reader>*, kInputs> in, std::span<Visit<Fifo::Writer>*, kOutputs> out,
                     std::int64_t cycle, std::int64_t advance, std::int64_t count) {
  for (std::int64_t k = 0; k < count; ++k) {
    const std::int64_t could = cycle + advance;
    cycle = could;
    std::int64_t* waited = nullptr;
    const auto wait_for = [&](auto& port) {
      const std::int64_t ready = port.side.ready_cycle(port.done);
      if (ready <= cycle) return;
      cycle = ready;
      waited = &port.waited;
    };
    for (auto* port : in) wait_for(*port);
    for (auto* port : out) wait_for(*port);
    if (waited != nullptr) *waited += cycle - could;
    for (auto* port : in) port->side.set(port->done++, cycle);
    for (auto* port : out) port->side.set(port->done++, cycle);
  }
  return cycle;
}

constexpr std::size_t kMostPorts = 32;  ///< bits of a Step's masks

/// What a visit does at the ports of one direction.
template <class Side>
struct Visits {
  /// Those whose bit is set in `mask`.
  std::span<Visit<Side>*> moving(std::uint32_t mask) {
    std::size_t count = 0;
    for (; mask != 0; mask &= mask - 1) chosen[count++] = &ports[static_cast<std::size_t>(std::countr_zero(mask))];
    return {chosen.data(), count};
  }

  std::array<Visit<Side>, kMostPorts> ports;  ///< as many as there are; the others are never set
  std::array<Visit<Side>*, kMostPorts> chosen;
};

}  // namespace

/// At most one input and one output.
void Engine::advance_narrow(Process& process) {
  static constexpr Fifo::Reader kNoReader{};
  static constexpr Fifo::Writer kNoWriter{};
  Port* const input = process.inputs.empty() ? nullptr : &process.inputs.front();
  Port* const output = process.outputs.empty() ? nullptr : &process.outputs.front();
  Visit<Fifo::Reader> in{input ? input->fifo->reader() : kNoReader, input ? input->fifo->words() : 0, 0, 0};
  Visit<Fifo::Writer> out{output ? output->fifo->writer() : kNoWriter, output ? output->fifo->room() : 0, 0, 0};
  while (!process.cursor.done()) {
    const Step& step = process.cursor.step();
    std::int64_t count = process.cursor.left();
    if (step.reads != 0) count = std::min(count, in.left());
    if (step.writes != 0) count = std::min(count, out.left());
    if (count == 0) {
      process.blocked_on = step.reads != 0 && in.left() == 0 ? input->fifo : output->fifo;
      break;
    }
    if (step.reads == 0)
      process.cycle = run_one(out, process.cycle, step.advance, count);
    else if (step.writes == 0)
      process.cycle = run_one(in, process.cycle, step.advance, count);
    else
      process.cycle = run_two(in, out, process.cycle, step.advance, count);
    process.pass(count);
  }
  if (input) {
    input->waited_cycles += in.waited;
    input->fifo->commit_reads(in.done);
  }
  if (output) {
    output->waited_cycles += out.waited;
    output->fifo->commit_writes(out.done);
  }
}

/// Any number of ports; forks and joins of two are most of them.
void Engine::advance_wide(Process& process) {
  Visits<Fifo::Reader> inputs;
  Visits<Fifo::Writer> outputs;
  for (std::size_t p = 0; p < process.inputs.size(); ++p)
    inputs.ports[p] = {process.inputs[p].fifo->reader(), process.inputs[p].fifo->words(), 0, 0};
  for (std::size_t p = 0; p < process.outputs.size(); ++p)
    outputs.ports[p] = {process.outputs[p].fifo->writer(), process.outputs[p].fifo->room(), 0, 0};
  while (!process.cursor.done()) {
    const Step& step = process.cursor.step();
    const auto in = inputs.moving(step.reads);
    const auto out = outputs.moving(step.writes);
    std::int64_t count = process.cursor.left();
    for (const auto* port : in) count = std::min(count, port->left());
    for (const auto* port : out) count = std::min(count, port->left());
    if (count == 0) {
      for (const auto* port : in)
        if (port->left() == 0)
          process.blocked_on = process.inputs[static_cast<std::size_t>(port - inputs.ports.data())].fifo;
      for (const auto* port : out)
        if (port->left() == 0)
          process.blocked_on = process.outputs[static_cast<std::size_t>(port - outputs.ports.data())].fifo;
      break;
    }
    if (in.size() == 1 && out.size() == 2)
      process.cycle = run_all<1, 2>(in.first<1>(), out.first<2>(), process.cycle, step.advance, count);
    else if (in.size() == 2 && out.size() == 1)
      process.cycle = run_all<2, 1>(in.first<2>(), out.first<1>(), process.cycle, step.advance, count);
    else
      process.cycle = run_all(in, out, process.cycle, step.advance, count);
    process.pass(count);
  }
  for (std::size_t p = 0; p < process.inputs.size(); ++p) {
    process.inputs[p].waited_cycles += inputs.ports[p].waited;
    process.inputs[p].fifo->commit_reads(inputs.ports[p].done);
  }
  for (std::size_t p = 0; p < process.outputs.size(); ++p) {
    process.outputs[p].waited_cycles += outputs.ports[p].waited;
    process.outputs[p].fifo->commit_writes(outputs.ports[p].done);
  }
}

/// A source offers a word in an open cycle and keeps offering it; a sink takes a word only in an open cycle.
void Engine::advance_paced(Process& process) {
  const Stalls& stalls = options_.stalls;
  const bool is_source = process.inputs.empty();
  Fifo& fifo = *(is_source ? process.outputs : process.inputs).front().fifo;
  while (!process.cursor.done()) {
    if ((is_source ? fifo.room() : fifo.words()) == 0) {
      process.blocked_on = &fifo;
      break;
    }
    const std::int64_t advance = process.cursor.step().advance;
    if (is_source) {
      const Fifo::Writer writer = fifo.writer();
      process.cycle = std::max(stalls.next_open(process.paced_by, process.cycle + advance), writer.ready_cycle(0));
      writer.set(0, process.cycle);
      fifo.commit_writes(1);
    } else {
      const Fifo::Reader reader = fifo.reader();
      process.cycle = stalls.next_open(process.paced_by, std::max(process.cycle + advance, reader.ready_cycle(0)));
      reader.set(0, process.cycle);
      fifo.commit_reads(1);
    }
    process.pass(1);
  }
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
    if (fifo.writes() > 0) stream.last_move_cycle = stream.last_write_cycle = fifo.written_cycle(fifo.writes() - 1);
    if (fifo.reads() > 0) stream.last_move_cycle = std::max(stream.last_move_cycle, fifo.read_cycle(fifo.reads() - 1));
    stream.high_water_words = static_cast<int>(fifo.final_high_water());
    if (sinks_[s] >= 0) stream.sink = processes_[sinks_[s]].frame_ends;
    outcome.streams.push_back(stream);
  }
  return outcome;
}

void Engine::watch_period(std::int64_t interval_cycles) {
  for (std::size_t s = 0; s < fifos_.size(); ++s) fifos_[s].watch(graph_.streams[s].words_per_frame, interval_cycles);
}

std::int64_t Engine::first_periodic_frame(int stream) const {
  const std::int64_t words = graph_.streams[stream].words_per_frame;
  return (fifos_[stream].first_regular_word() + words - 1) / words - 1;
}

StreamRecord Engine::record(int stream) const {
  const Fifo& fifo = fifos_[stream];
  StreamRecord record;
  for (std::int64_t k = 0; k < fifo.writes(); ++k) record.written_cycles.push_back(fifo.written_cycle(k));
  for (std::int64_t k = 0; k < fifo.reads(); ++k) record.read_cycles.push_back(fifo.read_cycle(k));
  return record;
}

}  // namespace weir::timing::maxplus
