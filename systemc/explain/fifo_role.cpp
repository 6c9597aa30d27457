#include "systemc/explain/fifo_role.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include "golden/network/stage_graph.hpp"
#include "systemc/engines/simulate.hpp"

namespace weir::timing {

namespace {

constexpr int kFrames = 4, kFewestFrames = 2;
constexpr std::int64_t kWordsInStep = 2;

using Times = std::vector<std::int64_t>;

std::int64_t count_until(const Times& times, std::int64_t cycle) {
  return std::upper_bound(times.begin(), times.end(), cycle) - times.begin();
}

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 9.95 ? "%.1f" : "%.0f", value);
  std::string result = text;
  return result.ends_with(".0") ? result.substr(0, result.size() - 2) : result;
}

std::string plural(const std::string& number, const char* thing) {
  return number + " " + thing + (number == "1" ? "" : "s");
}

/// The times of one stream.
struct Traffic {
  Times written, read;  ///< written: the word can be read in the next cycle
  int latency_cycles = 0;
};

class Explainer {
 public:
  Explainer(const golden::StageGraph& graph, const TimingGraph& timing, SimulationResult& result, int frames)
      : graph_(graph), timing_(timing), frame_(frames - 2) {
    for (const TimingStream& stream : timing.streams) {
      StreamRecord& record = result.streams.at(stream.name);
      traffic_.push_back(
          {std::move(record.written_cycles), std::move(record.read_cycles), write_latency_cycles(timing, stream)});
    }
    find_ancestors();
  }

  FifoRole explain(int s) const {
    FifoRole role;
    Peak peak = find_peak(s);
    role.peak_words = peak.words;
    role.pause_cycles = peak.pause;
    const TimingStream& here = stream(s);
    const std::string writer = name_of(here.producer, "the source"), reader = name_of(here.consumer, "the sink");
    if (peak.words <= kWordsInStep) {
      role.holding = Holding::kInStep;
      role.text = writer + " and " + reader + " go in step";
      return role;
    }
    const std::string held = amount(s, peak.words);
    if (const int other = lagging_input(s, peak); other >= 0) {
      set_other(s, other, role);
    } else if (is_held_back(s, peak)) {
      peak.ended = traffic(s).read[static_cast<std::size_t>(peak.oldest)];
    } else if (2 * peak.in_pause < peak.words || here.consumer == kOutside) {
      role.holding = Holding::kBurst;
      role.cause = writer;
      role.text = "takes bursts of " + writer + ": " + held + " while " + reader + " is slower";
      return role;
    }
    if (role.holding == Holding::kUnknown) find_cause(s, peak, role);
    switch (role.holding) {
      case Holding::kOtherPath: role.text = path_text(s, role.cause, held); break;
      case Holding::kOtherInput: role.text = "holds " + held + " while " + reader + " waits for " + role.cause; break;
      case Holding::kRoom:
        role.text = "holds " + held + " while " + role.cause + " works and nothing moves up to " + reader;
        break;
      default: role.text = "holds " + held + " while " + reader + " works without reading";
    }
    return role;
  }

 private:
  struct Peak {
    std::int64_t words = 0;
    std::int64_t pause = 0;              ///< the reader's longest before the oldest word then
    std::int64_t ended = 0;              ///< the cycle in which it read again
    std::int64_t in_pause = 0;           ///< words that came meanwhile
    std::int64_t first = 0, oldest = 0;  ///< reads from the oldest word's arrival to its own
  };

  const TimingStage& stage(int number) const { return timing_.stages[static_cast<std::size_t>(number)]; }
  const TimingStream& stream(int number) const { return timing_.streams[static_cast<std::size_t>(number)]; }
  const Traffic& traffic(int number) const { return traffic_[static_cast<std::size_t>(number)]; }
  std::string name_of(int number, const char* outside) const {
    return number == kOutside ? outside : stage(number).name;
  }

