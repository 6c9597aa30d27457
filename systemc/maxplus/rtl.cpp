// RTL blocks with a register at their output: the parallel window generator and the multiplier.
#include <deque>

#include "systemc/maxplus/order.hpp"
#include "systemc/maxplus/process.hpp"

namespace weir::timing::maxplus {

namespace {

/// A word that completes a window offers it from the next cycle on; the word behind comes in the cycle in which the
/// window leaves, or later.
class ParallelWindowProcess : public Process {
 public:
  ParallelWindowProcess(const finn::ParallelWindow& w, std::int64_t frames, Fifo* in, Fifo* out)
      : Process({in}, {out}), order_(w), frames_left_(frames) {}

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    while (frames_left_ > 0) {
      if (is_offering()) {
        if (!out.has_room()) break;
        core_.fire(came_ + 1, out.ready());
        out.put(core_.cycle);
        order_.step();
        next_ = std::max(next_, core_.cycle);
      } else if (newest_ < order_.last_read()) {
        if (!in.has_word()) break;
        came_ = std::max(in.ready(), next_);
        in.take(came_);
        next_ = came_ + 1;
        ++newest_;
      }
      if (order_.done() && newest_ == order_.last_read()) end_frame();
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    const bool offers = is_offering();
    return outcome_of(core_, frames_left_ == 0, frames_left_ > 0 && !offers, frames_left_ > 0 && offers);
  }

 private:
  bool is_offering() const { return !order_.done() && newest_ == order_.element(); }

  /// With the last word's cycle, or that in which the window that it completed left.
  void end_frame() {
    next_ = std::max(next_, core_.cycle + 1);
    core_.cycle = next_ - 1;
    order_.restart();
    newest_ = -1;
    --frames_left_;
  }

  ParallelOrder order_;
  std::int64_t frames_left_, newest_ = -1;
  Cycle came_ = kNever, next_ = 0;  ///< came: newest word; next: first cycle for the word behind it
  Core core_;
};

/// Ticks are cycles in which the pipeline moves, as in a loop by HLS; but a result stops it from the next tick on, for
/// as long as the result before it keeps the output register.
class MultiplierProcess : public Process {
 public:
  MultiplierProcess(const finn::Multiplier& m, Fifo* in, Fifo* out)
      : Process({in}, {out}),
        m_(m),
        beats_left_(out->total() * m.words),
        came_(static_cast<std::size_t>(m.buffer_words()), kNever),
        freed_(came_.size(), kNever) {}

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    for (bool moves = true; moves;) {
      moves = hand_over(out);
      if (m_.passes > 1) {
        moves |= !is_loaded_ && load();  // frees a place
        moves |= fill(in);
      }
      moves |= beats_left_ > 0 && issue(in);
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), beats_left_ > 0 && !is_waiting_, is_waiting_);
  }

 private:
  struct Hold {
    std::int64_t tick, cycles;
  };

  /// Results reach the output register one by one; false if none has moved.
  bool hand_over(Fifo::Writer& out) {
    bool moves = false;
    for (;;) {
      if (is_waiting_) {
        if (!out.has_room()) return moves;
        left_ = std::max({arrived_ + 1, left_ + 1, out.ready()});
        out.put(left_);
        is_waiting_ = false;
        moves = true;
      }
      if (results_.empty()) return moves;
      // The one before has left: what this one costs is known.
      const std::int64_t tick = results_.front();
      results_.pop_front();
      arrived_ = tick + lost_at_end_;
      if (left_ > arrived_) {
        lost_at_end_ += left_ - arrived_;
        holds_.push_back({tick + 1, lost_at_end_});
      }
      is_waiting_ = true;
      moves = true;
    }
  }

