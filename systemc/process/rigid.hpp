/// A rigid pipeline, as Vivado HLS makes it of one loop with II 1 that is not flushed: iteration i reads in the first
/// stage, `distance` stages later it writes; a stage that finds no word or no room stalls all of them. So the pipeline
/// makes ticks: in tick j iteration j reads and iteration j - distance writes, at once or not at all. A word whose
/// iteration is done stays inside until the following iterations have found theirs.
///
/// That is a schedule over ticks with write latency 0 and no other rule, so every engine runs it, and the proofs about
/// schedules (monotony in depths and times) hold for it. They do not hold for pipelines that let bubbles in while they
/// wait for words; no profile has those.
/// Source: the behaviour of the pipelines that reproduces the published cycles of BNN-PYNQ (systemc/profile).
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
