#include "systemc/explain/history.hpp"

#include <bit>

#include "systemc/process/boundary.hpp"

namespace weir::timing {

namespace {

/// Runs one schedule along the recorded transfers of its ports.
class Replay {
 public:
  Replay(const TimingGraph& graph, const SimulationResult& result, const std::vector<int>& inputs,
         const std::vector<int>& outputs)
      : read_(inputs.size()), written_(outputs.size()) {
    for (const int stream : inputs)
      reads_.push_back(&result.streams.at(graph.streams[static_cast<std::size_t>(stream)].name).read_cycles);
    for (const int stream : outputs)
      writes_.push_back(&result.streams.at(graph.streams[static_cast<std::size_t>(stream)].name).written_cycles);
  }

  void run(const Schedule& schedule, int frames, const Visit& visit) {
    Cursor cursor(schedule, frames);
    std::int64_t cycle = schedule.gate_stage - 1;
    while (!cursor.done()) {
      const Step step = cursor.step();
      PastEvent event{0, step.reads, step.writes, false};
      if (!find_cycle(schedule, event)) return;
      event.is_due = event.cycle == cycle + step.advance;
      visit(event, cycle + step.advance);
      cycle = event.cycle;
      pass(event);
      if (cursor.pass(1)) cycle += cursor.tail();
    }
  }

 private:
  /// False if one of its words never moved.
  bool find_cycle(const Schedule& schedule, PastEvent& event) const {
    for (std::uint32_t mask = event.writes; mask != 0; mask &= mask - 1) {
      const auto port = static_cast<std::size_t>(std::countr_zero(mask));
      const auto& cycles = *writes_[port];
      if (written_[port] >= cycles.size()) return false;
      event.cycle = cycles[written_[port]] - schedule.write_latency_cycles[port];
    }
    for (std::uint32_t mask = event.reads; mask != 0; mask &= mask - 1) {
      const auto port = static_cast<std::size_t>(std::countr_zero(mask));
      const auto& cycles = *reads_[port];
      if (read_[port] >= cycles.size()) return false;
      event.cycle = cycles[read_[port]];
    }
    return true;
  }

  void pass(const PastEvent& event) {
    for (std::uint32_t mask = event.reads; mask != 0; mask &= mask - 1)
      ++read_[static_cast<std::size_t>(std::countr_zero(mask))];
    for (std::uint32_t mask = event.writes; mask != 0; mask &= mask - 1)
      ++written_[static_cast<std::size_t>(std::countr_zero(mask))];
  }

  std::vector<const std::vector<std::int64_t>*> reads_, writes_;  ///< cycles by port
  std::vector<std::size_t> read_, written_;                       ///< words so far, by port
};

std::int64_t count(const std::vector<Block>& blocks) {
  std::int64_t events = 0;
  for (const Block& block : blocks)
    for (const Step& step : block.steps) events += block.repeat * step.count;
  return events;
}

void add(const PastEvent& event, PastActor& actor) {
  const auto number = static_cast<std::int32_t>(actor.events.size());
  for (std::uint32_t mask = event.reads; mask != 0; mask &= mask - 1)
    actor.read_by[static_cast<std::size_t>(std::countr_zero(mask))].push_back(number);
  for (std::uint32_t mask = event.writes; mask != 0; mask &= mask - 1)
    actor.written_by[static_cast<std::size_t>(std::countr_zero(mask))].push_back(number);
  actor.events.push_back(event);
}

}  // namespace

void follow(const TimingGraph& graph, const SimulationResult& result, const Schedule& schedule,
            const std::vector<int>& inputs, const std::vector<int>& outputs, int frames, const Visit& visit) {
  Replay(graph, result, inputs, outputs).run(schedule, frames, visit);
}

PastRun past_run(const TimingGraph& graph, int frames, const SimulationResult& result) {
  PastRun run;
  const auto add_actor = [&](const std::string& name, const Schedule& schedule, std::vector<int> inputs,
                             std::vector<int> outputs) {
    PastActor actor;
    actor.name = name;
    actor.inputs = std::move(inputs);
    actor.outputs = std::move(outputs);
    actor.read_by.resize(actor.inputs.size());
    actor.written_by.resize(actor.outputs.size());
    actor.frames = schedule.last.empty() ? frames : frames - 1;
    actor.events_before = count(schedule.first);
    actor.events_per_frame = count(schedule.blocks);
    follow(graph, result, schedule, actor.inputs, actor.outputs, frames,
           [&](const PastEvent& event, std::int64_t) { add(event, actor); });
    run.actors.push_back(std::move(actor));
  };
  for (const TimingStage& stage : graph.stages) add_actor(stage.name, stage.schedule, stage.inputs, stage.outputs);
  for (int s = 0; s < static_cast<int>(graph.streams.size()); ++s) {
    const TimingStream& stream = graph.streams[static_cast<std::size_t>(s)];
    if (stream.producer == kOutside) add_actor("source", source_schedule(stream), {}, {s});
    if (stream.consumer == kOutside) add_actor("sink", sink_schedule(stream), {s}, {});
  }
  run.producers.resize(graph.streams.size());
  run.consumers = run.producer_ports = run.consumer_ports = run.producers;
  for (int a = 0; a < static_cast<int>(run.actors.size()); ++a) {
    const PastActor& actor = run.actors[static_cast<std::size_t>(a)];
    for (int port = 0; port < static_cast<int>(actor.inputs.size()); ++port) {
      const auto s = static_cast<std::size_t>(actor.inputs[static_cast<std::size_t>(port)]);
      run.consumers[s] = a;
      run.consumer_ports[s] = port;
    }
    for (int port = 0; port < static_cast<int>(actor.outputs.size()); ++port) {
      const auto s = static_cast<std::size_t>(actor.outputs[static_cast<std::size_t>(port)]);
      run.producers[s] = a;
      run.producer_ports[s] = port;
    }
  }
  return run;
}

}  // namespace weir::timing
