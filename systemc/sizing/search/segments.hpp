/// A timing graph cut where one stream is the only way between two parts, so that parts can be sized one by one.
///
/// With the FIFO of such a stream unlimited, what lies behind it delays nothing before it, and what lies before it can
/// come as much earlier as is needed: depths keep an interval (and are free of deadlock) if and only if those of every
/// part do. So the least memory of the parts, FIFOs between them not counted, bounds that of the graph from below, and
/// their depths are an answer as soon as the FIFOs between them are deep enough.
#pragma once
#include <functional>
#include <vector>

#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

struct Segment {
  TimingGraph graph;
  std::vector<int> stages;   ///< of the whole graph, by stage of `graph`
  std::vector<int> streams;  ///< of the whole graph, by stream of `graph`
  std::vector<int> entries;  ///< streams of `graph` that another segment feeds; of width 0, so that they cost nothing
};

/// Cuts before every part in which streams fork and join; parts in a line belong to what lies before them. Streams
/// that two segments share are counted by the one that writes them. One segment: there is no such place.
std::vector<Segment> cut_into_segments(const TimingGraph& graph);

/// Both as one.
Segment unite(const TimingGraph& graph, const Segment& a, const Segment& b);

/// The same hardware under other names? Depths do not matter.
bool are_alike(const Segment& a, const Segment& b);

/// Calls `work` with the number of one segment of each kind, several at the same time, the largest first, so that all
/// cores end at about the same time. Returns for each segment the number of the one whose result it shares.
std::vector<std::size_t> for_each_kind(const std::vector<Segment>& segments, int threads,
                                       const std::function<void(std::size_t)>& work);

}  // namespace weir::timing
