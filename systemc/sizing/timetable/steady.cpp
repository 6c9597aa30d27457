#include "systemc/sizing/timetable/steady.hpp"

#include <algorithm>
#include <limits>

#include "systemc/maxplus/engine.hpp"
#include "systemc/process/boundary.hpp"

namespace weir::timing {

namespace {

constexpr int kMostSteadyFrames = 512;
constexpr std::int64_t kMostWords = 40'000'000;  ///< of one run: bounds its memory
constexpr int kLongestPeriod_frames = 12;
constexpr std::int64_t kMostPeriodWords = 1'500'000, kFewestPeriodFrames = 24;  ///< in the search for a period

bool has_ends(const TimingGraph& graph) {
  return std::any_of(graph.stages.begin(), graph.stages.end(),
                     [](const TimingStage& stage) { return has_ends(stage.schedule); });
}

/// The most frames between an event and what it waits for; consecutive events of a stage span two.
std::int64_t frames_spanned(const TimingGraph& graph, const Depths& depths) {
  std::int64_t memory = 1;
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const std::int64_t words = graph.streams[s].words_per_frame;
    if (depths[s] < kUnlimitedWords) memory = std::max(memory, (depths[s] + words - 1) / words);
  }
  return memory;
}

/// With those depths, and as if frames came for ever: the last one of a run is one like the others.
TimingGraph endless(const TimingGraph& graph, const Depths& depths) {
  TimingGraph sized = graph;
  for (std::size_t s = 0; s < depths.size(); ++s)
    sized.streams[s].depth_words = static_cast<int>(std::min(depths[s], kUnlimitedWords));
  for (TimingStage& stage : sized.stages) stage.schedule.last.clear();
  return sized;
}

/// A run of an endless() graph, which must outlive it and may end before all frames are through.
struct EndlessRun {
  EndlessRun(const TimingGraph& graph, const SimulationOptions& options, std::int64_t interval_cycles)
      : engine(graph, options) {
    if (interval_cycles > 0) engine.watch_period(interval_cycles);
    engine.run();
    const Outcome outcome = engine.outcome();
    result = make_result(graph, options.frames, outcome);
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      complete_frames = std::min(complete_frames, outcome.streams[s].read_words / graph.streams[s].words_per_frame);
  }

  maxplus::Engine engine;
  SimulationResult result;
  std::int64_t complete_frames = std::numeric_limits<std::int64_t>::max();  ///< of which every word was read
};

/// All times of a run, by frame.
class Run {
 public:
  Run(const TimingGraph& graph, const Depths& depths, int frames)
      : memory_frames_(static_cast<int>(frames_spanned(graph, depths))) {
    // No FIFO is deeper than the run is long, so that it never has to keep more than the run moves.
    SimulationOptions options;
    options.frames = run_frames_ = std::max(frames, memory_frames_ + 2);
    options.record_transfers = true;
    const TimingGraph sized = endless(graph, depths);
    const EndlessRun run(sized, options, 0);
    frames_ = static_cast<int>(run.complete_frames);
    latency_cycles_ = run.result.latency_cycles;
    is_deadlocked_ = run.result.deadlock.has_value();
    // Without a last frame, words are missing at the end of every run.
    if (has_ends(graph) && is_deadlocked_) is_deadlocked_ = deadlocks(graph, depths);
    for (std::size_t s = 0; s < graph.streams.size() && !is_deadlocked_; ++s) {
      StreamRecord record = run.engine.record(static_cast<int>(s));
      sides_.push_back({graph.streams[s].words_per_frame, std::move(record.written_cycles)});
      sides_.push_back({graph.streams[s].words_per_frame, std::move(record.read_cycles)});
    }
  }

  int run_frames() const { return run_frames_; }
  int frames() const { return frames_; }
  int memory_frames() const { return memory_frames_; }
  bool is_deadlocked() const { return is_deadlocked_; }
  std::int64_t latency_cycles() const { return latency_cycles_; }