  Peak find_peak(int s) const {
    const Traffic& t = traffic(s);
    const std::int64_t words = stream(s).words_per_frame, first = frame_ * words;
    Peak peak;
    std::int64_t fullest = first, read = count_until(t.read, t.written[static_cast<std::size_t>(first)] - 1);
    for (std::int64_t k = first; k < first + words; ++k) {
      while (t.read[static_cast<std::size_t>(read)] < t.written[static_cast<std::size_t>(k)]) ++read;
      if (k + 1 - read <= peak.words) continue;
      peak.words = k + 1 - read;
      fullest = k;
    }
    const std::int64_t oldest = fullest + 1 - peak.words;
    const std::int64_t begin =
        std::max<std::int64_t>(1, count_until(t.read, t.written[static_cast<std::size_t>(oldest)]));
    peak.first = begin;
    peak.oldest = oldest;
    for (std::int64_t k = begin; k <= oldest; ++k) {
      const std::int64_t before = t.read[static_cast<std::size_t>(k - 1)], now = t.read[static_cast<std::size_t>(k)];
      if (now - before <= peak.pause) continue;
      peak.pause = now - before;
      peak.ended = now;
      peak.in_pause = count_until(t.written, now - 1) - count_until(t.written, before - 1);
    }
    return peak;
  }

  bool is_empty_before(int s, std::int64_t cycle) const {
    const Traffic& t = traffic(s);
    return count_until(t.written, cycle - 2) <= count_until(t.read, cycle - 1);
  }
  bool is_full_before(int s, std::int64_t cycle) const {
    const Traffic& t = traffic(s);
    return count_until(t.written, cycle - 1 + t.latency_cycles) - count_until(t.read, cycle - 2) >=
           stream(s).depth_words;
  }

  /// Of some reads between the oldest word's arrival and its own: does `is_late` hold for the cycles of most?
  template <class Predicate>
  bool is_mostly(int s, const Peak& peak, Predicate&& is_late) const {
    constexpr std::int64_t kMostSamples = 64;
    const std::int64_t reads = peak.oldest + 1 - peak.first, step = std::max<std::int64_t>(1, reads / kMostSamples);
    std::int64_t samples = 0, late = 0;
    for (std::int64_t k = peak.oldest; k >= peak.first; k -= step, ++samples)
      late += is_late(traffic(s).read[static_cast<std::size_t>(k)]) ? 1 : 0;
    return 2 * late > samples;
  }

  /// Another input of the reader whose words it mostly waits for: both move in step, that one lags; -1: none.
  int lagging_input(int s, const Peak& peak) const {
    if (stream(s).consumer == kOutside) return -1;
    for (const int other : stage(stream(s).consumer).inputs)
      if (other != s && is_mostly(s, peak, [&](std::int64_t cycle) { return is_empty_before(other, cycle); }))
        return other;
    return -1;
  }
  /// Does the reader mostly wait for room in a stream that it writes?
  bool is_held_back(int s, const Peak& peak) const {
    if (stream(s).consumer == kOutside) return false;
    const auto& outputs = stage(stream(s).consumer).outputs;
    return std::any_of(outputs.begin(), outputs.end(), [&](int output) {
      return is_mostly(s, peak, [&](std::int64_t cycle) { return is_full_before(output, cycle); });
    });
  }

  /// The reader waits for a word of `other`.
  void set_other(int s, int other, FifoRole& role) const {
    role.holding = fork_of(s, other) >= 0 ? Holding::kOtherPath : Holding::kOtherInput;
    role.cause = stream(other).name;
  }

  /// Why did the reader of `s` read nothing until peak.ended?
  void find_cause(int s, const Peak& peak, FifoRole& role) const {
    int reader = stream(s).consumer, through = s;
    std::int64_t cycle = peak.ended;
    for (std::size_t hops = 0; hops <= timing_.stages.size(); ++hops) {
      for (const int other : stage(reader).inputs)
        if (other != through && is_empty_before(other, cycle)) {
          if (reader == stream(s).consumer || fork_of(s, other) >= 0) return set_other(s, other, role);
          role.holding = Holding::kRoom;
          role.cause = stage(reader).name;
          return;
        }
      int full = -1;
      for (const int output : stage(reader).outputs)
        if (full < 0 && is_full_before(output, cycle)) full = output;
      if (full < 0 || stream(full).consumer == kOutside) {
        role.holding = hops == 0 ? Holding::kWork : Holding::kRoom;
        role.cause = stage(reader).name;
        return;
      }
      // The read that made room came a cycle before.
      const Times& read = traffic(full).read;
      const std::int64_t number = count_until(read, cycle - 1);
      if (number > 0) cycle = read[static_cast<std::size_t>(number - 1)];
      through = full;
      reader = stream(full).consumer;
    }
  }

