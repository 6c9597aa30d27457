#include "systemc/modules/clocked_block.hpp"
#include "systemc/process/finn/order.hpp"

namespace weir::timing::modules {

namespace {

using Fifos = std::vector<ClockedFifo*>;
constexpr int kSliceWords = 2;

template <class Block>
class LoopModule : public ClockedModule {
 public:
  LoopModule(const char* name, Clock& clock, const Block& loop, std::int64_t frames, Fifos inputs, Fifos outputs)
      : ClockedModule(name, clock, std::move(inputs), std::move(outputs)),
        loop_(loop),
        order_(finn::order_of(loop)),
        frames_left_(frames),
        words_out_(frames * words_out(loop)),
        pipeline_(static_cast<std::size_t>(loop.stages), false),
        in_(inputs_.size(), 0),
        out_(outputs_.size(), 0),
        waited_in_(inputs_.size()),
        waited_out_(outputs_.size()) {}

  StageOutcome outcome() const override {
    StageOutcome seen{iterations_, frames_left_ == 0, 0, 0, waited_in_, waited_out_};
    for (const ClockedFifo* fifo : outputs_) seen.is_done &= fifo->meter().accepted_words() == words_out_;
    if (pipeline_.back() || frames_left_ == 0)
      for (std::size_t p = 0; p < out_.size(); ++p)
        seen.next_writes |= (pipeline_.back() ? is_full(p) : out_[p] > 0) ? 1u << p : 0u;
    else
      for (std::size_t p = 0; p < in_.size(); ++p) seen.next_reads |= is_empty(p) ? 1u << p : 0u;
    return seen;
  }
  void add_state(State& state) const override {
    const auto order = order_.state();
    state.insert(state.end(), order.begin(), order.end());
    state.push_back(gap_);
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
    const bool needs_words = frames_left_ > 0 && order_.reads();
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
      issue(needs_words);
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

  bool is_full(std::size_t p) const {
    return loop_.has_output_slice(p) ? out_[p] >= kSliceWords : !outputs_[p]->has_room();
  }
  bool is_empty(std::size_t p) const { return loop_.has_input_slice(p) ? in_[p] == 0 : !inputs_[p]->has_word(); }

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
      if (out_[p] == 0 || !outputs_[p]->has_room()) continue;
      outputs_[p]->write();
      --out_[p];
      moves = true;
    }
    for (std::size_t p = 0; p < in_.size(); ++p) {
      if (!loop_.has_input_slice(p) || in_[p] == kSliceWords || !inputs_[p]->has_word()) continue;
      inputs_[p]->read();
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
      for (std::size_t p = 0; p < out_.size(); ++p) loop_.has_output_slice(p) ? void(++out_[p]) : outputs_[p]->write();
      waited_out_[static_cast<std::size_t>(held_by_)] += held_cycles_;
      held_cycles_ = 0;
    }
    for (std::size_t k = pipeline_.size(); k-- > 1;) pipeline_[k] = pipeline_[k - 1];
    pipeline_[0] = false;
    return true;
  }

  void issue(bool reads) {
    if (reads) {
      for (std::size_t p = 0; p < in_.size(); ++p) loop_.has_input_slice(p) ? void(--in_[p]) : inputs_[p]->read();
      waited_in_[static_cast<std::size_t>(starved_by_)] += starved_cycles_;
      starved_cycles_ = 0;
    }
    pipeline_[0] = order_.writes();
    ++iterations_;
    if (!order_.step()) return;
    --frames_left_;
    gap_ = loop_.restart_gap_cycles;
  }

  const Block loop_;
  decltype(finn::order_of(std::declval<const Block&>())) order_;
  std::int64_t frames_left_, gap_ = 0, words_out_;
  std::int64_t iterations_ = 0;
  std::vector<char> pipeline_;  ///< by stage: is a result in it?
  std::vector<int> in_, out_;   ///< words in the slices
  std::int64_t last_cycle_ = -1, held_cycles_ = 0, starved_cycles_ = 0;
  bool is_held_ = false, is_starving_ = false;
  int held_by_ = 0, starved_by_ = 0;
  std::vector<std::int64_t> waited_in_, waited_out_;
};

}  // namespace

std::unique_ptr<ClockedModule> make_loop(const char* name, Clock& clock, const finn::Loop& block, std::int64_t frames,
                                         Fifos inputs, Fifos outputs) {
  return std::make_unique<LoopModule<finn::Loop>>(name, clock, block, frames, std::move(inputs), std::move(outputs));
}

std::unique_ptr<ClockedModule> make_sequence(const char* name, Clock& clock, const finn::Sequence& block,
                                             std::int64_t frames, ClockedFifo* in, ClockedFifo* out) {
  return std::make_unique<LoopModule<finn::Sequence>>(name, clock, block, frames, Fifos{in}, Fifos{out});
}

}  // namespace weir::timing::modules
