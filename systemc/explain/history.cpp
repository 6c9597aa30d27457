#include "systemc/explain/history.hpp"

#include <bit>

#include "systemc/process/boundary.hpp"

namespace weir::timing {

namespace {

/// Runs one schedule along the recorded transfers of its ports.
class Replay {
 public:
  Replay(const TimingGraph& graph, const SimulationResult& result, PastActor& actor)
      : graph_(graph), result_(result), actor_(actor), read_(actor.inputs.size()), written_(actor.outputs.size()) {}

  void run(const Schedule& schedule, int frames) {
    actor_.read_by.resize(actor_.inputs.size());
    actor_.written_by.resize(actor_.outputs.size());
    actor_.frames = schedule.last.empty() ? frames : frames - 1;
    actor_.events_before = count(schedule.first);
    actor_.events_per_frame = count(schedule.blocks);
    Cursor cursor(schedule, frames);
    std::int64_t cycle = schedule.gate_stage - 1;
    while (!cursor.done()) {
      const Step step = cursor.step();
      PastEvent event{0, step.reads, step.writes, false};
      if (!find_cycle(schedule, event)) return;
      event.is_due = event.cycle == cycle + step.advance;
      cycle = event.cycle;
      add(event);
      if (cursor.pass(1)) cycle += cursor.tail();
    }
  }

 private:
  static std::int64_t count(const std::vector<Block>& blocks) {
    std::int64_t events = 0;
    for (const Block& block : blocks)
      for (const Step& step : block.steps) events += block.repeat * step.count;
    return events;
  }

  const StreamRecord& record(int stream) const {
    return result_.streams.at(graph_.streams[static_cast<std::size_t>(stream)].name);
  }

  /// False if one of its words never moved.
  bool find_cycle(const Schedule& schedule, PastEvent& event) const {
    for (std::uint32_t mask = event.writes; mask != 0; mask &= mask - 1) {
      const auto port = static_cast<std::size_t>(std::countr_zero(mask));
      const auto& cycles = record(actor_.outputs[port]).written_cycles;
      if (written_[port] >= cycles.size()) return false;
      event.cycle = cycles[written_[port]] - schedule.write_latency_cycles[port];
    }
    for (std::uint32_t mask = event.reads; mask != 0; mask &= mask - 1) {
      const auto port = static_cast<std::size_t>(std::countr_zero(mask));
      const auto& cycles = record(actor_.inputs[port]).read_cycles;
      if (read_[port] >= cycles.size()) return false;
      event.cycle = cycles[read_[port]];
    }
    return true;
  }

  void add(const PastEvent& event) {
    const auto number = static_cast<std::int32_t>(actor_.events.size());
    for (std::uint32_t mask = event.reads; mask != 0; mask &= mask - 1) {
      const auto port = static_cast<std::size_t>(std::countr_zero(mask));
      actor_.read_by[port].push_back(number);
      ++read_[port];
    }
    for (std::uint32_t mask = event.writes; mask != 0; mask &= mask - 1) {
      const auto port = static_cast<std::size_t>(std::countr_zero(mask));
      actor_.written_by[port].push_back(number);
      ++written_[port];
    }
    actor_.events.push_back(event);
  }

  const TimingGraph& graph_;
  const SimulationResult& result_;
  PastActor& actor_;
  std::vector<std::size_t> read_, written_;  ///< words so far, by port
};

}  // namespace

PastRun past_run(const TimingGraph& graph, int frames, const SimulationResult& result) {
  PastRun run;
  const auto add = [&](const std::string& name, const Schedule& schedule, std::vector<int> inputs,
                       std::vector<int> outputs) {
    PastActor actor;
    actor.name = name;
    actor.inputs = std::move(inputs);
    actor.outputs = std::move(outputs);
    Replay(graph, result, actor).run(schedule, frames);
    run.actors.push_back(std::move(actor));
  };
  for (const TimingStage& stage : graph.stages) add(stage.name, stage.schedule, stage.inputs, stage.outputs);
  for (int s = 0; s < static_cast<int>(graph.streams.size()); ++s) {
    const TimingStream& stream = graph.streams[static_cast<std::size_t>(s)];
    if (stream.producer == kOutside) add("source", source_schedule(stream), {}, {s});
    if (stream.consumer == kOutside) add("sink", sink_schedule(stream), {s}, {});
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
