/// A place in a schedule that is run for a number of frames, event by event or run by run.
#pragma once
#include "systemc/process/schedule.hpp"

namespace weir::timing {

/// The schedule must be valid and outlive the cursor.
class Cursor {
 public:
  Cursor(const Schedule& schedule, std::int64_t frames) {
    const bool has_last = !schedule.last.empty();
    if (!schedule.first.empty()) add_section(schedule.first, schedule.first_iterations, 1);
    if (frames > (has_last ? 1 : 0)) add_section(schedule.blocks, schedule.iterations, frames - (has_last ? 1 : 0));
    if (has_last) add_section(schedule.last, schedule.iterations, 1);
    passes_left_ = sections_[0].passes;
    enter(sections_[0].first);
  }

  bool done() const { return passes_left_ == 0; }
  /// The step of the next event; meaningless when done.
  const Step& step() const { return *step_; }
  /// Events left that follow each other like those of step(), the next one included.
  std::int64_t left() const { return left_; }
  /// Iterations without I/O that end the frame whose last event was passed last.
  std::int64_t tail() const { return tail_; }

  /// Passes `count` <= left() events. Returns true if the last of them ended a frame: tail() idle iterations follow.
  bool pass(std::int64_t count) {
    left_ -= count;
    return left_ == 0 && next_step();
  }

  /// Appends what decides all steps from here on, if frames never end.
  void add_place(std::vector<std::int64_t>& place) const {
    place.insert(place.end(),
                 {section_, block_ - sections_[section_].first, step_ - block_->steps.data(), repeats_left_, left_});
  }

  /// Iterations up to the last event passed, that one included.
  std::int64_t iterations() const {
    if (done()) return passed_iterations_ - tail_;
    std::int64_t here = 0;
    for (const Block* block = sections_[section_].first; block != block_; ++block) here += block_iterations(*block);
    const std::int64_t repeats = is_run() ? 0 : block_->repeat - repeats_left_;
    here += repeats * (block_iterations(*block_) / block_->repeat);
    for (const Step* step = block_->steps.data(); step != step_; ++step) here += step->count * step->advance;
    here += (run_length() - left_) * step_->advance;
    return passed_iterations_ + here - (here == 0 && passed_iterations_ > 0 ? tail_ : 0);
  }

 private:
  /// Blocks that are run `passes` times in a row.
  struct Section {
    const Block *first, *end;
    std::int64_t passes, iterations, tail;
  };

  void add_section(const std::vector<Block>& blocks, std::int64_t iterations, std::int64_t passes) {
    std::int64_t span = 0;  // iterations up to the last event
    for (const Block& block : blocks) span += block_iterations(block);
    sections_[section_count_++] = {blocks.data(), blocks.data() + blocks.size(), passes, iterations, iterations - span};
  }

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
        const bool is_frame_end = block_ + 1 == sections_[section_].end;
        if (is_frame_end)
          next_pass();
        else
          enter(block_ + 1);
        return is_frame_end;
      }
    }
    left_ = step_->count;
    return false;
  }

  void next_pass() {
    const Section& ended = sections_[section_];
    tail_ = ended.tail;
    passed_iterations_ += ended.iterations;
    if (--passes_left_ == 0 && section_ + 1 < section_count_) passes_left_ = sections_[++section_].passes;
    enter(sections_[section_].first);
  }

  Section sections_[3] = {};
  int section_ = 0, section_count_ = 0;
  const Block* block_ = nullptr;
  const Step* step_ = nullptr;
  std::int64_t repeats_left_ = 0, left_ = 0;
  std::int64_t passes_left_ = 0;  ///< of this section, the present one included
  std::int64_t tail_ = 0;
  std::int64_t passed_iterations_ = 0;  ///< of all passes done, their tails included
};

}  // namespace weir::timing
