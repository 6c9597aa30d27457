// What a timetable says about its graph.
#include <algorithm>
#include <limits>

#include "systemc/sizing/timetable/timetable.hpp"

namespace weir::timing {

/// The verdict for another interval. If it is kKeeps, undo() leads back to the depths before.
Verdict Timetable::try_longer(const Depths& depths, std::int64_t interval_cycles) {
  if (plan_->reads_ahead) {  // words of the next frame come later then: nothing of this timetable can stay
    Timetable other(plan_, interval_cycles);
    const Verdict verdict = other.try_depths(depths);
    circuit_ = other.circuit_;
    return verdict;
  }
  // Without those, a timetable that is legal for an interval is legal for every longer one.
  const std::int64_t before = interval_;
  const auto set_interval = [&](std::int64_t cycles) {
    interval_ = cycles;
    wrap_ = static_cast<Cycle>(cycles);
  };
  set_interval(interval_cycles);
  const Verdict verdict = try_depths(depths);
  if (verdict == Verdict::kKeeps) undo();
  set_interval(before);
  return verdict;
}

double Timetable::interval_with(const Depths& depths) {
  std::int64_t longer = interval_;
  double interval = static_cast<double>(longer);
  Verdict verdict = try_depths(depths);
  if (verdict == Verdict::kKeeps) undo();
  while (verdict == Verdict::kSlower) {
    interval = static_cast<double>(longer) +
               static_cast<double>(circuit_.excess_cycles) / static_cast<double>(circuit_.frames);
    if (interval > kFar / 8) break;
    longer += (circuit_.excess_cycles + circuit_.frames - 1) / circuit_.frames;
    verdict = try_longer(depths, longer);
  }
  return verdict == Verdict::kKeeps ? interval : 0;
}

bool Timetable::deadlocks(const Depths& depths) {
  Verdict verdict = Verdict::kSlower;
  for (std::int64_t longer = interval_; verdict == Verdict::kSlower && longer < kFar / 128;)
    verdict = try_longer(depths, longer *= 16);
  return verdict == Verdict::kDeadlock;
}

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
