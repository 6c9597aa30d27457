#include "tests/systemc/clocked_model.hpp"

#include <algorithm>

namespace weir::timing::test {

namespace {

struct FifoRegisters {
  int stored = 0;                    ///< words that can be read in this cycle
  int credits = 0;                   ///< words that may be accepted in this cycle
  std::vector<bool> pipeline;        ///< valid bits between gate and write
  bool taken = false, read = false;  ///< wires of this cycle
};

struct StageRegisters {
  std::vector<Event> frame;
  std::int64_t iteration = 0, iterations_left = 0;
  std::size_t next_event = 0;
  std::int64_t stalled = 0;  ///< cycles that the present event has waited
  int stalled_by = -1;       ///< a stream that was not ready in the cycle before
};

struct Machine {
  const TimingGraph& graph;
  const Stalls& stalls;
  std::vector<FifoRegisters> fifos;
  std::vector<StageRegisters> stages;
  std::vector<std::int64_t> source_left, sink_left;
  std::vector<char> offered;
  ClockedRun run;
  std::int64_t cycle = 0;

  Machine(const TimingGraph& g, int frames, const Stalls& st) : graph(g), stalls(st) {
    for (const auto& s : g.streams) {
      FifoRegisters f;
      f.credits = s.depth_words;
      if (s.producer >= 0)
        f.pipeline.assign(g.stages[s.producer].schedule.write_latency_cycles[s.producer_port], false);
      fifos.push_back(f);
      source_left.push_back(s.producer < 0 ? frames * s.words_per_frame : 0);
      sink_left.push_back(s.consumer < 0 ? frames * s.words_per_frame : 0);
      offered.push_back(0);
    }
    for (const auto& s : g.stages) {
      StageRegisters r;
      r.frame = expand(s.schedule);
      r.iterations_left = frames * s.schedule.iterations;
      stages.push_back(r);
    }
    run.streams.resize(g.streams.size());
    run.stages.resize(g.stages.size());
  }

  /// One stage in one cycle: does its gate open? Returns whether it does anything but wait for streams.
  bool gate(std::size_t index) {
    const TimingStage& stage = graph.stages[index];
    StageRegisters& r = stages[index];
    ClockedStage& seen = run.stages[index];
    if (r.iterations_left == 0) return false;
    if (cycle < stage.schedule.gate_stage) return true;
    const bool has_event = r.next_event < r.frame.size() && r.frame[r.next_event].iteration == r.iteration;
    if (has_event) {
      const Event& e = r.frame[r.next_event];
      int first_missing = -1;
      seen.missing_words.clear();
      seen.missing_room.clear();
      for (std::size_t p = 0; p < stage.inputs.size(); ++p)
        if ((e.reads >> p & 1) && fifos[stage.inputs[p]].stored == 0) {
          seen.missing_words.insert(stage.inputs[p]);
          if (first_missing < 0) first_missing = stage.inputs[p];
        }
      for (std::size_t p = 0; p < stage.outputs.size(); ++p)
        if ((e.writes >> p & 1) && fifos[stage.outputs[p]].credits == 0) {
          seen.missing_room.insert(stage.outputs[p]);
          if (first_missing < 0) first_missing = stage.outputs[p];
        }
      if (first_missing >= 0) {
        ++r.stalled;
        r.stalled_by = first_missing;
        return false;
      }
      for (std::size_t p = 0; p < stage.inputs.size(); ++p)
        if (e.reads >> p & 1) fifos[stage.inputs[p]].read = true;
      for (std::size_t p = 0; p < stage.outputs.size(); ++p)
        if (e.writes >> p & 1) fifos[stage.outputs[p]].taken = true;
      if (r.stalled > 0) seen.waited_cycles[r.stalled_by] += r.stalled;
      r.stalled = 0;
      ++r.next_event;
    }
    --r.iterations_left;
    if (++r.iteration == stage.schedule.iterations) {
      r.iteration = 0;
      r.next_event = 0;
    }
    return true;
  }

  bool boundary(std::size_t s) {
    FifoRegisters& f = fifos[s];
    bool active = false;
    if (source_left[s] > 0) {
      offered[s] = offered[s] || stalls.open(static_cast<int>(s), cycle);
      active = f.credits > 0;
      if (offered[s] && f.credits > 0) {
        f.taken = true;
        offered[s] = 0;
        --source_left[s];
      }
    }
    if (sink_left[s] > 0 && f.stored > 0) {
      active = true;
      if (stalls.open(static_cast<int>(s), cycle)) {
        f.read = true;
        --sink_left[s];
      }
    }
    return active;
  }

  /// The clock edge for one FIFO.
  bool clock(std::size_t s) {
    FifoRegisters& f = fifos[s];
    ClockedStream& seen = run.streams[s];
    bool written = f.taken, in_flight = f.taken;
    if (!f.pipeline.empty()) {
      written = f.pipeline.back();
      for (std::size_t k = f.pipeline.size(); k-- > 1;) f.pipeline[k] = f.pipeline[k - 1];
      f.pipeline[0] = f.taken;
      in_flight = std::find(f.pipeline.begin(), f.pipeline.end(), true) != f.pipeline.end();
    }
    if (f.taken) seen.high_water_words = std::max(seen.high_water_words, graph.streams[s].depth_words - f.credits + 1);
    if (written) seen.written_cycles.push_back(cycle);
    if (f.read) seen.read_cycles.push_back(cycle);
    f.stored += (written ? 1 : 0) - (f.read ? 1 : 0);
    f.credits += (f.read ? 1 : 0) - (f.taken ? 1 : 0);
    seen.stored_and_in_flight = graph.streams[s].depth_words - f.credits;
    const bool active = written || f.read || in_flight;
    f.taken = f.read = false;
    return active;
  }
};

}  // namespace

ClockedRun run_clocked(const TimingGraph& graph, int frames, const Stalls& stalls) {
  Machine m(graph, frames, stalls);
  for (bool active = true; active; ++m.cycle) {
    active = false;
    for (std::size_t i = 0; i < graph.stages.size(); ++i) active |= m.gate(i);
    for (std::size_t s = 0; s < graph.streams.size(); ++s) active |= m.boundary(s);
    for (std::size_t s = 0; s < graph.streams.size(); ++s) active |= m.clock(s);
  }
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    m.run.stages[i].is_done = m.stages[i].iterations_left == 0;
    m.run.is_deadlocked |= !m.run.stages[i].is_done;
  }
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    m.run.streams[s].source_waits = m.source_left[s] > 0;
    m.run.streams[s].sink_waits = m.sink_left[s] > 0;
    m.run.is_deadlocked |= m.source_left[s] > 0 || m.sink_left[s] > 0;
  }
  return m.run;
}

}  // namespace weir::timing::test
