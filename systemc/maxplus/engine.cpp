#include "systemc/maxplus/engine.hpp"

#include <array>
#include <span>

#include "systemc/process/boundary.hpp"

namespace weir::timing::maxplus {

namespace {

/// A process is urgent if it can move 1 / kUrgentShare of the depth of the FIFO that it waited for.
constexpr std::int64_t kUrgentShare = 2;

}  // namespace

Engine::Engine(const TimingGraph& graph, const SimulationOptions& options)
    : graph_(graph), options_(options), due_(graph.stages.size() + 2 * graph.streams.size()) {
  for (const TimingStream& stream : graph.streams) {
    fifos_.emplace_back(stream.depth_words, options.frames * stream.words_per_frame, write_latency_cycles(graph, stream),
                        options.record_transfers);
  }
  add_stages();
  add_boundaries();
  connect();
  for (std::size_t i = 0; i < processes_.size(); ++i) due_.add(static_cast<int>(i), true);
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
    if (is_source && paced_by < 0 && stream.pace.empty()) fifos_[s].set_never_paused();
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

void Engine::run() {
  for (int next = due_.next(); next >= 0; next = due_.next()) {
    options_.throw_if_stopped();
    Process& process = processes_[next];
    process.blocked_on = nullptr;
    advance(process);
    wake_neighbours(process);
  }
}

void Engine::wake_neighbours(const Process& process) {
  const auto wake = [&](const Port& port, std::int64_t can_move) {
    if (can_move > 0 && processes_[port.neighbour].blocked_on == port.fifo)
      due_.add(port.neighbour, kUrgentShare * can_move >= port.fifo->depth());
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

/// One side of a FIFO during a visit. In registers while a loop runs.
struct Lane {
  Fifo* fifo;
  Fifo::Side side;
  std::int64_t possible;  ///< words or room, when the visit began
  std::int64_t done, waited;

  static Lane of_input(Fifo& fifo) { return {&fifo, fifo.reader(), fifo.words(), 0, 0}; }
  static Lane of_output(Fifo& fifo) { return {&fifo, fifo.writer(), fifo.room(), 0, 0}; }

  std::int64_t left() const { return possible - done; }
  const Cycle* ready() const { return side.ready + done; }
  Cycle* moved() const { return side.moved + done; }
};

/// A run of events on one port: the loop that nearly all words of a network pass through.
Cycle run_one(Lane& lane, Cycle cycle, std::int64_t advance, std::int64_t count) {
  const Cycle* const ready = lane.ready();
  Cycle* const moved = lane.moved();
  const Cycle begin = cycle;
  for (std::int64_t k = 0; k < count; ++k) {
    cycle = std::max(cycle + advance, ready[k]);
    moved[k] = cycle + lane.side.then;
  }
  lane.waited += cycle - begin - count * advance;
  lane.done += count;
  return cycle;
}

Cycle run_two(Lane& in, Lane& out, Cycle cycle, std::int64_t advance, std::int64_t count) {
  const Cycle *const word = in.ready(), *const room = out.ready();
  Cycle *const read = in.moved(), *const written = out.moved();
  const Cycle begin = cycle;
  std::int64_t waited = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle could = cycle + advance;
    cycle = std::max(could, std::max(word[k], room[k]));
    waited += (cycle - could) & -static_cast<Cycle>(word[k] >= room[k]);
    read[k] = cycle + in.side.then;
    written[k] = cycle + out.side.then;
  }
  in.waited += waited;
  out.waited += cycle - begin - count * advance - waited;
  in.done += count;
  out.done += count;
  return cycle;
}

/// Forks and joins of two: every lane in registers.
Cycle run_three(Lane& a, Lane& b, Lane& c, Cycle cycle, std::int64_t advance, std::int64_t count) {
  const Cycle *const ready_a = a.ready(), *const ready_b = b.ready(), *const ready_c = c.ready();
  Cycle *const moved_a = a.moved(), *const moved_b = b.moved(), *const moved_c = c.moved();
  const Cycle begin = cycle;
  std::int64_t waited_a = 0, waited_b = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle could = cycle + advance, last = std::max(ready_a[k], std::max(ready_b[k], ready_c[k]));
    cycle = std::max(could, last);
    waited_a += (cycle - could) & -static_cast<Cycle>(ready_a[k] == last);
    waited_b += (cycle - could) & -static_cast<Cycle>(ready_a[k] != last && ready_b[k] == last);
    moved_a[k] = cycle + a.side.then;
    moved_b[k] = cycle + b.side.then;
    moved_c[k] = cycle + c.side.then;
  }
  a.waited += waited_a;
  b.waited += waited_b;
  c.waited += cycle - begin - count * advance - waited_a - waited_b;
  for (Lane* lane : {&a, &b, &c}) lane->done += count;
  return cycle;
}

/// The same on any ports.
Cycle run_all(std::span<Lane*> lanes, Cycle cycle, std::int64_t advance, std::int64_t count) {
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle could = cycle + advance;
    cycle = could;
    Lane* last = nullptr;
    for (Lane* lane : lanes) {
      if (*lane->ready() <= cycle) continue;
      cycle = *lane->ready();
      last = lane;
    }
    if (last != nullptr) last->waited += cycle - could;
    for (Lane* lane : lanes) {
      *lane->moved() = cycle + lane->side.then;
      ++lane->done;
    }
  }
  return cycle;
}

constexpr std::size_t kMostPorts = 32;  ///< bits of a Step's masks

/// What a visit does at all ports.
struct Lanes {
  /// Those of a step, inputs first.
  std::span<Lane*> moving(std::uint32_t reads, std::uint32_t writes) {
    std::size_t count = 0;
    for (; reads != 0; reads &= reads - 1) chosen[count++] = &inputs[static_cast<std::size_t>(std::countr_zero(reads))];
    for (; writes != 0; writes &= writes - 1)
      chosen[count++] = &outputs[static_cast<std::size_t>(std::countr_zero(writes))];
    return {chosen.data(), count};
  }

