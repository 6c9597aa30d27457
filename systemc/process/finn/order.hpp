/// In which order the iterations of a frame read and write: a cursor over a Loop or a Sequence, for the engines.
#pragma once
#include <array>

#include "systemc/process/finn/block.hpp"

namespace weir::timing::finn {

class LoopOrder {
 public:
  explicit LoopOrder(const Loop& loop) : loop_(loop) {}

  bool reads() const { return iteration_ < loop_.reads && (loop_.reads_every_pass || pass_ == 0); }
  bool writes() const { return iteration_ >= loop_.first_write && loop_.keeps(group_); }
  bool is_first() const { return group_ == 0 && pass_ == 0 && iteration_ == 0; }
  /// So many iterations from here on may be skipped: they neither read nor write, and end no pass.
  std::int64_t quiet() const {
    if (loop_.reads_every_pass || reads()) return 0;
    return loop_.first_write - iteration_;
  }
  void skip(std::int64_t iterations) { iteration_ += iterations; }
  /// True at the end of a frame.
  bool step() {
    if (++iteration_ < loop_.pass_iterations) return false;
    iteration_ = 0;
    if (++pass_ < loop_.passes) return false;
    pass_ = 0;
    if (++group_ < loop_.groups) return false;
    group_ = 0;
    return true;
  }
  std::array<std::int64_t, 3> state() const { return {group_, pass_, iteration_}; }

  // For those who run a whole group at once.
  bool is_at_group() const { return pass_ == 0 && iteration_ == 0; }
  std::int64_t groups_left() const { return loop_.groups - group_; }
  bool step_group() {
    if (++group_ < loop_.groups) return false;
    group_ = 0;
    return true;
  }

 private:
  Loop loop_;
  std::int64_t group_ = 0, pass_ = 0, iteration_ = 0;
};

class SequenceOrder {
 public:
  explicit SequenceOrder(const Sequence& sequence) : parts_(sequence.parts) {}

  bool reads() const { return run().reads; }
  bool writes() const { return run().writes; }
  bool is_first() const { return part_ == 0 && repeat_ == 0 && run_ == 0 && iteration_ == 0; }
  std::int64_t quiet() const { return reads() || writes() ? 0 : run().count - 1 - iteration_; }
  void skip(std::int64_t iterations) { iteration_ += iterations; }
  bool step() {
    if (++iteration_ < run().count) return false;
    iteration_ = 0;
    if (++run_ < parts_[part_].runs.size()) return false;
    run_ = 0;
    if (++repeat_ < parts_[part_].repeat) return false;
    repeat_ = 0;
    if (++part_ < parts_.size()) return false;
    part_ = 0;
    return true;
  }
  std::array<std::int64_t, 4> state() const {
    return {static_cast<std::int64_t>(part_), repeat_, static_cast<std::int64_t>(run_), iteration_};
  }

 private:
  const Run& run() const { return parts_[part_].runs[run_]; }

  std::vector<Part> parts_;
  std::size_t part_ = 0, run_ = 0;
  std::int64_t repeat_ = 0, iteration_ = 0;
};

inline LoopOrder order_of(const Loop& loop) { return LoopOrder(loop); }
inline SequenceOrder order_of(const Sequence& sequence) { return SequenceOrder(sequence); }

}  // namespace weir::timing::finn
