// RTL blocks with a register at their output: the parallel window generator and the multiplier.
#include "systemc/modules/clocked_block.hpp"

namespace weir::timing::modules {

namespace {

class ParallelWindowModule : public SimpleModule {
 public:
  ParallelWindowModule(const char* name, Clock& clock, const finn::ParallelWindow& w, std::int64_t frames,
                       ClockedFifo* in, ClockedFifo* out)
      : SimpleModule(name, clock, in, out, frames * words_in(finn::Block{w}), frames * words_out(finn::Block{w})),
        order_(w),
        frames_left_(frames) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, frames_left_ == 0, frames_left_ > 0 && !is_offering(), frames_left_ > 0 && is_offering());
  }
  void add_state(State& state) const override {
    const auto order = order_.state();
    state.insert(state.end(), order.begin(), order.end());
    state.push_back(newest_);
  }

 protected:
  bool tick(std::int64_t cycle) override {
    if (frames_left_ == 0) return false;
    const bool offers = is_offering(), leaves = offers && out().has_room();
    const bool reads = newest_ != order_.last_read() && in().has_word() && (!offers || leaves);
    if (leaves) {
      out().write();
      core_.fire(cycle);
      order_.step();
    } else {
      core_.lacked_input = !offers;
    }
    if (reads) {
      in().read();
      ++newest_;
    }
    if (order_.done() && newest_ == order_.last_read()) {
      order_.restart();
      newest_ = -1;
      core_.could = cycle + 1;
      --frames_left_;
    }
    return leaves || reads;
  }

 private:
  bool is_offering() const { return !order_.done() && newest_ == order_.element(); }

  finn::ParallelOrder order_;
  std::int64_t frames_left_, newest_ = -1;  ///< newest: element that came last
};

/// Pointers of the replay buffer count words of the whole run.
class MultiplierModule : public SimpleModule {
 public:
  MultiplierModule(const char* name, Clock& clock, const finn::Multiplier& m, std::int64_t frames, ClockedFifo* in,
                   ClockedFifo* out)
      : SimpleModule(name, clock, in, out, frames * words_in(finn::Block{m}), frames * words_out(finn::Block{m})),
        m_(m),
        pipeline_(static_cast<std::size_t>(m.core_stages), false) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), core_.events < beats() && !register_, register_);
  }
  void add_state(State& state) const override {
    state.insert(state.end(), {written_ - freed_, read_ - freed_, item_, pass_, beat_item_, is_loaded_});
    state.insert(state.end(), pipeline_.begin(), pipeline_.end());
    state.insert(state.end(), {beside_, register_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool enables = !beside_, leaves = register_ && out().has_room(), result = pipeline_.back() != 0;
    bool moves = leaves;
    bool beat = false;
    if (m_.passes == 1) {
      beat = enables && in().has_word() && core_.events < beats();
      if (beat) in().read();
      if (!beat) core_.lacked_input = !in().has_word();
    } else {
      beat = enables && is_loaded_;
      if (!beat) core_.lacked_input = !is_loaded_;
      moves |= replay(enables);
    }
    if (beat) core_.fire(cycle);
    if (enables) moves |= shift(beat);
    if (leaves) out().write();
    const bool loads = !register_ || leaves;
    if (loads) register_ = (enables && result) || beside_;
    beside_ = (beside_ || result) && !loads;
    return moves || beat;
  }

 private:
  std::int64_t beats() const { return words_out_ * m_.words; }

  /// Words into the buffer, and from there into the register in front of the pipeline.
  bool replay(bool enables) {
    const bool comes = in().has_word() && written_ - freed_ < m_.buffer_words();
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
      in().read();
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
};

}  // namespace

std::unique_ptr<ClockedModule> make_parallel_window(const char* name, Clock& clock, const finn::ParallelWindow& block,
                                                    std::int64_t frames, ClockedFifo* in, ClockedFifo* out) {
  return std::make_unique<ParallelWindowModule>(name, clock, block, frames, in, out);
}

std::unique_ptr<ClockedModule> make_multiplier(const char* name, Clock& clock, const finn::Multiplier& block,
                                               std::int64_t frames, ClockedFifo* in, ClockedFifo* out) {
  return std::make_unique<MultiplierModule>(name, clock, block, frames, in, out);
}

}  // namespace weir::timing::modules
