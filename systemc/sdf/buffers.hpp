/// The least total room of channels that reaches a throughput, with a proof; and all that are worth having.
///
/// More room never slows a graph. So a circle that is too slow for the target names the channels of which at least one
/// needs more room than it has (a cut), whatever the others have. The search solves the cuts found so far for the least
/// total, tries the answer, and learns a cut if it fails; each cut is first made as strong as it holds. The first
/// answer that reaches the target is the least, since every set of rooms that does satisfies all cuts.
#pragma once
#include <atomic>
#include <functional>

#include "systemc/sdf/throughput.hpp"

namespace weir::sdf {

struct BufferOptions {
  /// Time units per iteration that are enough; none: the least period of unlimited channels.
  std::optional<Ratio> period;
  std::int64_t most_evaluations = 20'000;   ///< throughputs to be computed before the search gives up its proof
  const std::atomic<bool>* stop = nullptr;  ///< set: as if the evaluations were used up
  std::function<void(const std::string&)> progress = [](const std::string&) {};
};

struct Buffers {
  std::vector<std::optional<std::int64_t>> capacities;  ///< per channel; none for those that are not sized
  std::int64_t total = 0;                               ///< tokens
  std::int64_t lower_bound = 0;                         ///< no smaller total reaches the target
  Ratio period;                                         ///< reached
  bool is_proven = false;                               ///< total == lower_bound
  std::int64_t evaluations = 0;
};

/// `graph` is valid. Sized are the channels that have a capacity, whatever it is; if none has one, all but those from
/// an actor to itself. Throws Error sdf-no-target if nothing reaches the target: a deadlock, a period below that of
/// unlimited channels, or no circle at all and no period asked for.
Buffers least_buffers(const Graph& graph, const BufferOptions& options);

struct Front {
  std::vector<Buffers> points;  ///< from the least room that avoids deadlock to the greatest throughput
  bool is_complete = false;     ///< every point is there and proven
  std::int64_t evaluations = 0;
};

/// All pairs of total and period of which no other has both no larger. `options.period` ends it.
Front all_buffers(const Graph& graph, const BufferOptions& options);

/// The graph with these capacities.
Graph with_capacities(Graph graph, const Buffers& buffers);

}  // namespace weir::sdf
