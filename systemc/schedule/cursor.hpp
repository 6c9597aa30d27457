/// A place in a schedule that is run for a number of frames, event by event or run by run.
#pragma once
#include "systemc/schedule/schedule.hpp"

namespace weir::timing {

/// The schedule must be valid and outlive the cursor.
class Cursor {
 public:
  Cursor(const Schedule& schedule, std::int64_t frames)
      : first_(schedule.blocks.data()), end_(first_ + schedule.blocks.size()), frames_(frames), frames_left_(frames) {
    for (const Block* block = first_; block != end_; ++block) span_ += block_iterations(*block);
    iterations_per_frame_ = schedule.iterations;
    enter(first_);
  }

  bool done() const { return frames_left_ == 0; }
  /// The step of the next event; meaningless when done.
  const Step& step() const { return *step_; }
  /// Events left that follow each other like those of step(), the next one included.
  std::int64_t left() const { return left_; }
  /// Iterations that end a frame without I/O.
  std::int64_t tail() const { return iterations_per_frame_ - span_; }

  /// Passes `count` <= left() events. Returns true if the last of them ended a frame: tail() idle iterations follow.
  bool pass(std::int64_t count) {
    left_ -= count;
    return left_ == 0 && next_step();
  }

  /// Iterations up to the last event passed, that one included.
  std::int64_t iterations() const {
    if (done()) return frames_ * iterations_per_frame_ - tail();
    std::int64_t here = 0;
    for (const Block* block = first_; block != block_; ++block) here += block_iterations(*block);
    const std::int64_t repeats = is_run() ? 0 : block_->repeat - repeats_left_;
    here += repeats * (block_iterations(*block_) / block_->repeat);
    for (const Step* step = block_->steps.data(); step != step_; ++step) here += step->count * step->advance;
    here += (run_length() - left_) * step_->advance;
    const std::int64_t frames_done = frames_ - frames_left_;
    return frames_done * iterations_per_frame_ + here - (here == 0 && frames_done > 0 ? tail() : 0);
  }

 private:
  static std::int64_t block_iterations(const Block& block) {
    std::int64_t sum = 0;
    for (const Step& step : block.steps) sum += step.count * step.advance;
    return block.repeat * sum;
  }

  /// A block of one step is one long run.
  bool is_run() const { return block_->steps.size() == 1; }
  std::int64_t run_length() const { return is_run() ? block_->repeat * step_->count : step_->count; }

  void enter(const Block* block) {
    block_ = block;
    step_ = block->steps.data();
    repeats_left_ = is_run() ? 1 : block->repeat;
    left_ = run_length();
  }

  bool next_step() {
    if (++step_ == block_->steps.data() + block_->steps.size()) {
      step_ = block_->steps.data();
      if (--repeats_left_ == 0) {
        const bool is_frame_end = block_ + 1 == end_;
        enter(is_frame_end ? first_ : block_ + 1);
        if (is_frame_end) --frames_left_;
        return is_frame_end;
      }
    }
    left_ = step_->count;
    return false;
  }

  const Block *first_, *end_, *block_ = nullptr;
  const Step* step_ = nullptr;
  std::int64_t repeats_left_ = 0, left_ = 0;
  std::int64_t frames_, frames_left_;
  std::int64_t span_ = 0;  ///< iterations up to the last event of a frame
  std::int64_t iterations_per_frame_ = 0;
};

}  // namespace weir::timing