  /// Words into the buffer, as long as it is known when their places are free.
  bool fill(Fifo::Reader& in) {
    const std::int64_t places = std::ssize(came_), before = words_in_;
    while (in.has_word() && words_in_ - words_freed_ < places) {
      const auto place = static_cast<std::size_t>(words_in_ % places);
      last_in_ = std::max({in.ready(), last_in_ + 1, freed_[place] + 1});
      in.take(last_in_);
      came_[place] = last_in_;
      ++words_in_;
    }
    return words_in_ != before;
  }

  /// The next word into the register between buffer and pipeline: in the cycle in which the one before enters the
  /// pipeline, or later. In the last pass its place in the buffer is free from then on.
  bool load() {
    if (is_loaded_) return true;
    if (beats_left_ == 0) return false;
    const std::int64_t number = vector_word_ + word_;
    if (number >= words_in_) return false;
    const auto place = static_cast<std::size_t>(number % std::ssize(came_));
    loaded_ = std::max(core_.cycle, came_[place] + 1);
    is_loaded_ = true;
    if (pass_ + 1 < m_.passes) return true;
    freed_[place] = loaded_;
    ++words_freed_;
    return true;
  }

  /// The next word into the pipeline; false if it has not come or a result may stop it.
  bool issue(Fifo::Reader& in) {
    const bool is_buffered = m_.passes > 1;
    if (is_buffered ? !load() : !in.has_word()) return false;
    const Cycle needed = is_buffered ? loaded_ + 1 : in.ready();
    const std::int64_t could = tick_ + 1;
    std::int64_t lost = lost_, tick = std::max(could, needed - lost);
    std::size_t passed = 0;
    for (; passed < holds_.size() && holds_[passed].tick <= tick; ++passed) {
      lost = holds_[passed].cycles;
      tick = std::max({could, needed - lost, holds_[passed].tick});
    }
    // A result at the end of the pipeline stops it behind its own tick.
    if (!results_.empty() && results_.front() < tick) return false;
    holds_.erase(holds_.begin(), holds_.begin() + static_cast<std::ptrdiff_t>(passed));
    lost_ = lost;
    tick_ = tick;
    const Cycle cycle = tick + lost, waited = cycle - core_.cycle - 1;
    (needed == cycle ? core_.waited_for_input : core_.waited_for_output) += waited;
    core_.cycle = cycle;
    ++core_.events;
    --beats_left_;
    is_loaded_ = false;
    if (!is_buffered) in.take(cycle);
    next_beat();
    return true;
  }

  void next_beat() {
    if (++word_ < m_.words) return;
    word_ = 0;
    results_.push_back(tick_ + m_.core_stages);
    if (++pass_ < m_.passes) return;
    pass_ = 0;
    vector_word_ += m_.words;
  }

  finn::Multiplier m_;
  std::int64_t beats_left_;
  std::vector<Cycle> came_, freed_;  ///< by place of the buffer
  std::int64_t words_in_ = 0, words_freed_ = 0;
  std::int64_t word_ = 0, pass_ = 0, vector_word_ = 0;  ///< of the next beat; the vector's first word in the run
  Cycle last_in_ = -1, loaded_ = kNever;
  bool is_loaded_ = false;
  std::int64_t tick_ = -1, lost_ = 0, lost_at_end_ = 0;
  std::deque<std::int64_t> results_;  ///< ticks in which they reach the end of the pipeline
  std::deque<Hold> holds_;
  Cycle arrived_ = kNever, left_ = -1;
  bool is_waiting_ = false;  ///< a result for room in the FIFO
  Core core_;
};

}  // namespace

std::unique_ptr<Process> make_parallel_window(const finn::ParallelWindow& block, std::int64_t frames, Fifo* in,
                                              Fifo* out) {
  return std::make_unique<ParallelWindowProcess>(block, frames, in, out);
}

std::unique_ptr<Process> make_multiplier(const finn::Multiplier& block, Fifo* in, Fifo* out) {
  return std::make_unique<MultiplierProcess>(block, in, out);
}

}  // namespace weir::timing::maxplus
