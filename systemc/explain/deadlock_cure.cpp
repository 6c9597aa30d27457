#include "systemc/explain/deadlock_cure.hpp"

#include <algorithm>

namespace weir::timing {

namespace {

int index_of(const TimingGraph& graph, const std::string& stream) {
  for (std::size_t s = 0; s < graph.streams.size(); ++s)
    if (graph.streams[s].name == stream) return static_cast<int>(s);
  throw Error("internal", graph.name + " has no stream " + stream);
}

/// Full FIFOs between stages that follow each other in the circle of waits, deepest first.
std::vector<int> full_in_circle(const TimingGraph& graph, const Deadlock& deadlock) {
  std::vector<int> full;
  for (std::size_t k = 0; k < deadlock.circle.size(); ++k) {
    const std::string& waiter = deadlock.circle[k];
    const std::string& next = deadlock.circle[(k + 1) % deadlock.circle.size()];
    for (const Wait& wait : deadlock.waits) {
      if (wait.stage != waiter || !wait.for_room) continue;
      const int stream = index_of(graph, wait.stream);
      const int consumer = graph.streams[static_cast<std::size_t>(stream)].consumer;
      if (consumer != kOutside && graph.stages[static_cast<std::size_t>(consumer)].name == next) full.push_back(stream);
    }
  }
  std::stable_sort(full.begin(), full.end(), [&](int a, int b) {
    return graph.streams[static_cast<std::size_t>(a)].depth_words >
           graph.streams[static_cast<std::size_t>(b)].depth_words;
  });
  return full;
}

/// Of larger graphs a run takes a second, and a bisection dozens of runs.
constexpr std::size_t kMostBisectedFifos = 250;

class Search {
 public:
  Search(const TimingGraph& graph, int frames)
      : graph_(graph), is_bisected_(is_monotone(graph) && graph.streams.size() <= kMostBisectedFifos) {
    options_.frames = frames;
  }

  std::vector<Cure> run() {
    std::vector<Cure> cures;
    std::optional<Deadlock> deadlock = simulate_maxplus(graph_, options_).deadlock;
    while (deadlock) {
      const std::optional<Cure> cure = cure_of(*deadlock);
      if (!cure) break;
      if (!cures.empty()) cures.back().next_circle = cure->stream;
      cures.push_back(*cure);
      deadlock = with_depth(index_of(graph_, cure->stream), cure->needed_words);
    }
    return cures;
  }

 private:
  TimingStream& stream(int index) { return graph_.streams[static_cast<std::size_t>(index)]; }

  std::optional<Deadlock> with_depth(int index, int depth_words) {
    stream(index).depth_words = depth_words;
    return simulate_maxplus(graph_, options_).deadlock;
  }

  /// Is the FIFO with that depth no longer what a circle waits for?
  bool opens(int index, int depth_words) {
    const std::optional<Deadlock> deadlock = with_depth(index, depth_words);
    if (!deadlock) return true;
    const std::vector<int> full = full_in_circle(graph_, *deadlock);
    return std::find(full.begin(), full.end(), index) == full.end() && !deadlock->circle.empty() &&
           std::find(deadlock->circle.begin(), deadlock->circle.end(),
                     graph_.stages[static_cast<std::size_t>(stream(index).consumer)].name) == deadlock->circle.end();
  }

  std::optional<Cure> cure_of(const Deadlock& deadlock) {
    for (const int index : full_in_circle(graph_, deadlock)) {
      const int declared = stream(index).depth_words;
      const std::optional<int> needed = is_bisected_ ? least_words(index) : words_without_limits(index);
      stream(index).depth_words = declared;
      if (needed) return Cure{stream(index).name, declared, *needed, is_bisected_, ""};
    }
    return std::nullopt;
  }

  /// All words of the run.
  int most_words(int index) {
    const std::int64_t all_words = options_.frames * stream(index).words_per_frame;
    return static_cast<int>(std::max<std::int64_t>(all_words, stream(index).depth_words + 1));
  }

  std::optional<int> least_words(int index) {
    int closed = stream(index).depth_words, open = most_words(index);
    if (!opens(index, open)) return std::nullopt;
    while (open - closed > 1) {
      const int middle = closed + (open - closed) / 2;
      (opens(index, middle) ? open : closed) = middle;
    }
    return open;
  }

  /// What the FIFO holds where none is ever full. One run tells it of all; whether it opens the circle a second one.
  std::optional<int> words_without_limits(int index) {
    if (held_words_.empty()) {
      TimingGraph unlimited = graph_;
      for (std::size_t s = 0; s < unlimited.streams.size(); ++s)
        unlimited.streams[s].depth_words = most_words(static_cast<int>(s));
      for (const FifoStatistics& fifo : simulate_maxplus(unlimited, options_).fifos)
        held_words_.push_back(fifo.high_water_words);
    }
    const int declared = stream(index).depth_words, held = held_words_[static_cast<std::size_t>(index)];
    if (held > declared && opens(index, held)) return held;
    stream(index).depth_words = declared;
    const int most = most_words(index);
    return opens(index, most) ? std::optional(most) : std::nullopt;
  }

  TimingGraph graph_;
  const bool is_bisected_;
  SimulationOptions options_;
  std::vector<int> held_words_;  ///< by stream, without limits; empty before it is asked for
};

}  // namespace

std::vector<Cure> find_cures(const TimingGraph& graph, int frames) { return Search(graph, frames).run(); }

}  // namespace weir::timing
