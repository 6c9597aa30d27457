#include "tests/systemc/clocked_rigid.hpp"

#include <algorithm>

namespace weir::timing::test {

namespace {

struct Fifo {
  int stored = 0;                            ///< at the start of the cycle
  bool is_written = false, is_read = false;  ///< wires of this cycle
};

constexpr std::int64_t kBubble = -1;

struct Pipeline {
  const RigidLoop* loop = nullptr;
  std::vector<Event> moves;               ///< by iteration of a frame
  std::vector<std::int64_t> registers;    ///< iteration in each pipeline stage, or kBubble
  std::int64_t next = 0, iterations = 0;  ///< the next to enter; of the whole run

  bool is_empty() const {
    return std::all_of(registers.begin(), registers.end(), [](std::int64_t r) { return r == kBubble; });
  }
  bool is_done() const { return next == iterations && is_empty(); }
  Event moves_of(std::int64_t iteration) const {
    return iteration == kBubble ? Event{} : moves[static_cast<std::size_t>(iteration % loop->loop.iterations)];
  }
  void enter() {
    const bool starts_frame = next % loop->loop.iterations == 0;
    const bool must_drain = loop->drain == Drain::AtFrameEnd && starts_frame && !is_empty();
    registers[0] = next == iterations || must_drain ? kBubble : next++;
  }
  void shift() {
    for (std::size_t k = registers.size(); k-- > 1;) registers[k] = registers[k - 1];
    registers[0] = kBubble;
    enter();
  }
};

Pipeline make_pipeline(const RigidLoop& loop, int frames) {
  Pipeline p;
  p.loop = &loop;
  p.moves.resize(static_cast<std::size_t>(loop.loop.iterations));
  for (const Event& event : expand(loop.loop)) p.moves[static_cast<std::size_t>(event.iteration)] = event;
  p.registers.assign(static_cast<std::size_t>(loop.distance) + 1, kBubble);
  p.iterations = frames * loop.loop.iterations;
  p.enter();
  return p;
}

struct Machine {
  const TimingGraph& graph;
  const Stalls& stalls;
  std::vector<Fifo> fifos;
  std::vector<Pipeline> pipelines;
  std::vector<std::int64_t> source_left, sink_left;
  std::vector<char> offered;
  RigidRun run;
  std::int64_t cycle = 0;

  Machine(const TimingGraph& g, int frames, const Stalls& st)
      : graph(g), stalls(st), fifos(g.streams.size()), offered(g.streams.size(), 0) {
    for (const TimingStream& s : g.streams) {
      source_left.push_back(s.producer < 0 ? frames * s.words_per_frame : 0);
      sink_left.push_back(s.consumer < 0 ? frames * s.words_per_frame : 0);
    }
    for (const TimingStage& stage : g.stages) pipelines.push_back(make_pipeline(*stage.loop, frames));
    run.streams.resize(g.streams.size());
  }

  bool has_room(int s) const { return fifos[s].stored < graph.streams[s].depth_words; }

  /// Returns whether the pipeline moves.
  bool step(std::size_t index) {
    const TimingStage& stage = graph.stages[index];
    Pipeline& p = pipelines[index];
    if (p.is_done()) return false;
    const std::uint32_t reads = p.moves_of(p.registers.front()).reads, writes = p.moves_of(p.registers.back()).writes;
    for (std::size_t k = 0; k < stage.inputs.size(); ++k)
      if ((reads >> k & 1) && fifos[stage.inputs[k]].stored == 0) return false;
    for (std::size_t k = 0; k < stage.outputs.size(); ++k)
      if ((writes >> k & 1) && !has_room(stage.outputs[k])) return false;
    for (std::size_t k = 0; k < stage.inputs.size(); ++k)
      if (reads >> k & 1) fifos[stage.inputs[k]].is_read = true;
    for (std::size_t k = 0; k < stage.outputs.size(); ++k)
      if (writes >> k & 1) fifos[stage.outputs[k]].is_written = true;
    p.shift();
    return true;
  }

  bool boundary(int s) {
    bool active = false;
    if (source_left[s] > 0) {
      offered[s] = offered[s] || stalls.open(s, cycle);
      active = has_room(s);
      if (offered[s] && has_room(s)) {
        fifos[s].is_written = true;
        offered[s] = 0;
        --source_left[s];
      }
    }
    if (sink_left[s] > 0 && fifos[s].stored > 0) {
      active = true;
      if (stalls.open(s, cycle)) {
        fifos[s].is_read = true;
        --sink_left[s];
      }
    }
    return active;
  }

  bool clock(int s) {
    Fifo& f = fifos[s];
    RigidStream& seen = run.streams[s];
    if (f.is_written) seen.written_cycles.push_back(cycle);
    if (f.is_read) seen.read_cycles.push_back(cycle);
    if (f.is_written) seen.most_stored = std::max(seen.most_stored, f.stored + 1);
    f.stored += (f.is_written ? 1 : 0) - (f.is_read ? 1 : 0);
    const bool active = f.is_written || f.is_read;
    f.is_written = f.is_read = false;
    return active;
  }
};

}  // namespace

RigidRun run_clocked_rigid(const TimingGraph& graph, int frames, const Stalls& stalls) {
  Machine m(graph, frames, stalls);
  const int streams = static_cast<int>(graph.streams.size());
  for (bool active = true; active; ++m.cycle) {
    active = false;
    for (std::size_t i = 0; i < graph.stages.size(); ++i) active |= m.step(i);
    for (int s = 0; s < streams; ++s) active |= m.boundary(s);
    for (int s = 0; s < streams; ++s) active |= m.clock(s);
  }
  m.run.is_complete = std::all_of(m.pipelines.begin(), m.pipelines.end(), [](const auto& p) { return p.is_done(); });
  for (int s = 0; s < streams; ++s) m.run.is_complete &= m.source_left[s] == 0 && m.sink_left[s] == 0;
  return m.run;
}

}  // namespace weir::timing::test
