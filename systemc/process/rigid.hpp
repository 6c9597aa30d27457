/// A rigid pipeline, as Vivado HLS makes it of one loop with II 1 that is not flushed: iteration i reads in the first
/// stage, `distance` stages later it writes; a stage that finds no word or no room stalls all of them. So the pipeline
/// makes ticks: in tick j iteration j reads and iteration j - distance writes, at once or not at all. A word whose
/// iteration is done stays inside until the following iterations have found theirs.
///
/// That is a schedule over ticks with write latency 0 and no other rule, so every engine runs it. It is monotone: ticks
/// come in a fixed order, each at the maximum of what it waits for plus constants, and a deeper FIFO waits for an
/// earlier read instead. So a deeper FIFO, or an earlier word, never makes any word later. (That would not hold for
/// pipelines that let bubbles in while they wait for words; no profile has those.)
///
/// Frames of a loop over all frames (Drain::AtBatchEnd) are cut where WRITES part them. In the last `distance` ticks of
/// a frame the first words of the next one are read, `ahead` of them; distance 2, a frame of 5 words:
///
///     tick       0 1 | 2 3 4 5 6 | 7 8 9 ...       first      ticks 0 and 1, reads only
///     read       0 1 | 2 3 4 0'1'| 2'3'4'...       blocks     each frame but the last
///     written        | 0 1 2 3 4 | 0'1'2'...       last       without the reads of 0' and 1'
///
/// Were there frames before the first and behind the last, all frames would be `blocks`, and the ticks would be those
/// above and more. Since ticks that are not there delay nothing, what is proven of frames without beginning and end -
/// times that repeat after P cycles and meet every demand (systemc/sizing/timetable/timetable.hpp) - bounds every run.
/// The other way round, a circle of demands among `blocks` that asks for more than P per frame exists in every run that
/// is long enough; so does one that spans no frame, a deadlock. Runs end differently from how they go on: what a run
/// shows in its last frames proves nothing (systemc/sizing/timetable/steady.hpp). Source: the behaviour of the
/// pipelines that reproduces the published cycles of BNN-PYNQ (systemc/profile).
#pragma once
#include "systemc/process/schedule.hpp"

namespace weir::timing {

/// When the words still inside come out without another word to push them.
enum class Drain {
  AtBatchEnd,  ///< one loop over all frames of a run
  AtFrameEnd,  ///< one loop per frame, which starts when the one before has drained
};

struct RigidLoop {
  Schedule loop;     ///< what the iterations of a frame read and write; its latencies do not count
  int distance = 0;  ///< write stage minus read stage
  Drain drain = Drain::AtBatchEnd;
  bool operator==(const RigidLoop&) const = default;
};

/// The ticks. Throws Error bad-schedule for a negative distance, or one that a frame at Drain::AtBatchEnd does not
/// exceed in iterations.
Schedule rigid_schedule(const RigidLoop& rigid, const std::string& where);

/// Appends bad-schedule if `first` and `last` of a schedule do not move the words of one frame between them.
void validate_ends(const Schedule& schedule, int inputs, int outputs, const std::string& where, Errors& errors);

}  // namespace weir::timing
