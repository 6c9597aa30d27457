#include "systemc/explain/held_words.hpp"

#include <algorithm>
#include <bit>

#include "systemc/process/cursor.hpp"

namespace weir::timing {

namespace {

constexpr int kNoPort = -1;

/// An event of a stage as it happened.
struct Happened {
  std::int64_t tick = 0;  ///< iteration of the schedule over all frames
  std::int64_t cycle = 0;
  std::uint32_t writes = 0;
  std::int64_t could_cycle = 0;  ///< had all words and all room been there
  int waited_for = kNoPort;      ///< input whose word made it wait
};

/// The events of a recorded run, one stage after the other.
class HeldWordsReplay {
 public:
  HeldWordsReplay(const TimingGraph& graph, int frames, const SimulationResult& result)
      : graph_(graph), frames_(frames), result_(result) {}

  const StreamRecord& record(int stream) const { return result_.streams.at(graph_.streams[stream].name); }

  /// Up to the first event that did not happen, in a deadlock.
  std::vector<Happened> events(const TimingStage& stage) const {
    std::vector<Happened> out;
    std::vector<std::size_t> read(stage.inputs.size(), 0), written(stage.outputs.size(), 0);
    Cursor cursor(stage.schedule, frames_);
    Happened now;
    now.tick = -1;
    now.cycle = stage.schedule.gate_stage - 1;
    while (!cursor.done()) {
      const Step& step = cursor.step();
      now.tick += step.advance;
      now.could_cycle = now.cycle + step.advance;
      now.writes = step.writes;
      if (!find_cycle(stage, step, read, written, now)) break;
      out.push_back(now);
      if (!cursor.pass(1)) continue;
      now.tick += cursor.tail();
      now.cycle += cursor.tail();
    }
    return out;
  }

 private:
  bool find_cycle(const TimingStage& stage, const Step& step, std::vector<std::size_t>& read,
                  std::vector<std::size_t>& written, Happened& now) const {
    now.waited_for = kNoPort;
    for (std::uint32_t mask = step.writes; mask != 0; mask &= mask - 1) {
      const int port = std::countr_zero(mask);
      const auto& cycles = record(stage.outputs[port]).written_cycles;
      if (written[port] >= cycles.size()) return false;
      now.cycle = cycles[written[port]++] - stage.schedule.write_latency_cycles[port];
    }
    for (std::uint32_t mask = step.reads; mask != 0; mask &= mask - 1) {
      const int port = std::countr_zero(mask);
      const StreamRecord& in = record(stage.inputs[port]);
      if (read[port] >= in.read_cycles.size()) return false;
      now.cycle = in.read_cycles[read[port]];
      if (now.cycle > now.could_cycle && in.written_cycles[read[port]] + 1 == now.cycle) now.waited_for = port;
      ++read[port];
    }
    return true;
  }

  const TimingGraph& graph_;
  const int frames_;
  const SimulationResult& result_;
};

/// First cycle in which the reader of each word of `stream` could have read it, had it been there.
std::vector<std::int64_t> wanted_cycles(const HeldWordsReplay& replay, const TimingStage& reader, int port,
                                        int frames) {
  std::vector<std::int64_t> wanted;
  const std::vector<Happened> events = replay.events(reader);
  Cursor cursor(reader.schedule, frames);
  for (const Happened& event : events) {
    if ((cursor.step().reads >> port & 1u) != 0) wanted.push_back(event.could_cycle);
    cursor.pass(1);
  }
  return wanted;
}

/// Words that one output of one rigid stage holds back.
class HeldWordsSearch {
 public:
  HeldWordsSearch(const TimingGraph& graph, int frames, const HeldWordsReplay& replay, const TimingStage& holder,
                  int port)
      : graph_(graph),
        replay_(replay),
        holder_(holder),
        port_(port),
        stream_(graph.streams[holder.outputs[port]]),
        events_(replay.events(holder)) {
    const TimingStage& reader = graph.stages[stream_.consumer];
    wanted_ = wanted_cycles(replay, reader, stream_.consumer_port, frames);
    found_.holder = holder.name;
    found_.stream = stream_.name;
    found_.starved = reader.name;
  }

  HeldWords run() {
    std::size_t word = 0, begun = 0;  // begun: the last event up to the tick in which the word's iteration began
    for (std::size_t e = 0; e < events_.size(); ++e) {
      if ((events_[e].writes >> port_ & 1u) == 0) continue;
      const std::int64_t begin_tick = events_[e].tick - holder_.loop->distance;
      while (begun + 1 < events_.size() && events_[begun + 1].tick <= begin_tick) ++begun;
      if (events_[begun].tick <= begin_tick)
        look_at(word, events_[begun].cycle + events_[e].tick - events_[begun].tick, begun + 1, e);
      ++word;
    }
    return found_;
  }

 private:
  void look_at(std::size_t word, std::int64_t due_cycle, std::size_t first, std::size_t last) {
    const std::int64_t written = events_[last].cycle;
    const auto& reads = replay_.record(holder_.outputs[port_]).read_cycles;
    if (written <= due_cycle || word >= wanted_.size() || reads[word] != written + 1) return;
    const std::int64_t starved = reads[word] - std::max(wanted_[word], due_cycle + 1);
    if (starved <= 0) return;
    const auto stalled = std::find_if(events_.begin() + static_cast<std::ptrdiff_t>(first),
                                      events_.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                                      [](const Happened& event) { return event.waited_for != kNoPort; });
    if (stalled == events_.begin() + static_cast<std::ptrdiff_t>(last) + 1) return;
    ++found_.words;
    found_.starved_cycles += starved;
    if (starved < longest_) return;
    longest_ = starved;
    found_.released_by = graph_.streams[holder_.inputs[stalled->waited_for]].name;
    found_.frame = static_cast<std::int64_t>(word) / stream_.words_per_frame;
    found_.word_in_frame = static_cast<std::int64_t>(word) % stream_.words_per_frame;
    found_.due_cycle = due_cycle;
    found_.written_cycle = written;
  }

  const TimingGraph& graph_;
  const HeldWordsReplay& replay_;
  const TimingStage& holder_;
  const int port_;
  const TimingStream& stream_;
  const std::vector<Happened> events_;
  std::vector<std::int64_t> wanted_;
  std::int64_t longest_ = 0;
  HeldWords found_;
};

}  // namespace

std::vector<HeldWords> find_held_words(const TimingGraph& graph, int frames, const SimulationResult& result) {
  const HeldWordsReplay replay(graph, frames, result);
  std::vector<HeldWords> all;
  for (const TimingStage& stage : graph.stages) {
    if (!stage.loop || stage.loop->distance == 0) continue;
    for (std::size_t port = 0; port < stage.outputs.size(); ++port) {
      if (graph.streams[stage.outputs[port]].consumer == kOutside) continue;
      HeldWords held = HeldWordsSearch(graph, frames, replay, stage, static_cast<int>(port)).run();
      if (held.words > 0) all.push_back(std::move(held));
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.starved_cycles > b.starved_cycles; });
  return all;
}

std::string explain(const HeldWords& held, int frames) {
  return held.starved + " starves " + std::to_string((held.starved_cycles + frames / 2) / frames) +
         " cycles per frame on " + held.stream + ", because " + held.holder +
         " holds words back: it has begun the next iteration and stands still until " + held.released_by +
         " has its next word (frame " + std::to_string(held.frame) + ": word " + std::to_string(held.word_in_frame) +
         " was due in cycle " + std::to_string(held.due_cycle) + " and came in cycle " +
         std::to_string(held.written_cycle) + ")";
}

}  // namespace weir::timing
