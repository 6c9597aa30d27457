#include "systemc/engines/batch.hpp"

#include <algorithm>
#include <optional>

namespace weir::timing {

namespace {

constexpr int kFirstFrames = 8, kMostPeriodFrames = 8;

/// The times of one stream: gate cycles of writes, which are what its producer's state is about, and reads.
struct Times {
  std::vector<std::int64_t> gates, reads;
  std::int64_t words_per_frame = 0;
  int latency_cycles = 0;

  static std::int64_t count_until(const std::vector<std::int64_t>& times, std::int64_t cycle) {
    return std::upper_bound(times.begin(), times.end(), cycle) - times.begin();
  }
};

/// A run of `frames` frames whose states can be compared.
class Recording {
 public:
  Recording(const TimingGraph& graph, int frames, SimulationResult& result) : graph_(graph), frames_(frames) {
    for (const TimingStream& stream : graph.streams) {
      StreamRecord& record = result.streams.at(stream.name);
      Times times{std::move(record.written_cycles), std::move(record.read_cycles), stream.words_per_frame,
                  write_latency_cycles(graph, stream)};
      for (std::int64_t& cycle : times.gates) cycle -= times.latency_cycles;
      streams_.push_back(std::move(times));
    }
  }

  /// Cycle in which the first output's last word of `frame` (from 0) is taken.
  std::int64_t end_of(int frame) const {
    for (std::size_t s = 0; s < streams_.size(); ++s)
      if (graph_.streams[s].consumer == kOutside)
        return streams_[s].reads[static_cast<std::size_t>((frame + 1) * streams_[s].words_per_frame - 1)];
    return 0;
  }

  /// Has nobody begun what a longer run would do differently?
  bool is_regular_until(std::int64_t cycle) const {
    for (std::size_t s = 0; s < streams_.size(); ++s) {
      const TimingStream& stream = graph_.streams[s];
      const std::int64_t written = Times::count_until(streams_[s].gates, cycle);
      const bool is_source = stream.producer == kOutside;
      if (is_source && written >= frames_ * stream.words_per_frame) return false;
      const bool has_last_frame = !is_source && !graph_.stages[stream.producer].schedule.last.empty();
      if (has_last_frame && written > (frames_ - 1) * stream.words_per_frame) return false;
    }
    return true;
  }

  /// Is the state at `later` that at `earlier`, `frames` frames on?
  bool is_same_state(std::int64_t earlier, std::int64_t later, int frames) const {
    const std::int64_t period = later - earlier;
    for (const Times& stream : streams_) {
      const std::int64_t words = frames * stream.words_per_frame;
      if (Times::count_until(stream.gates, later) != Times::count_until(stream.gates, earlier) + words) return false;
      if (Times::count_until(stream.reads, later) != Times::count_until(stream.reads, earlier) + words) return false;
      if (!same_words_on_their_way(stream, earlier, period, words)) return false;
    }
    for (std::size_t s = 0; s < streams_.size(); ++s) {
      const TimingStream& stream = graph_.streams[s];
      const Times& times = streams_[s];
      if (stream.producer == kOutside && last(times.gates, later) != last(times.gates, earlier) + period) return false;
      if (stream.consumer == kOutside && last(times.reads, later) != last(times.reads, earlier) + period) return false;
    }
    return std::all_of(graph_.stages.begin(), graph_.stages.end(), [&](const TimingStage& stage) {
      return last_move(stage, later) == last_move(stage, earlier) + period;
    });
  }

 private:
  static constexpr std::int64_t kNever = -(std::int64_t{1} << 60);

  static bool same_words_on_their_way(const Times& stream, std::int64_t earlier, std::int64_t period,
                                      std::int64_t words) {
    for (std::int64_t k = Times::count_until(stream.gates, earlier) - 1; k >= 0; --k) {
      const std::int64_t gate = stream.gates[static_cast<std::size_t>(k)];
      if (gate + stream.latency_cycles <= earlier) return true;
      if (stream.gates[static_cast<std::size_t>(k + words)] != gate + period) return false;
    }
    return true;
  }

  static std::int64_t last(const std::vector<std::int64_t>& times, std::int64_t cycle) {
    const std::int64_t count = Times::count_until(times, cycle);
    return count == 0 ? kNever : times[static_cast<std::size_t>(count - 1)];
  }

