/// Who waits for whom among the firings of a schedule that repeats after K cycles of each actor.
///
/// Actor a repeats K[a] cycles of its phases every P * K[a] / q[a] time units, P the period of an iteration and q the
/// repetition vector (source: Bodin, Munier-Kordon, Dupont de Dinechin, "Optimal and fast throughput evaluation of
/// CSDF", DAC 2016). A constraint
///   start(to) >= start(from) + length - P * height
/// holds for all repetitions if it holds for the tightest one. For channel c with M initial tokens, production `in` and
/// consumption `out` in the two firings, I and O tokens given and taken up to and with them, and Q tokens of c per
/// iteration: height = (M + I - O - D) / Q, where D is the largest number that is congruent to M + I - O modulo
/// gcd(tokens given in K cycles, tokens taken in K cycles) and less than `in`; there is a constraint if
/// D >= max(0, in - out).
#pragma once
#include "systemc/sdf/graph.hpp"

namespace weir::sdf {

constexpr int kOrder = -1;  ///< of a constraint between successive firings of one actor

struct Constraint {
  int from = 0, to = 0;  ///< events
  int channel = kOrder;
  std::int64_t length = 0, height = 0;  ///< time units; 1 / EventGraph::units of an iteration
};

struct EventGraph {
  std::vector<std::int64_t> first;  ///< event of actor a's first firing; one more entry: how many events there are
  std::vector<Constraint> constraints;
  std::int64_t units = 1;  ///< heights of an iteration

  int events() const { return static_cast<int>(first.back()); }
  int actor_of(int event) const;
};

constexpr std::int64_t kMostEvents = 20'000'000;

/// `cycles` per actor: K, a divisor of its repetitions. Channels have no capacity (with_rooms). Throws Error
/// sdf-too-large.
EventGraph make_event_graph(const Graph& graph, const std::vector<std::int64_t>& repetitions,
                            const std::vector<std::int64_t>& cycles);

}  // namespace weir::sdf
