#include "systemc/modules/clocked_block.hpp"

namespace weir::timing::modules {

namespace {

using Fifos = std::vector<ClockedFifo*>;
constexpr int kSliceWords = 2;

class LoopModule : public ClockedModule {
 public:
  LoopModule(const char* name, Clock& clock, const finn::Loop& loop, std::int64_t frames, Fifos inputs, Fifos outputs)
      : ClockedModule(name, clock, std::move(inputs), std::move(outputs)),
        loop_(loop),
        frames_left_(frames),
        gap_(loop.restart_gap_cycles),
        words_out_(frames * words_out(loop)),
        pipeline_(static_cast<std::size_t>(loop.stages), false),
        in_(inputs_.size(), 0),
        out_(outputs_.size(), 0),
        waited_in_(inputs_.size()),
        waited_out_(outputs_.size()) {}

  StageOutcome outcome() const override {
    StageOutcome seen{iterations_, frames_left_ == 0, 0, 0, waited_in_, waited_out_};
    for (const ClockedFifo* fifo : outputs_) seen.is_done &= fifo->outcome().accepted_words == words_out_;
    if (pipeline_.back() || frames_left_ == 0)
      for (std::size_t p = 0; p < out_.size(); ++p)
        seen.next_writes |= out_[p] >= (pipeline_.back() ? kSliceWords : 1) ? 1u << p : 0u;
    else
      for (std::size_t p = 0; p < in_.size(); ++p) seen.next_reads |= in_[p] == 0 ? 1u << p : 0u;
    return seen;
  }
  void add_state(State& state) const override {
    state.insert(state.end(), {gap_, group_, pass_, iteration_});
    state.insert(state.end(), pipeline_.begin(), pipeline_.end());
    state.insert(state.end(), in_.begin(), in_.end());
    state.insert(state.end(), out_.begin(), out_.end());
  }

 protected:
  bool tick(std::int64_t cycle) override {
    account_for_sleep(cycle);
    const std::vector<int> in = in_;  // at the start of the cycle
    is_starving_ = false;
    const int full = first(out_, [](int words) { return words >= kSliceWords; });
    is_held_ = pipeline_.back() && full >= 0;
    const bool needs_words = frames_left_ > 0 && iteration_ < loop_.reads && (loop_.reads_every_pass || pass_ == 0);
    const int empty = needs_words ? first(in, [](int words) { return words == 0; }) : -1;
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
  static int first(const std::vector<int>& counts, Predicate&& is_it) {
    for (std::size_t p = 0; p < counts.size(); ++p)
      if (is_it(counts[p])) return static_cast<int>(p);
    return -1;
  }

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
      if (in_[p] == kSliceWords || !inputs_[p]->has_word()) continue;
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
      for (int& words : out_) ++words;
      waited_out_[static_cast<std::size_t>(held_by_)] += held_cycles_;
      held_cycles_ = 0;
    }
    for (std::size_t k = pipeline_.size(); k-- > 1;) pipeline_[k] = pipeline_[k - 1];
    pipeline_[0] = false;
    return true;
  }

  void issue(bool reads) {
    if (reads) {
      for (int& words : in_) --words;
      waited_in_[static_cast<std::size_t>(starved_by_)] += starved_cycles_;
      starved_cycles_ = 0;
    }
    pipeline_[0] = iteration_ >= loop_.first_write && loop_.keeps(group_);
    ++iterations_;
    if (++iteration_ < loop_.pass_iterations) return;
    iteration_ = 0;
    if (++pass_ < loop_.passes) return;
    pass_ = 0;
    if (++group_ < loop_.groups) return;
    group_ = 0;
    --frames_left_;
    gap_ = loop_.restart_gap_cycles;
  }

  const finn::Loop loop_;
  std::int64_t frames_left_, gap_, words_out_;
  std::int64_t group_ = 0, pass_ = 0, iteration_ = 0, iterations_ = 0;
  std::vector<char> pipeline_;  ///< by stage: is a result in it?
  std::vector<int> in_, out_;   ///< words in the slices
  std::int64_t last_cycle_ = -1, held_cycles_ = 0, starved_cycles_ = 0;
  bool is_held_ = false, is_starving_ = false;
  int held_by_ = 0, starved_by_ = 0;
  std::vector<std::int64_t> waited_in_, waited_out_;
};

class RowPoolModule : public ClockedModule {
 public:
  RowPoolModule(const char* name, Clock& clock, const finn::RowPool& p, std::int64_t frames, ClockedFifo* in,
                ClockedFifo* out)
      : ClockedModule(name, clock, {in}, {out}),
        p_(p),
        bands_left_(frames * (p.rows / p.window)),
        words_out_(frames * words_out(p)) {}

  StageOutcome outcome() const override {
    const bool is_done = bands_left_ == 0;
    return outcome_of(core_, is_done && outputs_[0]->outcome().accepted_words == words_out_, !is_done && !is_writing_,
                      is_done ? out_ > 0 : is_writing_);
  }
  void add_state(State& state) const override {
    state.insert(state.end(), {pixel_, column_, row_, gap_, is_writing_, in_, out_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool comes = in_ < kSliceWords && inputs_[0]->has_word(), leaves = out_ > 0 && outputs_[0]->has_room();
    bool changes = comes || leaves;
    if (bands_left_ > 0) {
      if (gap_ > 0) {
        --gap_;
        changes = true;
      } else if (is_writing_ ? out_ < kSliceWords : in_ > 0) {
        core_.fire(cycle);
        is_writing_ ? write() : read();
        core_.could += gap_;
        changes = true;
      } else {
        core_.lacked_input = !is_writing_;
      }
    }
    if (leaves) outputs_[0]->write();
    if (comes) inputs_[0]->read();
    in_ += comes ? 1 : 0;
    out_ -= leaves ? 1 : 0;
    return changes;
  }

 private:
  void read() {
    --in_;
    if (++pixel_ < p_.window) return;
    pixel_ = 0;
    gap_ = p_.pixel_gap_cycles;
    if (++column_ < p_.columns / p_.window) return;
    column_ = 0;
    if (++row_ < p_.window) return;
    row_ = 0;
    is_writing_ = true;
    gap_ = p_.turn_gap_cycles;
  }

  void write() {
    ++out_;
    if (++column_ < p_.columns / p_.window) return;
    column_ = 0;
    is_writing_ = false;
    gap_ = p_.turn_gap_cycles;
    --bands_left_;
  }

  const finn::RowPool p_;
  std::int64_t bands_left_, words_out_;
  std::int64_t pixel_ = 0, column_ = 0, row_ = 0, gap_ = 0;
  bool is_writing_ = false;
  int in_ = 0, out_ = 0;  ///< words in the slices
  ClockedCore core_;
};

}  // namespace

std::unique_ptr<ClockedModule> make_loop(const char* name, Clock& clock, const finn::Loop& block, std::int64_t frames,
                                         Fifos inputs, Fifos outputs) {
  return std::make_unique<LoopModule>(name, clock, block, frames, std::move(inputs), std::move(outputs));
}

std::unique_ptr<ClockedModule> make_row_pool(const char* name, Clock& clock, const finn::RowPool& block,
                                             std::int64_t frames, ClockedFifo* in, ClockedFifo* out) {
  return std::make_unique<RowPoolModule>(name, clock, block, frames, in, out);
}

}  // namespace weir::timing::modules