  std::int64_t last_move(const TimingStage& stage, std::int64_t cycle) const {
    std::int64_t moved = kNever;
    for (const int s : stage.inputs) moved = std::max(moved, last(streams_[s].reads, cycle));
    for (const int s : stage.outputs) moved = std::max(moved, last(streams_[s].gates, cycle));
    return moved;
  }

  const TimingGraph& graph_;
  const int frames_;
  std::vector<Times> streams_;
};

struct Period {
  int from_frame = 0, frames = 0;  ///< the state at the end of frame `from_frame` (from 0) comes back
  std::int64_t cycles = 0;
};

std::optional<Period> find_period(const Recording& recording, int frames) {
  for (int end = frames - 1; end > 0; --end) {
    const std::int64_t later = recording.end_of(end);
    if (!recording.is_regular_until(later)) continue;
    for (int c = 1; c <= std::min(kMostPeriodFrames, end); ++c) {
      const std::int64_t earlier = recording.end_of(end - c);
      if (recording.is_same_state(earlier, later, c)) return Period{end - c, c, later - earlier};
    }
    return std::nullopt;  // a state that does not recur now did not recur before
  }
  return std::nullopt;
}

/// Runs the graph for different numbers of frames.
struct Runner {
  const TimingGraph& graph;
  const std::atomic<bool>* stop;

  SimulationResult run(int frames, bool record) const {
    SimulationOptions options;
    options.frames = frames;
    options.record_transfers = record;
    options.stop = stop;
    return simulate_maxplus(graph, options);
  }
};

/// Shares of the long run: cycles of each kind grow by the same in every period.
void extend_shares(SimulationResult& result, const SimulationResult& shorter, const SimulationResult& longer,
                   std::int64_t periods) {
  for (std::size_t i = 0; i < result.stages.size(); ++i) {
    const auto extend = [&](double StageStatistics::*share) {
      const double first = shorter.stages[i].*share * static_cast<double>(shorter.cycles);
      const double second = longer.stages[i].*share * static_cast<double>(longer.cycles);
      result.stages[i].*share =
          (first + static_cast<double>(periods) * (second - first)) / static_cast<double>(result.cycles);
    };
    extend(&StageStatistics::busy);
    extend(&StageStatistics::starved);
    extend(&StageStatistics::backpressured);
    result.stages[i].starved_by = longer.stages[i].starved_by;
    result.stages[i].backpressured_by = longer.stages[i].backpressured_by;
  }
}

Batch extend(const Runner& runner, int frames, int simulated, const Period& period) {
  // Only whole periods can be left out.
  const int base = simulated + (frames - simulated) % period.frames;
  const SimulationResult shorter = runner.run(base, false), longer = runner.run(base + period.frames, false);
  if (longer.batch_cycles - shorter.batch_cycles != period.cycles)
    throw Error("internal", runner.graph.name + ": a state that recurs after " + std::to_string(period.cycles) +
                                " cycles, but " + std::to_string(period.frames) + " frames more took " +
                                std::to_string(longer.batch_cycles - shorter.batch_cycles));
  const std::int64_t periods = (frames - base) / period.frames;
  Batch batch{shorter, base, period.from_frame + 1, period.frames, period.cycles};
  batch.result.cycles += periods * period.cycles;
  batch.result.batch_cycles += periods * period.cycles;
  batch.result.steady_interval_cycles = static_cast<double>(period.cycles) / period.frames;
  extend_shares(batch.result, shorter, longer, periods);
  return batch;
}

}  // namespace

Batch simulate_batch(const TimingGraph& graph, int frames, const std::atomic<bool>* stop) {
  const Runner runner{graph, stop};
  // What its last moves do not tell cannot be compared.
  if (!follows_schedules(graph)) return {runner.run(frames, false), frames, 0, 0, 0};
  const std::int64_t words = std::max<std::int64_t>(words_per_frame(graph), 1);
  for (int tried = kFirstFrames; tried + kMostPeriodFrames < frames && tried * words <= kMostRecordedWords;
       tried *= 2) {
    SimulationResult recorded = runner.run(tried, true);
    if (recorded.deadlock) break;
    if (const auto period = find_period(Recording(graph, tried, recorded), tried))
      return extend(runner, frames, tried, *period);
  }
  return {runner.run(frames, false), frames, 0, 0, 0};
}

}  // namespace weir::timing
