/// A graph of stages and FIFOs as cyclo-static dataflow: the same cycles in the terms of the literature's tools.
///
/// An event of a schedule is a phase of one cycle that takes and gives a token per word; iterations without I/O up to
/// the next event are a phase of that many cycles less one. A write latency is an actor of its own beside the
/// FIFO, which works on any number of words at once. Sources and sinks are actors. A FIFO is a channel whose capacity
/// is its depth, counted from the cycle in which the producer's gate takes the place (systemc/process/schedule.hpp). A
/// schedule that repeats within a frame has the phases of one repetition; one iteration of the graph is one frame.
/// Rigid pipelines begin in the middle: with words in their FIFOs and phases turned, behind what they do once.
#pragma once
#include "systemc/process/timing_graph.hpp"
#include "systemc/sdf/graph.hpp"

namespace weir::sdf {

/// `graph` is valid. Channels carry the streams' names; beside one behind a write latency lead NAME_late
/// and NAME_arrived, without capacities. Throws Error sdf-no-form for FINN's blocks, and for
/// rigid pipelines that deadlock before all have begun.
Graph from_timing(const timing::TimingGraph& graph);

}  // namespace weir::sdf
