// What a timetable that is legal says about its graph.
#include <algorithm>
#include <limits>

#include "systemc/sizing/timetable/timetable.hpp"

namespace weir::timing {

bool Timetable::delays_arrivals() const {
  return std::any_of(links_.begin(), links_.end(), [&](const Link& channel) {
    return states_[static_cast<std::size_t>(channel.producer)].is_given && lacks_room(channel, 0, channel.words);
  });
}

Depths Timetable::peaks() const {
  Depths peaks;
  for (const Link& channel : links_) {
    const Cycle *written = times_.data() + channel.written, *read = times_.data() + channel.read;
    // All words of the frames before `frame`, and those before `word` in it, are read when the next one is written.
    std::int64_t frame = 0, word = 0, peak = 1;
    const std::int64_t wrap = wrap_;
    const auto is_freed = [&](std::int64_t cycle) { return read[word] + 1 + frame * wrap <= cycle; };
    if (interval_ != kOnce)
      while (read[channel.words - 1] + 1 + (frame - 1) * wrap > written[0] - channel.latency) --frame;
    for (std::int64_t k = 0; k < channel.words; ++k) {
      const std::int64_t cycle = written[k] - channel.latency;
      while (word < channel.words && is_freed(cycle)) {
        if (++word < channel.words || interval_ == kOnce) continue;
        word = 0;
        ++frame;
      }
      peak = std::max(peak, k - (frame * channel.words + word) + 1);
    }
    peaks.push_back(peak);
  }
  return peaks;
}

Arrival Timetable::arrival(int channel) const {
  const Link& from = links_[static_cast<std::size_t>(channel)];
  const Cycle* readable = times_.data() + from.written;
  return {channel, from.latency, {readable, readable + from.words}};
}

std::int64_t Timetable::latency_cycles() const {
  Cycle first = std::numeric_limits<Cycle>::max(), last = -1;
  const int stages = static_cast<int>(plan_->graph.stages.size());
  for (const Link& channel : links_) {
    const Cycle *written = times_.data() + channel.written, *read = times_.data() + channel.read;
    if (channel.producer >= stages) first = std::min(first, written[0]);
    if (channel.consumer >= stages) last = std::max(last, read[channel.words - 1]);
  }
  return last < 0 ? 0 : last - std::min(first, last) + 1;
}

}  // namespace weir::timing
