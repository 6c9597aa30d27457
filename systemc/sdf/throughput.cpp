#include "systemc/sdf/throughput.hpp"

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

std::vector<CircleStep> steps_of(const Graph& graph, const EventGraph& events, const CriticalCircle& circle) {
  std::vector<CircleStep> steps;
  for (const Constraint& c : circle.constraints) {
    const int actor = events.actor_of(c.from);
    steps.push_back({actor, (c.from - events.first[actor]) % graph.actors[actor].phases(), c.length, c.channel});
  }
  return steps;
}

}  // namespace

Throughput throughput(const Graph& given, std::vector<std::int64_t> cycles) {
  const Graph graph = with_rooms(given);
  const std::vector<std::int64_t> repetitions = repetition_vector(graph);
  Throughput result;
  result.cycles = cycles.empty() ? std::vector<std::int64_t>(graph.actors.size(), 1) : std::move(cycles);
  for (;;) {
    ++result.rounds;
    const EventGraph events = make_event_graph(graph, repetitions, result.cycles);
    const CriticalCircle circle = critical_circle(events);
    if (!circle.constraints.empty() && grow(result.cycles, repetitions, events, circle)) continue;
    result.is_deadlock = circle.is_deadlock;
    result.period = circle.period;
    result.is_unlimited = !circle.is_deadlock && circle.period.numerator == 0;
    if (!result.is_unlimited) result.circle = steps_of(graph, events, circle);
    return result;
  }
}

}  // namespace weir::sdf
