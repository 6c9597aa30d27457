#include "systemc/sdf/graph.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace weir::sdf {

namespace {

constexpr std::int64_t kMostPerPhase = std::int64_t{1} << 40;  ///< tokens or time units

std::int64_t total(const Sequence& sequence) {
  std::int64_t sum = 0;
  for (const std::int64_t value : sequence) sum = checked_sum(sum, value, "the tokens of a cycle of phases");
  return sum;
}

bool is_sane(const Sequence& sequence) {
  return std::all_of(sequence.begin(), sequence.end(),
                     [](std::int64_t value) { return value >= 0 && value <= kMostPerPhase; });
}

void check_names(const Graph& graph, Errors& errors) {
  std::set<std::string> actors, channels;
  for (const Actor& actor : graph.actors)
    if (!actors.insert(actor.name).second) errors.add("sdf-graph", "two actors are named " + actor.name);
  for (const Channel& channel : graph.channels)
    if (!channels.insert(channel.name).second) errors.add("sdf-graph", "two channels are named " + channel.name);
}

void check_channel(const Graph& graph, const Channel& channel, Errors& errors) {
  const std::string name = "channel " + channel.name;
  const auto exists = [&](int actor) { return actor >= 0 && actor < static_cast<int>(graph.actors.size()); };
  if (!exists(channel.source) || !exists(channel.destination))
    return errors.add("sdf-graph", name + " has an end at no actor");
  const bool fits = channel.production.size() == graph.actors[channel.source].times.size() &&
                    channel.consumption.size() == graph.actors[channel.destination].times.size();
  if (!fits) return errors.add("sdf-graph", name + " has other numbers of phases than its actors");
  if (!is_sane(channel.production) || !is_sane(channel.consumption) || channel.initial_tokens < 0 ||
      channel.initial_tokens > kMostPerPhase)
    return errors.add("sdf-graph", name + " has rates or tokens out of range", "", "legal: 0 to 2^40");
  if (total(channel.production) == 0 || total(channel.consumption) == 0)
    return errors.add("sdf-graph", name + " is never written or never read: all its rates there are 0");
  if (channel.capacity && *channel.capacity < channel.initial_tokens)
    errors.add("sdf-graph",
               name + " holds " + std::to_string(channel.initial_tokens) + " initial tokens, but has room for " +
                   std::to_string(*channel.capacity),
               "", "legal: a size of at least the initial tokens");
}

struct Fraction {
  std::int64_t numerator = 0, denominator = 1;
};

/// Relative repetitions, from actor 0 along channels; 0 where none leads.
std::vector<Fraction> fractions(const Graph& graph) {
  std::vector<std::vector<int>> at(graph.actors.size());
  for (std::size_t c = 0; c < graph.channels.size(); ++c) {
    at[graph.channels[c].source].push_back(static_cast<int>(c));
    at[graph.channels[c].destination].push_back(static_cast<int>(c));
  }
  std::vector<Fraction> found(graph.actors.size());
  found[0] = {1, 1};
  for (std::vector<int> open{0}; !open.empty();) {
    const int actor = open.back();
    open.pop_back();
    for (const int c : at[actor]) {
      const Channel& channel = graph.channels[c];
      const bool is_forward = channel.source == actor;
      const int other = is_forward ? channel.destination : channel.source;
      if (found[other].numerator != 0) continue;
      const std::int64_t here = total(is_forward ? channel.production : channel.consumption);
      const std::int64_t there = total(is_forward ? channel.consumption : channel.production);
      const Ratio ratio = Ratio::of(checked_product(Wide{found[actor].numerator}, Wide{here}, "repetitions"),
                                    checked_product(Wide{found[actor].denominator}, Wide{there}, "repetitions"));
      found[other] = {ratio.numerator, ratio.denominator};
      open.push_back(other);
    }
  }
  return found;
}

void check_parts(const Graph& graph, const std::vector<Fraction>& found, Errors& errors) {
  for (std::size_t a = 0; a < found.size(); ++a) {
    if (found[a].numerator != 0) continue;
    errors.add("sdf-graph", "no channels join actor " + graph.actors[a].name + " with actor " + graph.actors[0].name,
               "", "legal: one graph that hangs together; give each part a file of its own");
    return;
  }
}

void check_balance(const Graph& graph, const std::vector<Fraction>& found, Errors& errors) {
  for (const Channel& channel : graph.channels) {
    const Fraction &source = found[channel.source], &destination = found[channel.destination];
    if (source.numerator == 0 || destination.numerator == 0) continue;
    const Ratio given = Ratio::of(Wide{source.numerator} * total(channel.production), source.denominator);
    const Ratio taken = Ratio::of(Wide{destination.numerator} * total(channel.consumption), destination.denominator);
    if (given == taken) continue;
    errors.add("rate-balance",
               "channel " + channel.name + ": " + graph.actors[channel.source].name + " gives " + given.text() +
                   " tokens while " + graph.actors[channel.destination].name + " takes " + taken.text() +
                   ", so it runs empty or grows for ever",
               "", "the other channels fix how often the two fire");
  }
}

}  // namespace

