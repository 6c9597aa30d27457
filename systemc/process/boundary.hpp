/// Sources and sinks as schedules: the outer world moves one word per cycle, unless its pattern (Pace) or a random
/// stall (Stalls) makes it pause.
#pragma once
#include "systemc/process/cursor.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

inline Schedule source_schedule(const TimingStream& stream) {
  return pace_schedule(stream.pace, stream.words_per_frame, 0, 1);
}
inline Schedule sink_schedule(const TimingStream& stream) {
  return pace_schedule(stream.pace, stream.words_per_frame, 1, 0);
}

/// Walks through a pattern word by word, frame after frame, for those that do not run schedules.
class Pacer {
 public:
  explicit Pacer(const TimingStream& stream)
      : is_even_(stream.pace.empty()), schedule_(source_schedule(stream)), cursor_(schedule_, kForEver) {}
  Pacer(const Pacer&) = delete;
  Pacer& operator=(const Pacer&) = delete;

  /// The least cycles from the last word passed to the next; before the first from cycle -1.
  std::int64_t advance() const { return is_even_ ? 1 : idle_ + cursor_.step().advance; }
  void pass() {
    if (!is_even_) idle_ = cursor_.pass(1) ? cursor_.tail() : 0;
  }

 private:
  static constexpr std::int64_t kForEver = std::int64_t{1} << 40;
  const bool is_even_;
  const Schedule schedule_;
  Cursor cursor_;
  std::int64_t idle_ = 0;
};

}  // namespace weir::timing
