#include "systemc/explain/timeline.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "systemc/explain/history.hpp"

namespace weir::timing {

namespace {

using Times = std::vector<std::int64_t>;

constexpr int kFewestFrames = 3, kSteadyIntervals = 2;

/// Adds the part of [from, to) that is in each bucket.
void spread(const TimelinePart& part, std::int64_t from, std::int64_t to, Times& cycles) {
  from = std::max(from, part.begin_cycle);
  to = std::min(to, part.end_cycle());
  while (from < to) {
    const std::int64_t bucket = (from - part.begin_cycle) / part.bucket_cycles;
    const std::int64_t end = std::min(to, part.begin_cycle + (bucket + 1) * part.bucket_cycles);
    cycles[static_cast<std::size_t>(bucket)] += end - from;
    from = end;
  }
}

class Recorder {
 public:
  Recorder(const TimingGraph& graph, const SimulationResult& run, int frames)
      : graph_(graph), run_(run), frames_(frames) {}

  TimelinePart part(std::int64_t begin, std::int64_t end, int buckets) const {
    TimelinePart part;
    part.begin_cycle = begin;
    part.bucket_cycles = std::max<std::int64_t>(1, (end - begin + buckets - 1) / buckets);
    part.buckets = static_cast<int>((end - begin + part.bucket_cycles - 1) / part.bucket_cycles);
    for (std::size_t i = 0; i < graph_.stages.size(); ++i) part.stages.push_back(band(i, part));
    for (const TimingStream& stream : graph_.streams) part.fifos.push_back(fill(stream, part));
    for (const std::int64_t cycle : frame_ends())
      if (cycle >= begin && cycle < part.end_cycle()) part.frame_ends.push_back(cycle);
    return part;
  }

  /// The first and the last cycle in which every stage is at work, and with `sources` every source, too.
  std::pair<std::int64_t, std::int64_t> all_at_work(bool with_sources) const {
    std::int64_t first = 0, last = run_.cycles;
    for (const TimingStream& source : graph_.streams)
      if (with_sources && source.producer == kOutside)
        last = std::min(last, run_.streams.at(source.name).written_cycles.back());
    for (const TimingStage& stage : graph_.stages) {
      std::int64_t begin = run_.cycles, end = 0;
      for (const int s : stage.inputs) widen(record(s).read_cycles, begin, end);
      for (const int s : stage.outputs) widen(record(s).written_cycles, begin, end);
      first = std::max(first, begin);
      last = std::min(last, end);
    }
    return {first, last};
  }

  /// Of all outputs, frame by frame.
  Times frame_ends() const {
    Times ends;
    for (std::size_t s = 0; s < graph_.streams.size(); ++s) {
      const TimingStream& stream = graph_.streams[s];
      if (stream.consumer != kOutside) continue;
      const Times& read = record(static_cast<int>(s)).read_cycles;
      ends.resize(static_cast<std::size_t>(frames_));
      for (int f = 0; f < frames_; ++f) {
        const auto word = static_cast<std::size_t>((f + 1) * stream.words_per_frame - 1);
        if (word < read.size())
          ends[static_cast<std::size_t>(f)] = std::max(ends[static_cast<std::size_t>(f)], read[word]);
      }
    }
    return ends;
  }

 private:
  static void widen(const Times& cycles, std::int64_t& begin, std::int64_t& end) {
    if (cycles.empty()) return;
    begin = std::min(begin, cycles.front());
    end = std::max(end, cycles.back());
  }

  const TimingStream& stream(int s) const { return graph_.streams[static_cast<std::size_t>(s)]; }
  const StreamRecord& record(int s) const { return run_.streams.at(stream(s).name); }

  StageBand band(std::size_t index, const TimelinePart& part) const {
    StageBand band{Times(static_cast<std::size_t>(part.buckets)), Times(static_cast<std::size_t>(part.buckets))};
    const TimingStage& stage = graph_.stages[index];
    if (stage.block)
      read_off_words(stage, part, band);
    else
      read_off_schedule(stage, part, band);
    return band;
  }

  /// A wait belongs to the stream that was ready last; of streams ready in the same cycle to the one it reads.
  void read_off_schedule(const TimingStage& stage, const TimelinePart& part, StageBand& band) const {
    std::vector<std::size_t> read(stage.inputs.size());
    const auto visit = [&](const PastEvent& event, std::int64_t due) {
      bool lacked_word = false;
      for (std::uint32_t mask = event.reads; mask != 0; mask &= mask - 1) {
        const auto port = static_cast<std::size_t>(std::countr_zero(mask));
        lacked_word |= record(stage.inputs[port]).written_cycles[read[port]++] + 1 == event.cycle;
      }
      if (event.cycle > due)
        spread(part, due, event.cycle, lacked_word ? band.starved_cycles : band.backpressured_cycles);
    };
    follow(graph_, run_, stage.schedule, stage.inputs, stage.outputs, frames_, visit);
  }

  struct Move {
    std::int64_t cycle;
    bool had_just_come, had_just_been_freed;
  };

