#include "systemc/sdf/throughput.hpp"

#include <numeric>

#include "systemc/sdf/relaxation.hpp"

namespace weir::sdf {

namespace {

/// Grows K to what the circle asks for. False if it is enough.
bool grow(std::vector<std::int64_t>& cycles, const std::vector<std::int64_t>& repetitions, const EventGraph& events,
          const CriticalCircle& circle) {
  std::int64_t divisor = 0;
  for (const Constraint& c : circle.constraints) divisor = std::gcd(divisor, repetitions[events.actor_of(c.from)]);
  bool has_grown = false;
  for (const Constraint& c : circle.constraints) {
    const int actor = events.actor_of(c.from);
    const std::int64_t wanted = std::lcm(cycles[actor], repetitions[actor] / divisor);
    has_grown |= wanted != cycles[actor];
    cycles[actor] = wanted;
  }
  return has_grown;
}

/// The values for K = `before` as a start for K = `after`, of which it is a divisor: cycle k comes as many periods of
/// the shorter schedule later than cycle k modulo `before`.
Start stretched(const Start& start, const Graph& graph, const std::vector<std::int64_t>& repetitions,
                const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after) {
  Start longer;
  std::size_t first = 0;
  for (std::size_t a = 0; a < graph.actors.size(); ++a) {
    const auto events = static_cast<std::size_t>(before[a] * graph.actors[a].phases());
    const double share = static_cast<double>(before[a]) / static_cast<double>(repetitions[a]);
    for (std::int64_t copy = 0; copy < after[a] / before[a]; ++copy)
      for (std::size_t e = first; e < first + events; ++e) {
        longer.values.push_back(start.values[e] - static_cast<double>(copy) * start.periods[e] * share);
        longer.periods.push_back(start.periods[e]);
      }
    first += events;
  }
  return longer;
}

std::vector<CircleStep> steps_of(const Graph& graph, const EventGraph& events, const CriticalCircle& circle) {
  std::vector<CircleStep> steps;
  for (const Constraint& c : circle.constraints) {
    const int actor = events.actor_of(c.from);
    steps.push_back({actor, (c.from - events.first[actor]) % graph.actors[actor].phases(), c.length, c.channel});
  }
  return steps;
}

/// Firings of K cycles of each actor; rounded, as they may be very many.
double firings(const Graph& graph, const std::vector<std::int64_t>& cycles) {
  double sum = 0;
  for (std::size_t a = 0; a < cycles.size(); ++a)
    sum += static_cast<double>(cycles[a]) * static_cast<double>(graph.actors[a].phases());
  return sum;
}

/// From so many firings on K takes seconds to grow; and no more than these are told apart at once.
constexpr double kManyFirings = 20'000, kMostFirings = 5'000'000;

/// All firings of an iteration told apart: K needs not grow.
bool unfold(const Graph& graph, const std::vector<std::int64_t>& repetitions, Throughput& result) {
  constexpr int kMostPasses = 500;
  const EventGraph events = make_event_graph(graph, repetitions, repetitions);
  const auto circle = relax_to_critical_circle(events, kMostPasses);
  if (!circle) return false;
  result.period = circle->period;
  result.circle = steps_of(graph, events, *circle);
  return true;
}

}  // namespace

Throughput throughput(const Graph& given, std::vector<std::int64_t> cycles) {
  const Graph graph = with_rooms(given);
  const std::vector<std::int64_t> repetitions = repetition_vector(graph);
  Throughput result;
  result.cycles = cycles.empty() ? std::vector<std::int64_t>(graph.actors.size(), 1) : std::move(cycles);
  bool may_unfold = firings(graph, repetitions) <= kMostFirings;
  for (Start start;;) {
    ++result.rounds;
    if (may_unfold && firings(graph, result.cycles) >= kManyFirings) {
      if (unfold(graph, repetitions, result)) return result;
      may_unfold = false;
    }
    const EventGraph events = make_event_graph(graph, repetitions, result.cycles);
    const std::vector<std::int64_t> before = result.cycles;
    CriticalCircle circle;
    bool has_grown = false;
    for (const Effort effort : {Effort::kGuess, Effort::kProof}) {
      circle = critical_circle(events, effort, start);
      has_grown = !circle.constraints.empty() && grow(result.cycles, repetitions, events, circle);
      start = circle.is_deadlock ? Start{} : stretched(circle.values, graph, repetitions, before, result.cycles);
      if (has_grown || circle.is_deadlock) break;
    }
    if (has_grown) continue;
    result.is_deadlock = circle.is_deadlock;
    result.period = circle.period;
    result.is_unlimited = !circle.is_deadlock && circle.period.numerator == 0;
    if (!result.is_unlimited) result.circle = steps_of(graph, events, circle);
    return result;
  }
}

}  // namespace weir::sdf