  std::array<Lane, kMostPorts> inputs, outputs;  ///< as many as there are; the others are never set
  std::array<Lane*, 2 * kMostPorts> chosen;
};

}  // namespace

/// At most one input and one output.
void Engine::advance_narrow(Process& process) {
  Port* const input = process.inputs.empty() ? nullptr : &process.inputs.front();
  Port* const output = process.outputs.empty() ? nullptr : &process.outputs.front();
  Lane in = input ? Lane::of_input(*input->fifo) : Lane{};
  Lane out = output ? Lane::of_output(*output->fifo) : Lane{};
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
  Lanes lanes;
  for (std::size_t p = 0; p < process.inputs.size(); ++p) lanes.inputs[p] = Lane::of_input(*process.inputs[p].fifo);
  for (std::size_t p = 0; p < process.outputs.size(); ++p) lanes.outputs[p] = Lane::of_output(*process.outputs[p].fifo);
  while (!process.cursor.done()) {
    const Step& step = process.cursor.step();
    const std::span<Lane*> moving = lanes.moving(step.reads, step.writes);
    std::int64_t count = process.cursor.left();
    for (const Lane* lane : moving) count = std::min(count, lane->left());
    if (count == 0) {
      const Lane* const stuck =
          *std::find_if(moving.begin(), moving.end(), [](auto* lane) { return lane->left() == 0; });
      process.blocked_on = stuck->fifo;
      break;
    }
    process.cycle = moving.size() == 3
                        ? run_three(*moving[0], *moving[1], *moving[2], process.cycle, step.advance, count)
                        : run_all(moving, process.cycle, step.advance, count);
    process.pass(count);
  }
  for (std::size_t p = 0; p < process.inputs.size(); ++p) {
    process.inputs[p].waited_cycles += lanes.inputs[p].waited;
    process.inputs[p].fifo->commit_reads(lanes.inputs[p].done);
  }
  for (std::size_t p = 0; p < process.outputs.size(); ++p) {
    process.outputs[p].waited_cycles += lanes.outputs[p].waited;
    process.outputs[p].fifo->commit_writes(lanes.outputs[p].done);
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
      const Fifo::Side side = fifo.writer();
      process.cycle = std::max(stalls.next_open(process.paced_by, process.cycle + advance), *side.ready);
      *side.moved = process.cycle + side.then;
      fifo.commit_writes(1);
    } else {
      const Fifo::Side side = fifo.reader();
      process.cycle = stalls.next_open(process.paced_by, std::max(process.cycle + advance, *side.ready));
      *side.moved = process.cycle + side.then;
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

std::int64_t Engine::first_periodic_frame(int stream) {
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