  void read_off_words(const TimingStage& stage, const TimelinePart& part, StageBand& band) const {
    std::vector<Move> moves;
    for (const int s : stage.inputs) {
      const StreamRecord& words = record(s);
      for (std::size_t k = 0; k < words.read_cycles.size(); ++k)
        moves.push_back(
            {words.read_cycles[k], words.read_cycles[k] - words.written_cycles[k] <= stream(s).queues() + 1, false});
    }
    for (const int s : stage.outputs) {
      const StreamRecord& words = record(s);
      const auto depth = static_cast<std::size_t>(stream(s).depth_words);
      for (std::size_t k = 0; k < words.written_cycles.size(); ++k)
        moves.push_back(
            {words.written_cycles[k], false,
             k >= depth && words.written_cycles[k] - words.read_cycles[k - depth] <= stream(s).queues() + 1});
    }
    std::sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.cycle < b.cycle; });
    std::int64_t before = -1;
    for (std::size_t i = 0; i < moves.size();) {
      Move all = moves[i++];
      for (; i < moves.size() && moves[i].cycle == all.cycle; ++i) {
        all.had_just_come |= moves[i].had_just_come;
        all.had_just_been_freed |= moves[i].had_just_been_freed;
      }
      if (all.had_just_come)
        spread(part, before + 1, all.cycle, band.starved_cycles);
      else if (all.had_just_been_freed)
        spread(part, before + 1, all.cycle, band.backpressured_cycles);
      before = all.cycle;
    }
  }

  FifoFill fill(const TimingStream& stream, const TimelinePart& part) const {
    const StreamRecord& words = run_.streams.at(stream.name);
    std::int64_t before_write = -1;
    if (stream.producer == kOutside)
      before_write = 0;
    else if (const TimingStage& producer = graph_.stages[static_cast<std::size_t>(stream.producer)]; !producer.block)
      before_write = producer.schedule.write_latency_cycles[static_cast<std::size_t>(stream.producer_port)];
    FifoFill fill{Times(static_cast<std::size_t>(part.buckets), -1), Times(static_cast<std::size_t>(part.buckets), 0)};
    std::size_t taken = 0, freed = 0;
    std::int64_t now = 0;
    const auto next = [&] {
      std::int64_t cycle = run_.cycles + 1;
      if (taken < words.written_cycles.size()) cycle = words.written_cycles[taken] - before_write;
      if (freed < words.read_cycles.size()) cycle = std::min(cycle, words.read_cycles[freed] + 1);
      return cycle;
    };
    while (now < part.end_cycle()) {
      while (freed < words.read_cycles.size() && words.read_cycles[freed] + 1 <= now) ++freed;
      while (taken < words.written_cycles.size() && words.written_cycles[taken] - before_write <= now) ++taken;
      const std::int64_t until = std::max(now + 1, next());
      note(part, now, until, static_cast<std::int64_t>(taken) - static_cast<std::int64_t>(freed), fill);
      now = until;
    }
    return fill;
  }

  /// `held` words in [from, to).
  static void note(const TimelinePart& part, std::int64_t from, std::int64_t to, std::int64_t held, FifoFill& fill) {
    from = std::max(from, part.begin_cycle);
    to = std::min(to, part.end_cycle());
    if (from >= to) return;
    for (std::int64_t b = (from - part.begin_cycle) / part.bucket_cycles;
         b <= (to - 1 - part.begin_cycle) / part.bucket_cycles; ++b) {
      std::int64_t& least = fill.least_words[static_cast<std::size_t>(b)];
      least = least < 0 ? held : std::min(least, held);
      fill.most_words[static_cast<std::size_t>(b)] = std::max(fill.most_words[static_cast<std::size_t>(b)], held);
    }
  }

  const TimingGraph& graph_;
  const SimulationResult& run_;
  int frames_;
};

}  // namespace

std::optional<Timeline> make_timeline(const TimingGraph& graph, const SimulationResult& result, int buckets,
                                      const std::atomic<bool>* stop) {
  if (result.deadlock || result.steady_interval_cycles <= 0) return std::nullopt;
  const double interval = result.steady_interval_cycles;
  const auto at_once = static_cast<std::int64_t>(std::ceil(static_cast<double>(result.latency_cycles) / interval));
  // Stages in front run ahead by the frames that are in the pipeline at once.
  const std::int64_t wanted = std::max<std::int64_t>(kFewestFrames, 2 * at_once + kSteadyIntervals + 1);
  const std::int64_t frames = std::min(wanted, kMostRecordedWords / std::max<std::int64_t>(words_per_frame(graph), 1));
  if (frames < 1) return std::nullopt;
  SimulationOptions options;
  options.frames = static_cast<int>(frames);
  options.record_transfers = true;
  options.stop = stop;
  const SimulationResult run = simulate_maxplus(graph, options);
  if (run.deadlock) return std::nullopt;
  const Recorder recorder(graph, run, options.frames);
  Timeline timeline;
  timeline.frames = options.frames;
  timeline.has_counts = follows_schedules(graph);
  timeline.first = recorder.part(0, recorder.frame_ends().front() + 1, buckets);
  const auto span = static_cast<std::int64_t>(std::llround(kSteadyIntervals * interval));
  // Where FIFOs hold whole frames, a source is done long before the stages.
  for (const bool with_sources : {true, false}) {
    const auto [begin, end] = recorder.all_at_work(with_sources);
    if (timeline.steady.buckets == 0 && end - begin >= span) timeline.steady = recorder.part(end - span, end, buckets);
  }
  return timeline;
}

}  // namespace weir::timing
