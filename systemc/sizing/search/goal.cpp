#include "systemc/sizing/search/goal.hpp"

#include <algorithm>
#include <numeric>

namespace weir::timing {

Goal::Goal(const TimingGraph& graph, Objective objective, std::int64_t interval_cycles, const SizingControl* control,
           std::int64_t patience_frames)
    : plan_(std::make_shared<Plan>(graph)), objective_(objective), interval_(interval_cycles), control_(control) {
  if (objective != Objective::kThroughput) {
    once_unlimited_ = std::make_shared<Timetable>(plan_, Timetable::kOnce);
    latency_ = once_unlimited_->latency_cycles();
    once_ = *once_unlimited_;
  }
  if (objective != Objective::kDeadlockFree) {
    steady_.emplace(plan_, interval_cycles);
    steady_->set_patience(patience_frames);
  }
  all_fifos_.resize(size());
  std::iota(all_fifos_.begin(), all_fifos_.end(), 0);
}

Verdict Goal::count_verdict(Verdict verdict) {
  ++counts_.evaluations;
  if (verdict == Verdict::kUndecided) ++counts_.undecided;
  return verdict;
}

Verdict Goal::try_first_frame(const Depths& depths) {
  for (std::size_t i = 0; i < size(); ++i)
    if (depths[i] > once_->depths()[i]) {
      once_ = *once_unlimited_;
      break;
    }
  const Verdict verdict = once_->try_depths(depths);
  if (verdict != Verdict::kKeeps) {
    culprits_ = once_->circuit().fifos;
    return verdict;
  }
  if (objective_ != Objective::kLatency || once_->latency_cycles() <= latency_) return verdict;
  once_->undo();
  culprits_ = all_fifos_;
  return Verdict::kSlower;
}

Verdict Goal::probe(const Depths& depths) {
  const Verdict verdict = evaluate(depths);
  if (verdict != Verdict::kKeeps) return verdict;
  if (once_) once_->undo();
  if (steady_) steady_->undo();
  return verdict;
}

bool Goal::deadlocks(const Depths& depths) {
  return steady_ ? steady_->deadlocks(depths) : probe(depths) == Verdict::kDeadlock;
}

double Goal::interval_of(const Depths& depths) { return steady_ ? steady_->interval_with(depths) : 0; }

bool Goal::is_known_too_small(const Depths& depths) {
  for (const TooSmall& known : too_small_) {
    std::size_t k = 0;
    while (k < known.fifos.size() && depths[static_cast<std::size_t>(known.fifos[k])] <= known.depths[k]) ++k;
    if (k < known.fifos.size()) continue;
    culprits_ = known.fifos;
    known_verdict_ = known.verdict;
    return true;
  }
  return false;
}

Verdict Goal::evaluate(const Depths& depths) {
  if (control_ != nullptr && control_->stop) return count_verdict(Verdict::kUndecided);
  if (is_known_too_small(depths)) return known_verdict_;
  const Verdict verdict = count_verdict(decide(depths));
  if (verdict == Verdict::kKeeps || verdict == Verdict::kUndecided) return verdict;
  TooSmall known{verdict, culprits_, {}};
  for (const int fifo : culprits_) known.depths.push_back(depths[static_cast<std::size_t>(fifo)]);
  too_small_.push_back(std::move(known));
  return verdict;
}

/// Leaves the culprits behind, if the goal is not reached.
Verdict Goal::decide(const Depths& depths) {
  if (once_) {
    const Verdict verdict = try_first_frame(depths);
    if (verdict != Verdict::kKeeps) return verdict;
  }
  if (!steady_) return Verdict::kKeeps;
  const Verdict verdict = steady_->try_depths(depths);
  if (verdict == Verdict::kKeeps) return verdict;
  culprits_ = verdict == Verdict::kUndecided ? all_fifos_ : steady_->circuit().fifos;
  if (once_) once_->undo();
  return verdict;
}

Depths Goal::start() const {
  Depths depths(size(), least_words());
  const auto raise_to = [&](const Depths& peaks) {
    for (std::size_t i = 0; i < depths.size(); ++i) depths[i] = std::max(depths[i], peaks[i]);
  };
  if (steady_) raise_to(steady_->peaks());
  if (once_) raise_to(once_unlimited_->peaks());
  return depths;
}

Depths Goal::needed() const {
  Depths depths(size(), least_words());
  for (const std::optional<Timetable>* timetable : {&steady_, &once_}) {
    if (!*timetable) continue;
    const Depths peaks = (*timetable)->peaks();
    for (std::size_t i = 0; i < depths.size(); ++i) depths[i] = std::max(depths[i], peaks[i]);
  }
  return depths;
}

std::int64_t Goal::lower_bound(std::size_t fifo, std::int64_t most) {
  // What is not proven too small must not raise a bound.
  const auto suffices = [](Verdict verdict) { return verdict == Verdict::kKeeps || verdict == Verdict::kUndecided; };
  const auto is_enough = [&](std::int64_t depth) {
    if (control_ != nullptr && control_->stop) return true;
    if (steady_ && !suffices(count_verdict(steady_->probe_alone(static_cast<int>(fifo), depth)))) return false;
    if (objective_ == Objective::kDeadlockFree)
      return suffices(count_verdict(once_->probe_alone(static_cast<int>(fifo), depth)));
    if (objective_ == Objective::kThroughput) return true;
    Depths others_unlimited(size(), kUnlimitedWords);
    others_unlimited[fifo] = depth;
    const Verdict verdict = count_verdict(try_first_frame(others_unlimited));
    if (verdict == Verdict::kKeeps) once_->undo();
    return verdict == Verdict::kKeeps;
  };
  return least_depth(least_words(), most, is_enough);
}

}  // namespace weir::timing
