/// A place in a schedule that is run for a number of frames, event by event or run by run.
#pragma once
#include "systemc/schedule/schedule.hpp"

namespace weir::timing {

/// The schedule must be valid and outlive the cursor.
class Cursor {
 public:
  Cursor(const Schedule& schedule, std::int64_t frames) : schedule_(&schedule), frames_left_(frames) {
    std::int64_t events_span = 0;
    for (const Block& block : schedule.blocks)
      for (const Step& step : block.steps) events_span += block.repeat * step.count * step.advance;
    tail_ = schedule.iterations - events_span;
    left_ = step().count;
  }

  bool done() const { return frames_left_ == 0; }
  std::int64_t frames_left() const { return frames_left_; }
  /// The step of the next event; meaningless when done.
  const Step& step() const { return schedule_->blocks[block_].steps[step_]; }
  /// Events left in this step, the next one included.
  std::int64_t left() const { return left_; }
  /// Iterations up to the last event passed, that one included.
  std::int64_t iterations() const { return iterations_; }

  /// Passes `count` <= left() events. Returns the iterations without I/O that end the frame if this was its last event,
  /// else 0.
  std::int64_t pass(std::int64_t count) {
    iterations_ += skipped_ + count * step().advance;
    skipped_ = 0;
    left_ -= count;
    return left_ == 0 ? next_step() : 0;
  }

 private:
  std::int64_t next_step() {
    const std::vector<Block>& blocks = schedule_->blocks;
    if (++step_ == blocks[block_].steps.size()) {
      step_ = 0;
      if (++repeat_ == blocks[block_].repeat) {
        repeat_ = 0;
        if (++block_ == blocks.size()) {
          block_ = 0;
          --frames_left_;
          skipped_ = tail_;
        }
      }
    }
    left_ = step().count;
    return skipped_;
  }

  const Schedule* schedule_;
  std::int64_t frames_left_;
  std::size_t block_ = 0, step_ = 0;
  std::int64_t repeat_ = 0, left_ = 0;
  std::int64_t tail_ = 0;     ///< iterations after the last event of a frame
  std::int64_t skipped_ = 0;  ///< tail passed, but no event since
  std::int64_t iterations_ = 0;
};

}  // namespace weir::timing