  /// Can every word of the last M frames be shown to come at most c * target after its predecessor?
  bool keeps(std::int64_t target, int c) const {
    if (frames_ < memory_frames_ + c) return false;
    return std::all_of(sides_.begin(), sides_.end(), [&](const Side& side) {
      const std::int64_t end = frames_ * side.words, shift = c * side.words;
      for (std::int64_t k = end - memory_frames_ * side.words; k < end; ++k)
        if (side.cycles[k] - side.cycles[k - shift] > c * target) return false;
      return true;
    });
  }

  /// The delay over c frames that lasts for ever, or 0 if there is no proof of one.
  std::int64_t lasting_delay(int c) const {
    const int window = memory_frames_ + c;
    if (frames_ < window + c) return 0;
    std::int64_t longest = 0;
    const auto for_each_word = [&](const auto& action) {
      for (const Side& side : sides_) {
        const std::int64_t end = frames_ * side.words, shift = c * side.words;
        for (std::int64_t first = end - side.words; first < end; ++first) {
          std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = 0;
          for (int back = 0; back < window; ++back) {
            const std::int64_t k = first - back * side.words, delay = side.cycles[k] - side.cycles[k - shift];
            least = std::min(least, delay);
            most = std::max(most, delay);
          }
          if (!action(least, most)) return false;
        }
      }
      return true;
    };
    for_each_word([&](std::int64_t, std::int64_t most) {
      longest = std::max(longest, most);
      return true;
    });
    const bool lasts =
        for_each_word([&](std::int64_t least, std::int64_t most) { return most < longest || least == longest; });
    return lasts ? longest : 0;
  }

 private:
  /// In `run_frames_` frames and therefore in more of them, too.
  bool deadlocks(const TimingGraph& graph, const Depths& depths) const {
    TimingGraph sized = graph;
    for (std::size_t s = 0; s < depths.size(); ++s)
      sized.streams[s].depth_words = static_cast<int>(std::min(depths[s], kUnlimitedWords));
    SimulationOptions options;
    options.frames = run_frames_;
    return simulate_maxplus(sized, options).deadlock.has_value();
  }

  /// Everything that happens at one end of a stream.
  struct Side {
    std::int64_t words;
    std::vector<std::int64_t> cycles;
  };
  int memory_frames_;   ///< M
  int run_frames_ = 0;  ///< that the sources sent
  int frames_ = 0;      ///< that came through
  bool is_deadlocked_ = false;
  std::int64_t latency_cycles_ = 0;
  std::vector<Side> sides_;
};

/// Runs twice as many frames again and again until `decide` has an answer or the bound is reached.
template <class Decide>
SteadyState extend(const TimingGraph& graph, const Depths& depths, Decide&& decide) {
  const std::int64_t words = words_per_frame(graph);
  const int most =
      static_cast<int>(std::clamp<std::int64_t>(kMostWords / std::max<std::int64_t>(words, 1), 8, kMostSteadyFrames));
  SteadyState state;
  for (int frames = 4; frames <= most; frames = 2 * state.frames) {
    const Run run(graph, depths, frames);
    state.frames = run.run_frames();
    state.latency_cycles = run.latency_cycles();
    if (run.is_deadlocked()) {
      state.verdict = Verdict::kDeadlock;
      return state;
    }
    if (decide(run, state)) return state;
  }
  return state;
}

}  // namespace

std::int64_t unlimited_interval(const TimingGraph& graph) {
  std::int64_t interval = 0;
  for (const TimingStage& stage : graph.stages) interval = std::max(interval, stage.schedule.iterations);
  for (const TimingStream& stream : graph.streams)
    if (stream.producer == kOutside || stream.consumer == kOutside)
      interval = std::max(interval, source_schedule(stream).iterations);
  return interval;
}

