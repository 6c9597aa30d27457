// The HLS blocks: loops with II 1 as rigid, flushed pipelines, stage by stage.
#include "systemc/modules/clocked_block.hpp"
#include "systemc/modules/clocked_order.hpp"

namespace weir::timing::modules {

namespace {

constexpr int kSliceWords = 2;

template <class Iterations>
class LoopModule : public ClockedModule {
 public:
  template <class Block>
  LoopModule(const Place& place, const Block& loop)
      : ClockedModule(place),
        loop_(loop),
        iterations_of_frame_(loop),
        frames_left_(place.frames),
        pipeline_(static_cast<std::size_t>(loop.stages), false),
        in_(inputs_.size(), 0),
        out_(outputs_.size(), 0),
        waited_in_(inputs_.size()),
        waited_out_(outputs_.size()) {}

  StageOutcome outcome() const override {
    StageOutcome seen{iterations_, frames_left_ == 0, 0, 0, waited_in_, waited_out_};
    seen.is_done &= has_written_all();
    if (pipeline_.back() || frames_left_ == 0)
      for (std::size_t p = 0; p < out_.size(); ++p)
        seen.next_writes |= (pipeline_.back() ? is_full(p) : out_[p] > 0) ? 1u << p : 0u;
    else
      for (std::size_t p = 0; p < in_.size(); ++p) seen.next_reads |= is_empty(p) ? 1u << p : 0u;
    return seen;
  }
  void add_state(State& state, std::int64_t) const override {
    state.insert(state.end(), {number_, gap_});
    state.insert(state.end(), pipeline_.begin(), pipeline_.end());
    state.insert(state.end(), in_.begin(), in_.end());
    state.insert(state.end(), out_.begin(), out_.end());
  }

 protected:
  bool tick(std::int64_t cycle) override {
    account_for_sleep(cycle);
    is_starving_ = false;
    // Flags and counts of the start of the cycle decide.
    const int full = first(out_.size(), [&](std::size_t p) { return is_full(p); });
    is_held_ = pipeline_.back() && full >= 0;
    const Iteration next = iterations_of_frame_.at(number_);
    const bool needs_words = frames_left_ > 0 && next.reads;
    const int empty = needs_words ? first(in_.size(), [&](std::size_t p) { return is_empty(p); }) : -1;
    if (empty >= 0) starved_by_ = empty;
    bool changes = move_words();
    if (is_held_) {
      ++held_cycles_;
      held_by_ = full;
      return changes;
    }
    changes |= move_pipeline();
    if (frames_left_ == 0) return changes;
    if (gap_ > 0) {
      --gap_;
    } else if (empty >= 0) {
      is_starving_ = true;
      ++starved_cycles_;
      return changes;
    } else {
      issue(next);
    }
    return true;
  }

 private:
  template <class Predicate>
  static int first(std::size_t ports, Predicate&& is_it) {
    for (std::size_t p = 0; p < ports; ++p)
      if (is_it(p)) return static_cast<int>(p);
    return -1;
  }

  bool is_full(std::size_t p) const { return loop_.has_output_slice(p) ? out_[p] >= kSliceWords : !has_room(p); }
  bool is_empty(std::size_t p) const { return loop_.has_input_slice(p) ? in_[p] == 0 : !has_word(p); }

  /// While it slept, every cycle was like the last.
  void account_for_sleep(std::int64_t cycle) {
    const std::int64_t slept = cycle - last_cycle_ - 1;
    (is_held_ ? held_cycles_ : starved_cycles_) += is_held_ || is_starving_ ? slept : 0;
    last_cycle_ = cycle;
  }

  /// Between slices and FIFOs.
  bool move_words() {
    bool moves = false;
    for (std::size_t p = 0; p < out_.size(); ++p) {
      if (out_[p] == 0 || !has_room(p)) continue;
      write(p);
      --out_[p];
      moves = true;
    }
    for (std::size_t p = 0; p < in_.size(); ++p) {
      if (!loop_.has_input_slice(p) || in_[p] == kSliceWords || !has_word(p)) continue;
      read(p);
      ++in_[p];
      moves = true;
    }
    return moves;
  }

  bool move_pipeline() {
    bool is_busy = false;
    for (const char result : pipeline_) is_busy |= result != 0;
    if (!is_busy) return false;
    if (pipeline_.back()) {
      for (std::size_t p = 0; p < out_.size(); ++p) loop_.has_output_slice(p) ? void(++out_[p]) : write(p);
      waited_out_[static_cast<std::size_t>(held_by_)] += held_cycles_;
      held_cycles_ = 0;
    }
    for (std::size_t k = pipeline_.size(); k-- > 1;) pipeline_[k] = pipeline_[k - 1];
    pipeline_[0] = false;
    return true;
  }

  void issue(const Iteration& next) {
    if (next.reads) {
      for (std::size_t p = 0; p < in_.size(); ++p) loop_.has_input_slice(p) ? void(--in_[p]) : read(p);
      waited_in_[static_cast<std::size_t>(starved_by_)] += starved_cycles_;
      starved_cycles_ = 0;
    }
    pipeline_[0] = next.writes;
    ++iterations_;
    if (++number_ < iterations_of_frame_.total()) return;
    number_ = 0;
    --frames_left_;
    gap_ = loop_.restart_gap_cycles;
  }

  const finn::Pipeline loop_;
  Iterations iterations_of_frame_;
  std::int64_t frames_left_, number_ = 0, gap_ = 0;  ///< number: of the next iteration in its frame
  std::int64_t iterations_ = 0;
  std::vector<char> pipeline_;  ///< by stage: is a result in it?
  std::vector<int> in_, out_;   ///< words in the slices
  std::int64_t last_cycle_ = -1, held_cycles_ = 0, starved_cycles_ = 0;
  bool is_held_ = false, is_starving_ = false;
  int held_by_ = 0, starved_by_ = 0;
  std::vector<std::int64_t> waited_in_, waited_out_;
};

}  // namespace

std::unique_ptr<StageModule> make_loop(const Place& place, const finn::Loop& block) {
  return std::make_unique<LoopModule<LoopIterations>>(place, block);
}

std::unique_ptr<StageModule> make_sequence(const Place& place, const finn::Sequence& block) {
  return std::make_unique<LoopModule<SequenceIterations>>(place, block);
}

}  // namespace weir::timing::modules
