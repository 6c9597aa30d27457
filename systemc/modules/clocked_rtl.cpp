// RTL blocks with a register at their output: the parallel window generator and the multiplier.
#include "systemc/modules/clocked_block.hpp"
#include "systemc/modules/clocked_order.hpp"

namespace weir::timing::modules {

namespace {

class ParallelWindowModule : public ClockedModule {
 public:
  ParallelWindowModule(const Place& place, const finn::ParallelWindow& w)
      : ClockedModule(place),
        windows_(w.window),
        fold_(w.window.fold),
        total_(windows_.count() * fold_),
        frames_left_(place.frames) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, frames_left_ == 0, frames_left_ > 0 && !is_offering(), frames_left_ > 0 && is_offering());
  }
  void add_state(State& state, std::int64_t) const override { state.insert(state.end(), {sent_, came_}); }

 protected:
  bool tick(std::int64_t cycle) override {
    if (frames_left_ == 0) return false;
    const bool offers = is_offering(), leaves = offers && has_room();
    const bool reads = came_ < windows_.words() && has_word() && (!offers || leaves);
    if (leaves) {
      write();
      core_.fire(cycle);
      ++sent_;
    } else {
      core_.lacked_input = !offers;
    }
    if (reads) {
      read();
      ++came_;
    }
    if (sent_ == total_ && came_ == windows_.words()) {
      sent_ = came_ = 0;
      core_.could = cycle + 1;
      --frames_left_;
    }
    return leaves || reads;
  }

 private:
  /// Has the word that completes the next window come as the latest?
  bool is_offering() const { return sent_ < total_ && came_ == windows_.last_word(sent_ / fold_) + sent_ % fold_ + 1; }

  const PictureWindows windows_;
  const std::int64_t fold_, total_;
  std::int64_t frames_left_, sent_ = 0, came_ = 0;  ///< windows and words of this frame
  ClockedCore core_;
};

/// Pointers of the replay buffer count words of the whole run.
class MultiplierModule : public ClockedModule {
 public:
  MultiplierModule(const Place& place, const finn::Multiplier& m)
      : ClockedModule(place), m_(m), pipeline_(static_cast<std::size_t>(m.core_stages), false) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), core_.events < beats() && !register_, register_);
  }
  void add_state(State& state, std::int64_t) const override {
    state.insert(state.end(), {written_ - freed_, read_ - freed_, item_, pass_, beat_item_, is_loaded_});
    state.insert(state.end(), pipeline_.begin(), pipeline_.end());
    state.insert(state.end(), {beside_, register_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool enables = !beside_, leaves = register_ && has_room(), result = pipeline_.back() != 0;
    bool moves = leaves;
    bool beat = false;
    if (m_.passes == 1) {
      beat = enables && has_word() && core_.events < beats();
      if (beat) read();
      if (!beat) core_.lacked_input = !has_word();
    } else {
      beat = enables && is_loaded_;
      if (!beat) core_.lacked_input = !is_loaded_;
      moves |= replay(enables);
    }
    if (beat) core_.fire(cycle);
    if (enables) moves |= shift(beat);
    if (leaves) write();
    const bool loads = !register_ || leaves;
    if (loads) register_ = (enables && result) || beside_;
    beside_ = (beside_ || result) && !loads;
    return moves || beat;
  }

 private:
  std::int64_t beats() const { return words_out_ * m_.words; }

  /// Words into the buffer, and from there into the register in front of the pipeline.
  bool replay(bool enables) {
    const bool comes = has_word() && written_ - freed_ < m_.buffer_words();
    const bool takes = (!is_loaded_ || enables) && read_ != written_;
    if (!is_loaded_ || enables) is_loaded_ = takes;
    if (takes) {
      const bool is_last_pass = pass_ + 1 == m_.passes;
      freed_ += is_last_pass ? 1 : 0;
      ++read_;
      if (++item_ == m_.words) {
        item_ = 0;
        pass_ = is_last_pass ? 0 : pass_ + 1;
        if (!is_last_pass) read_ -= m_.words;
      }
    }
    if (comes) {
      read();
      ++written_;
    }
    return comes || takes;
  }

  bool shift(bool beat) {
    bool is_busy = beat;
    for (const char result : pipeline_) is_busy |= result != 0;
    for (std::size_t k = pipeline_.size(); k-- > 1;) pipeline_[k] = pipeline_[k - 1];
    pipeline_[0] = beat && ++beat_item_ == m_.words;
    if (pipeline_[0]) beat_item_ = 0;
    return is_busy;
  }

  const finn::Multiplier m_;
  std::vector<char> pipeline_;                        ///< by stage: is a result in it?
  std::int64_t written_ = 0, read_ = 0, freed_ = 0;   ///< words
  std::int64_t item_ = 0, pass_ = 0, beat_item_ = 0;  ///< that the register takes next; of the vector's next beat
  bool is_loaded_ = false;                            ///< the register behind the buffer
  bool beside_ = false, register_ = false;            ///< the word beside the output register, and that one
  ClockedCore core_;
};

}  // namespace

std::unique_ptr<StageModule> make_parallel_window(const Place& place, const finn::ParallelWindow& block) {
  return std::make_unique<ParallelWindowModule>(place, block);
}

std::unique_ptr<StageModule> make_multiplier(const Place& place, const finn::Multiplier& block) {
  return std::make_unique<MultiplierModule>(place, block);
}

}  // namespace weir::timing::modules
