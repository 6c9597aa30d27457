/// Cyclo-static dataflow (SDF3's csdf; sdf is one phase): actors that fire in phases, channels that carry tokens.
///
/// A firing takes the tokens of its phase when it starts and gives those of its phase when it ends, `times` later.
/// Firings of an actor start in the order of their phases; they may overlap as much as the tokens allow (SDF3's
/// auto-concurrency), unless a channel from the actor to itself says otherwise. Tokens stay in order: one that is given
/// early waits for those before it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "systemc/sdf/whole.hpp"

namespace weir::sdf {

using Sequence = std::vector<std::int64_t>;  ///< a number per phase

struct Actor {
  std::string name;
  Sequence times;  ///< time units per phase, 0 or more
  std::int64_t state_size = 0;

  std::int64_t phases() const { return static_cast<std::int64_t>(times.size()); }
};

struct Channel {
  std::string name;
  int source = 0, destination = 0;   ///< actors
  Sequence production, consumption;  ///< tokens per phase of source and destination
  std::int64_t initial_tokens = 0;
  std::optional<std::int64_t> capacity;  ///< tokens, room that firings under way have claimed included; none: unlimited
  std::int64_t token_size = 1;           ///< memory units (SDF3: bits) per token

  bool is_self_loop() const { return source == destination; }
};

struct Graph {
  std::string name;
  std::vector<Actor> actors;
  std::vector<Channel> channels;
  std::optional<double> asked_throughput;  ///< iterations per time unit (SDF3's timeConstraints)
};

/// Appends sdf-graph for numbers that mean nothing, names that are there twice, channels that carry no token, parts
/// without a channel between them; rate-balance for channels that no number of firings keeps bounded.
void validate(const Graph& graph, Errors& errors);

/// Cycles of all phases per iteration and actor: the least that bring every channel back to its tokens. `graph` is
/// valid. Throws Error sdf-too-large.
std::vector<std::int64_t> repetition_vector(const Graph& graph);

/// Firings per iteration, all actors.
Wide firings_per_iteration(const Graph& graph, const std::vector<std::int64_t>& repetitions);

/// The name of the channel that carries the free room of channel `name` back.
std::string room_name(const std::string& name);

/// Every channel with a capacity gets a channel back that carries its room, and no capacity any more. Throws Error
/// sdf-graph if a channel holds more tokens at first than its capacity.
Graph with_rooms(const Graph& graph);

/// The inverse: channels `X_room` (or `feedback_X`) that mirror the rates of channel X become its capacity.
Graph without_rooms(const Graph& graph);

}  // namespace weir::sdf