  void find_ancestors() {
    ancestors_.resize(timing_.stages.size());
    for (std::size_t pass = 0; pass < timing_.stages.size(); ++pass) {
      bool grows = false;
      for (const TimingStream& s : timing_.streams) {
        if (s.producer == kOutside || s.consumer == kOutside) continue;
        auto& mine = ancestors_[static_cast<std::size_t>(s.consumer)];
        const std::size_t before = mine.size();
        mine.insert(s.producer);
        const auto& theirs = ancestors_[static_cast<std::size_t>(s.producer)];
        mine.insert(theirs.begin(), theirs.end());
        grows = grows || mine.size() != before;
      }
      if (!grows) return;
    }
  }

  std::set<int> up_to(int producer) const {
    if (producer == kOutside) return {};
    std::set<int> all = ancestors_[static_cast<std::size_t>(producer)];
    all.insert(producer);
    return all;
  }

  /// The last stage that both streams come from; -1: there is none.
  int fork_of(int a, int b) const {
    const std::set<int> of_a = up_to(stream(a).producer), of_b = up_to(stream(b).producer);
    int fork = -1;
    for (const int common : of_a)
      if (of_b.count(common) != 0 && (fork < 0 || ancestors_[static_cast<std::size_t>(common)].count(fork) != 0))
        fork = common;
    return fork;
  }

  /// What lies between the fork and the stream that the reader waits for: the windows are what takes rows.
  std::string path_text(int s, const std::string& waited, const std::string& held) const {
    int other = 0;
    while (stream(other).name != waited) ++other;
    const int fork = fork_of(s, other);
    std::string windows;
    std::size_t stages = 0;
    for (const int between : up_to(stream(other).producer)) {
      if (between == fork || up_to(between).count(fork) == 0) continue;
      ++stages;
      const golden::Stage* made = graph_.find_stage(stage(between).name);
      const auto* window = made == nullptr ? nullptr : std::get_if<golden::SlidingWindow>(&made->kind);
      if (window == nullptr || window->kernel[0] * window->kernel[1] == 1) continue;
      windows += (windows.empty() ? "" : " and ") + std::to_string(window->kernel[0]) + "x" +
                 std::to_string(window->kernel[1]);
    }
    const bool is_shortcut = stream(s).producer == fork;
    const std::string who = is_shortcut ? "shortcut waits" : "branch waits";
    if (!windows.empty()) return who + " for " + held + " of the " + windows + " path";
    return who + " for " + held + " of the other path (" + plural(std::to_string(stages), "stage") + " from " +
           stage(fork).name + ")";
  }

  /// Rows of a picture, pixels, or words.
  std::string amount(int s, std::int64_t words) const {
    const golden::Stream* made = graph_.find_stream(stream(s).name);
    const std::string in_words = plural(std::to_string(words), "word");
    if (made == nullptr || made->shape.size() != 3 || made->words_per_frame() != stream(s).words_per_frame)
      return in_words;
    const auto elements = static_cast<double>(words * made->elements_per_word);
    const auto pixel = static_cast<double>(made->shape[2]), row = pixel * static_cast<double>(made->shape[1]);
    if (made->shape[0] > 1 && elements >= 0.5 * row) return plural(decimal(elements / row), "row");
    if (made->shape[0] * made->shape[1] > 1 && elements >= pixel) return plural(decimal(elements / pixel), "pixel");
    return in_words;
  }

  const golden::StageGraph& graph_;
  const TimingGraph& timing_;
  const std::int64_t frame_;
  std::vector<Traffic> traffic_;
  std::vector<std::set<int>> ancestors_;  ///< stages, by stage
};

}  // namespace

std::vector<FifoRole> explain_fifos(const golden::StageGraph& graph, const TimingGraph& timing) {
  std::vector<FifoRole> roles(timing.streams.size());
  const std::int64_t words = std::max<std::int64_t>(words_per_frame(timing), 1);
  const std::int64_t frames = std::min<std::int64_t>(kFrames, kMostRecordedWords / words);
  if (frames < kFewestFrames) return roles;
  SimulationOptions options;
  options.frames = static_cast<int>(frames);
  options.record_transfers = true;
  SimulationResult result = simulate_maxplus(timing, options);
  if (result.deadlock) return roles;
  const Explainer explainer(graph, timing, result, options.frames);
  for (std::size_t s = 0; s < roles.size(); ++s) roles[s] = explainer.explain(static_cast<int>(s));
  return roles;
}

}  // namespace weir::timing
