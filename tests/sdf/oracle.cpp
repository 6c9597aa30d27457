#include "tests/sdf/oracle.hpp"

#include <algorithm>
#include <deque>
#include <map>

namespace weir::sdf::test {

namespace {

/// Tokens in order, each with the time from which it can be taken.
struct Queue {
  std::deque<std::int64_t> from;
  std::int64_t last = 0;
};

class Machine {
 public:
  explicit Machine(const Graph& graph) : graph_(graph), queues_(graph.channels.size()), fired_(graph.actors.size(), 0) {
    for (std::size_t c = 0; c < queues_.size(); ++c)
      queues_[c].from.assign(static_cast<std::size_t>(graph.channels[c].initial_tokens), 0);
  }

  std::int64_t now() const { return now_; }
  std::int64_t fired(int actor) const { return fired_[actor]; }
  std::int64_t all_fired() const { return all_fired_; }

  /// Starts all that can start now. False if that seems to have no end.
  bool start_all() {
    constexpr std::int64_t kMostAtOnce = 5'000;
    const std::int64_t before = all_fired_;
    for (bool has_started = true; has_started;) {
      has_started = false;
      for (int a = 0; a < static_cast<int>(graph_.actors.size()); ++a)
        while (can_start(a)) {
          start(a);
          has_started = true;
          if (all_fired_ - before > kMostAtOnce) return false;
        }
    }
    return true;
  }

  /// To the next time at which a token comes. False if none does.
  bool wait() {
    std::optional<std::int64_t> next;
    for (const Queue& queue : queues_) {
      const auto later = std::upper_bound(queue.from.begin(), queue.from.end(), now_);
      if (later != queue.from.end() && (!next || *later < *next)) next = *later;
    }
    if (next) now_ = *next;
    return next.has_value();
  }

  std::vector<std::int64_t> state() const {
    std::vector<std::int64_t> state;
    for (std::size_t a = 0; a < fired_.size(); ++a) state.push_back(fired_[a] % graph_.actors[a].phases());
    for (const Queue& queue : queues_) {
      state.push_back(static_cast<std::int64_t>(queue.from.size()));
      for (const std::int64_t from : queue.from) state.push_back(std::max<std::int64_t>(from - now_, 0));
      state.push_back(std::max<std::int64_t>(queue.last - now_, 0));
    }
    return state;
  }

 private:
  std::size_t phase(int actor) const { return static_cast<std::size_t>(fired_[actor] % graph_.actors[actor].phases()); }

  bool can_start(int actor) const {
    for (std::size_t c = 0; c < queues_.size(); ++c) {
      if (graph_.channels[c].destination != actor) continue;
      const auto wanted = static_cast<std::size_t>(graph_.channels[c].consumption[phase(actor)]);
      if (wanted > 0 && (queues_[c].from.size() < wanted || queues_[c].from[wanted - 1] > now_)) return false;
    }
    return true;
  }

  void start(int actor) {
    const std::size_t p = phase(actor);
    for (std::size_t c = 0; c < queues_.size(); ++c)
      if (graph_.channels[c].destination == actor)
        for (std::int64_t n = 0; n < graph_.channels[c].consumption[p]; ++n) queues_[c].from.pop_front();
    for (std::size_t c = 0; c < queues_.size(); ++c)
      if (graph_.channels[c].source == actor)
        for (std::int64_t n = 0; n < graph_.channels[c].production[p]; ++n) {
          queues_[c].last = std::max(queues_[c].last, now_ + graph_.actors[actor].times[p]);
          queues_[c].from.push_back(queues_[c].last);
        }
    ++fired_[actor];
    ++all_fired_;
  }

  const Graph& graph_;
  std::vector<Queue> queues_;
  std::vector<std::int64_t> fired_;
  std::int64_t now_ = 0, all_fired_ = 0;
};

}  // namespace

std::optional<SelfTimed> run_self_timed(const Graph& given, std::int64_t most_firings) {
  const Graph graph = with_rooms(given);
  const std::int64_t per_iteration = repetition_vector(graph)[0] * graph.actors[0].phases();
  Machine machine(graph);
  std::map<std::vector<std::int64_t>, std::pair<std::int64_t, std::int64_t>> seen;
  while (machine.all_fired() < most_firings) {
    if (!machine.start_all()) return std::nullopt;
    const auto [before, is_new] = seen.emplace(machine.state(), std::pair(machine.now(), machine.fired(0)));
    if (!is_new) {
      const auto [time, fired] = before->second;
      if (machine.fired(0) == fired) return SelfTimed{true, {}};
      return SelfTimed{false, Ratio::of(Wide{machine.now() - time} * per_iteration, machine.fired(0) - fired)};
    }
    if (!machine.wait()) return SelfTimed{true, {}};
  }
  return std::nullopt;
}

}  // namespace weir::sdf::test