SteadyState find_steady_state(const TimingGraph& graph, const Depths& depths, std::int64_t target_cycles) {
  return extend(graph, depths, [&](const Run& run, SteadyState& state) {
    for (int c = 1; c <= kLongestPeriod_frames && state.verdict == Verdict::kUndecided; ++c) {
      if (run.keeps(target_cycles, c)) {
        state.verdict = Verdict::kKeeps;
      } else if (const std::int64_t delay = run.lasting_delay(c); delay > c * target_cycles) {
        state.verdict = Verdict::kSlower;
        state.interval_cycles = static_cast<double>(delay) / c;
      }
    }
    return state.verdict != Verdict::kUndecided;
  });
}

SteadyState find_deadlock(const TimingGraph& graph, const Depths& depths) {
  SteadyState state;
  for (int frames = 2; state.verdict == Verdict::kUndecided && frames <= kMostSteadyFrames; frames = 2 * state.frames) {
    const Run run(graph, depths, frames);
    state.frames = run.run_frames();
    state.latency_cycles = run.latency_cycles();
    if (run.is_deadlocked())
      state.verdict = Verdict::kDeadlock;
    else if (run.frames() > run.memory_frames())
      state.verdict = Verdict::kKeeps;
  }
  return state;
}

SteadyState prove_periodic(const TimingGraph& graph, const Depths& depths, std::int64_t interval_cycles) {
  const std::int64_t words = words_per_frame(graph);
  const std::int64_t most_words = std::max(kMostPeriodWords, kFewestPeriodFrames * words);
  const TimingGraph sized = endless(graph, depths);
  const std::int64_t memory = frames_spanned(graph, depths);
  SteadyState state;
  for (std::int64_t frames = std::max<std::int64_t>(4, memory + 2);
       frames * words <= most_words && frames <= kMostSteadyFrames; frames *= 3) {
    SimulationOptions options;
    options.frames = state.frames = static_cast<int>(frames);
    EndlessRun run(sized, options, interval_cycles);
    state.latency_cycles = run.result.latency_cycles;
    if (run.result.deadlock && !has_ends(graph)) {
      state.verdict = Verdict::kDeadlock;
      return state;
    }
    std::int64_t first = 0;
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      first = std::max(first, run.engine.first_periodic_frame(static_cast<int>(s)));
    if (run.complete_frames - 1 - first < memory) continue;
    state.verdict = Verdict::kKeeps;
    state.interval_cycles = static_cast<double>(interval_cycles);
    state.periodic_from_frame = static_cast<int>(first) + 1;
    return state;
  }
  return state;
}

SteadyState prove_paced(const TimingGraph& graph, const Depths& depths, std::int64_t interval_cycles) {
  TimingGraph paced = graph;
  Depths all = depths;
  const auto add = [&](const TimingStream& like, const std::string& name, int producer, int consumer,
                       std::int64_t depth) {
    paced.streams.push_back({name + like.name, like.words_per_frame, 1, like.width_bits, producer, 0, consumer, 0});
    all.push_back(depth);
    return static_cast<int>(paced.streams.size()) - 1;
  };
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    const TimingStream& stream = graph.streams[s];
    if (stream.producer != kOutside) continue;
    const std::int64_t words = stream.words_per_frame, each = interval_cycles / words, late = interval_cycles % words;
    Schedule pace{{}, interval_cycles, 0, {0}}, relay = pace_schedule(stream.pace, words, 1, 1);
    if (late > 0) pace.blocks.push_back({late, {{1, each + 1, 1, 1}}});
    pace.blocks.push_back({words - late, {{1, each, 1, 1}}});
    const int pacer = static_cast<int>(paced.stages.size());
    const int offered = add(stream, "offered to ", kOutside, pacer, 2);
    const int waiting = add(stream, "waiting for ", pacer, pacer + 1, kUnlimitedWords);
    paced.stages.push_back({"pace of " + stream.name, "pace", pace, {offered}, {waiting}});
    paced.stages.push_back({"relay of " + stream.name, "relay", relay, {waiting}, {static_cast<int>(s)}});
    paced.streams[s].producer = pacer + 1;
    paced.streams[s].pace.clear();
  }
  return prove_periodic(paced, all, interval_cycles);
}

}  // namespace weir::timing
