#include "systemc/sdf/event_graph.hpp"

#include <algorithm>

namespace weir::sdf {

namespace {

/// A firing that moves tokens of a channel: how many, and how many up to and with it.
struct Move {
  int event = 0;
  std::int64_t tokens = 0, sum = 0, length = 0;
};

std::vector<Move> moves_of(const Sequence& rates, const Sequence& times, std::int64_t cycles, std::int64_t first) {
  std::vector<Move> moves;
  std::int64_t sum = 0;
  for (std::int64_t k = 0; k < cycles; ++k)
    for (std::size_t p = 0; p < rates.size(); ++p) {
      if (rates[p] == 0) continue;
      sum = checked_sum(sum, rates[p], "the tokens of a channel");
      moves.push_back({static_cast<int>(first + k * static_cast<std::int64_t>(rates.size()) + static_cast<int>(p)),
                       rates[p], sum, times[p]});
    }
  return moves;
}

/// May a firing end before one that started earlier?
bool may_overtake(const Graph& graph, int actor) {
  const Sequence& times = graph.actors[actor].times;
  if (std::all_of(times.begin(), times.end(), [&](std::int64_t t) { return t == times.front(); })) return false;
  return std::none_of(graph.channels.begin(), graph.channels.end(), [&](const Channel& c) {
    const auto is_one = [](std::int64_t rate) { return rate == 1; };
    return c.source == actor && c.destination == actor && c.initial_tokens == 1 &&
           std::all_of(c.production.begin(), c.production.end(), is_one) &&
           std::all_of(c.consumption.begin(), c.consumption.end(), is_one);
  });
}

class Maker {
 public:
  Maker(const Graph& graph, const std::vector<std::int64_t>& repetitions, const std::vector<std::int64_t>& cycles)
      : graph_(graph), repetitions_(repetitions), cycles_(cycles) {}

  EventGraph make() {
    number_events();
    for (std::size_t a = 0; a < graph_.actors.size(); ++a) add_order(static_cast<int>(a));
    for (std::size_t c = 0; c < graph_.channels.size(); ++c) add_channel(static_cast<int>(c));
    return std::move(events_);
  }

 private:
  void number_events() {
    events_.first.push_back(0);
    for (std::size_t a = 0; a < graph_.actors.size(); ++a) {
      const std::int64_t end = checked_sum(
          events_.first.back(), checked_product(cycles_[a], graph_.actors[a].phases(), "firings"), "firings");
      if (end > kMostEvents) throw_too_large("more than " + std::to_string(kMostEvents) + " firings to be told apart");
      events_.first.push_back(end);
      events_.units = checked_lcm(events_.units, repetitions_[a] / cycles_[a], "tokens per iteration");
    }
  }

  void add_order(int actor) {
    const std::int64_t first = events_.first[actor], end = events_.first[actor + 1];
    for (std::int64_t e = first; e + 1 < end; ++e)
      events_.constraints.push_back({static_cast<int>(e), static_cast<int>(e + 1), kOrder, 0, 0});
    events_.constraints.push_back({static_cast<int>(end - 1), static_cast<int>(first), kOrder, 0,
                                   events_.units / (repetitions_[actor] / cycles_[actor])});
  }

  void add_channel(int index) {
    const Channel& c = graph_.channels[index];
    const Sequence &given = graph_.actors[c.source].times, &taken = graph_.actors[c.destination].times;
    const std::vector<Move> gives = moves_of(c.production, given, cycles_[c.source], events_.first[c.source]);
    std::vector<Move> takes = moves_of(c.consumption, taken, cycles_[c.destination], events_.first[c.destination]);
    const std::int64_t step = std::gcd(gives.back().sum, takes.back().sum);
    // Tokens per iteration are a multiple of `step`, and the quotient divides `units`.
    const std::int64_t per_iteration =
        checked_product(gives.back().sum, repetitions_[c.source] / cycles_[c.source], "the tokens of an iteration");
    const std::int64_t units_per_step = events_.units / (per_iteration / step);
    const bool overtakes = may_overtake(graph_, c.source);
    std::sort(takes.begin(), takes.end(), [step](const Move& a, const Move& b) {
      return std::pair(a.sum % step, a.sum) < std::pair(b.sum % step, b.sum);
    });
    std::int64_t most_taken = 0;
    for (const Move& take : takes) most_taken = std::max(most_taken, take.tokens);
    for (const Move& give : gives) {
      const std::int64_t begin = c.initial_tokens + give.sum - give.tokens + 1;  // number of its first token
      const std::int64_t window = std::min(give.tokens + (overtakes ? most_taken - 1 : 0), step);
      for_each_within(takes, floor_modulo(begin, step), window, step, [&](const Move& take, std::int64_t beyond) {
        const std::int64_t limit = overtakes ? give.tokens + take.tokens - 1 : std::min(give.tokens, take.tokens);
        if (beyond >= limit) return;
        const std::int64_t least = begin + beyond - take.sum;  // M + I - O - D
        events_.constraints.push_back(
            {give.event, take.event, index, give.length, checked_product(least / step, units_per_step, "heights")});
      });
    }
  }

  /// Calls `visit(take, x)` for every take whose sum is congruent to begin + x, 0 <= x < window, modulo `step`.
  template <class Visit>
  static void for_each_within(const std::vector<Move>& takes, std::int64_t begin, std::int64_t window,
                              std::int64_t step, Visit&& visit) {
    const auto start =
        std::lower_bound(takes.begin(), takes.end(), begin,
                         [step](const Move& take, std::int64_t value) { return take.sum % step < value; });
    auto it = start;
    for (std::size_t seen = 0; seen < takes.size(); ++seen, ++it) {
      if (it == takes.end()) it = takes.begin();
      const std::int64_t beyond = floor_modulo(it->sum - begin, step);
      if (beyond >= window) return;
      visit(*it, beyond);
    }
  }

  const Graph& graph_;
  const std::vector<std::int64_t>&repetitions_, &cycles_;
  EventGraph events_;
};

}  // namespace

int EventGraph::actor_of(int event) const {
  return static_cast<int>(std::upper_bound(first.begin(), first.end(), event) - first.begin()) - 1;
}

EventGraph make_event_graph(const Graph& graph, const std::vector<std::int64_t>& repetitions,
                            const std::vector<std::int64_t>& cycles) {
  return Maker(graph, repetitions, cycles).make();
}

}  // namespace weir::sdf