void validate(const Graph& graph, Errors& errors) {
  Errors found;
  if (graph.actors.empty()) found.add("sdf-graph", "the graph has no actor");
  check_names(graph, found);
  for (const Actor& actor : graph.actors)
    if (actor.times.empty() || !is_sane(actor.times))
      found.add("sdf-graph", "actor " + actor.name + " has execution times out of range", "", "legal: 0 to 2^40");
  for (const Channel& channel : graph.channels) check_channel(graph, channel, found);
  if (found.empty()) {
    const std::vector<Fraction> relative = fractions(graph);
    check_parts(graph, relative, found);
    check_balance(graph, relative, found);
  }
  errors.add(found);
}

std::vector<std::int64_t> repetition_vector(const Graph& graph) {
  const std::vector<Fraction> relative = fractions(graph);
  std::int64_t common = 1, divisor = 0;
  for (const Fraction& f : relative) common = checked_lcm(common, f.denominator, "repetitions");
  std::vector<std::int64_t> repetitions;
  for (const Fraction& f : relative) {
    repetitions.push_back(checked_product(f.numerator, common / f.denominator, "repetitions"));
    divisor = std::gcd(divisor, repetitions.back());
  }
  for (std::int64_t& r : repetitions) r /= divisor;
  return repetitions;
}

Wide firings_per_iteration(const Graph& graph, const std::vector<std::int64_t>& repetitions) {
  Wide sum = 0;
  for (std::size_t a = 0; a < graph.actors.size(); ++a) sum += Wide{repetitions[a]} * graph.actors[a].phases();
  return sum;
}

std::string room_name(const std::string& name) { return name + "_room"; }

Graph with_rooms(const Graph& graph) {
  Graph bounded = graph;
  for (std::size_t c = 0; c < graph.channels.size(); ++c) {
    const Channel& channel = graph.channels[c];
    if (!channel.capacity) continue;
    if (*channel.capacity < channel.initial_tokens)
      throw Error("sdf-graph", "channel " + channel.name + " holds more tokens at first than its capacity");
    bounded.channels.push_back({room_name(channel.name), channel.destination, channel.source, channel.consumption,
                                channel.production, *channel.capacity - channel.initial_tokens, std::nullopt, 1});
    bounded.channels[c].capacity.reset();
  }
  return bounded;
}

Graph without_rooms(const Graph& graph) {
  std::map<std::string, std::size_t> by_name;
  for (std::size_t c = 0; c < graph.channels.size(); ++c) by_name[graph.channels[c].name] = c;
  Graph unbounded = graph;
  std::vector<bool> is_room(graph.channels.size(), false);
  for (std::size_t c = 0; c < graph.channels.size(); ++c) {
    const Channel& channel = graph.channels[c];
    for (const std::string& name : {room_name(channel.name), "feedback_" + channel.name}) {
      const auto found = by_name.find(name);
      if (found == by_name.end() || channel.is_self_loop()) continue;
      const Channel& room = graph.channels[found->second];
      const bool mirrors = room.source == channel.destination && room.destination == channel.source &&
                           room.production == channel.consumption && room.consumption == channel.production;
      if (!mirrors || unbounded.channels[c].capacity) continue;
      is_room[found->second] = true;
      unbounded.channels[c].capacity = channel.initial_tokens + room.initial_tokens;
    }
  }
  std::vector<Channel> kept;
  for (std::size_t c = 0; c < graph.channels.size(); ++c)
    if (!is_room[c]) kept.push_back(unbounded.channels[c]);
  unbounded.channels = std::move(kept);
  return unbounded;
}

}  // namespace weir::sdf
