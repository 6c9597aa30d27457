/// FIFO depths that take the least memory and still reach an objective, for stages that run schedules, elastic or
/// rigid: a deeper FIFO never makes any word later, which is what the bounds and the search rest on.
///
/// Lower bound: the least depth of each FIFO with all others unlimited; no answer has less anywhere. Start: the depths
/// for which a timetable without limits is legal (timetable.hpp). Search: from the start down to the bounds in several
/// orders; then the gap is closed from below by cuts, as far as the budget goes. Answers depend on neither the number
/// of threads nor of frames. A FIFO costs what cost.hpp says; costs add up and compare in the order RAMB18, LUT, bits.
#pragma once
#include "systemc/sizing/request/options.hpp"
#include "systemc/sizing/request/result.hpp"
#include "systemc/sizing/timetable/steady.hpp"

namespace weir::timing {

/// Throws Errors of validate(TimingGraph): where rates do not balance or streams form a circle, the message says that
/// no depth helps.
void require_helpful_depths(const TimingGraph& graph);

/// Can an answer be proven? Of monotone stages alone; and when the first frame ends, or whether it does, only where it
/// waits for no word of the next one (systemc/process/rigid.hpp).
bool is_provable(const TimingGraph& graph, Objective objective);

/// Throws what require_helpful_depths() throws; Error not-monotone or first-frame where is_provable() says no; Error
/// target-interval for one below that of unlimited FIFOs.
FifoSizing size_fifos(const TimingGraph& graph, const SizingOptions& options);

/// Do these depths reach the objective? kSlower stands for a late first frame, too. Throws Error first-frame.
Verdict reaches(const TimingGraph& graph, const Depths& depths, Objective objective);

/// What FINN's large-FIFO method measures: peaks of two frames that never wait for room. They begin at once, or
/// (`is_throttled`, FINN's dev branch) the interval of unlimited FIFOs after each other.
/// `finn_rounding`: up to 2 words become 2, up to 32 become 32.
Depths largefifo_depths(const TimingGraph& graph, bool finn_rounding, bool is_throttled = false);

/// Runs them in SystemC, free and with each seed of stalls.
SystemcCheck check_in_systemc(const TimingGraph& graph, const Depths& depths, const SizingOptions& options);

}  // namespace weir::timing
