// FINN's RTL blocks: state machines with a core, and registers around it.
#include "systemc/modules/clocked_block.hpp"
#include "systemc/modules/clocked_order.hpp"

namespace weir::timing::modules {

namespace {

class PaddingModule : public ClockedModule {
 public:
  PaddingModule(const Place& place, const finn::Padding& p) : ClockedModule(place), p_(p) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), core_.events < words_out_ && is_inside() && !skid_, register_);
  }
  void add_state(State& state, std::int64_t) const override {
    state.insert(state.end(), {skid_, register_, word_, column_, row_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool comes = has_word() && !skid_, leaves = register_ && has_room();
    const bool has_word = comes || skid_, is_needed = is_inside(), is_blocked = register_ && !leaves;
    const bool makes = !is_blocked && (has_word || !is_needed) && core_.events < words_out_;
    if (comes) read();
    if (leaves) write();
    skid_ = has_word && !(makes && is_needed);
    register_ = makes || is_blocked;
    if (makes) {
      core_.fire(cycle);
      step();
    } else {
      core_.lacked_input = is_needed && !has_word;
    }
    return comes || leaves || makes;
  }

 private:
  bool is_inside() const {
    return row_ >= p_.top && row_ < p_.top + p_.rows && column_ >= p_.left && column_ < p_.left + p_.columns;
  }
  void step() {
    if (++word_ < p_.fold) return;
    word_ = 0;
    if (++column_ < p_.left + p_.columns + p_.right) return;
    column_ = 0;
    if (++row_ == p_.top + p_.rows + p_.bottom) row_ = 0;
  }

  const finn::Padding p_;
  bool skid_ = false, register_ = false;
  std::int64_t word_ = 0, column_ = 0, row_ = 0;
  ClockedCore core_;
};

class WidenModule : public ClockedModule {
 public:
  WidenModule(const Place& place, const finn::Widen& w) : ClockedModule(place), ratio_(w.ratio) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), !skid_ && words_read() < words_in_, parts_ == ratio_);
  }
  void add_state(State& state, std::int64_t) const override { state.insert(state.end(), {parts_, skid_}); }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool is_full = parts_ == ratio_;
    const bool comes = has_word() && !skid_, leaves = is_full && has_room();
    const bool has_word = comes || skid_, shifts = has_word && (!is_full || leaves);
    if (comes) read();
    if (leaves) {
      write();
      parts_ = 0;
    }
    skid_ = has_word && !shifts;
    if (shifts) {
      core_.fire(cycle);
      ++parts_;
    } else {
      core_.lacked_input = !has_word;
    }
    return comes || leaves || shifts;
  }

 private:
  const std::int64_t ratio_;
  std::int64_t parts_ = 0;  ///< in the shift register
  bool skid_ = false;
  ClockedCore core_;
};

class NarrowModule : public ClockedModule {
 public:
  NarrowModule(const Place& place, const finn::Narrow& n) : ClockedModule(place), ratio_(n.ratio) {}

  StageOutcome outcome() const override {
    const bool is_core_done = core_.events == words_out_;
    return outcome_of(core_, has_written_all(), parts_ == 0 && !is_core_done, skid_ || (is_core_done && register_));
  }
  void add_state(State& state, std::int64_t) const override { state.insert(state.end(), {parts_, skid_, register_}); }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool leaves = register_ && has_room(), moves = !skid_ && parts_ > 0;
    const bool comes = has_word() && !skid_ && parts_ <= 1;
    if (comes) read();
    if (leaves) write();
    if (moves)
      core_.fire(cycle);
    else
      core_.lacked_input = parts_ == 0;
    // What moves, or waits in the skid register, fills the output register; what finds that full stays in the skid.
    const bool has_part = skid_ || moves, stays = register_ && !leaves;
    skid_ = has_part && stays;
    register_ = has_part || stays;
    parts_ -= moves ? 1 : 0;
    if (comes) parts_ = ratio_;
    return leaves || moves || comes;
  }

 private:
  const std::int64_t ratio_;
  std::int64_t parts_ = 0;
  bool skid_ = false, register_ = false;
  ClockedCore core_;
};

class WireModule : public ClockedModule {
 public:
  explicit WireModule(const Place& place) : ClockedModule(place) {}

  StageOutcome outcome() const override { return outcome_of(core_, has_written_all(), true, true); }
  void add_state(State&, std::int64_t) const override {}

 protected:
  bool tick(std::int64_t cycle) override {
    if (has_word() && has_room()) {
      read();
      write();
      core_.fire(cycle);
      return true;
    }
    core_.lacked_input = !has_word();
    return false;
  }

 private:
  ClockedCore core_;
};

class ThresholdModule : public ClockedModule {
 public:
  ThresholdModule(const Place& place, const finn::Threshold& t)
      : ClockedModule(place),
        capacity_(t.capacity_words),
        pipeline_(static_cast<std::size_t>(t.latency_cycles - 1), false) {}

  StageOutcome outcome() const override {
    const bool is_core_done = words_read() == words_in_;
    const bool lacks_room = in_flight_ == capacity_ || (is_core_done && in_flight_ > 0);
    return outcome_of(core_, has_written_all(), !is_core_done && !lacks_room, lacks_room);
  }
  void add_state(State& state, std::int64_t) const override {
    state.insert(state.end(), pipeline_.begin(), pipeline_.end());
    state.insert(state.end(), {queue_, in_flight_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool is_full = in_flight_ == capacity_, reads = has_word() && !is_full;
    const bool leaves = queue_ > 0 && has_room(), is_moving = in_flight_ > queue_;
    if (reads) {
      read();
      core_.fire(cycle);
    } else {
      core_.lacked_input = !has_word();
    }
    if (leaves) write();
    bool arrives = reads;
    if (!pipeline_.empty()) {
      arrives = pipeline_.back();
      for (std::size_t k = pipeline_.size(); k-- > 1;) pipeline_[k] = pipeline_[k - 1];
      pipeline_[0] = reads;
    }
    queue_ += (arrives ? 1 : 0) - (leaves ? 1 : 0);
    in_flight_ += (reads ? 1 : 0) - (leaves ? 1 : 0);
    return reads || leaves || is_moving;
  }

 private:
  const int capacity_;
  std::vector<char> pipeline_;
  int queue_ = 0, in_flight_ = 0;
  ClockedCore core_;
};

class WindowModule : public ClockedModule {
 public:
  WindowModule(const Place& place, const finn::Window& w)
      : ClockedModule(place), fetches_(w), buffer_words_(buffer_words(w)), frames_left_(place.frames) {
    fetch(0);
  }

  StageOutcome outcome() const override {
    const bool lacks_word = is_fetched() ? !register_ && !is_read() : !is_here();
    return outcome_of(core_, frames_left_ == 0, lacks_word && frames_left_ > 0, register_);
  }
  void add_state(State& state, std::int64_t) const override {
    state.insert(state.end(), {fetched_, stored_, register_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    if (frames_left_ == 0) return false;
    const bool leaves = register_ && has_room(), is_blocked = register_ && !leaves;
    const bool fetches = !is_fetched() && is_here() && !is_blocked, reads = may_read() && has_word();
    if (!fetches && !is_fetched()) core_.lacked_input = !is_here();
    if (leaves) write();
    if (reads) {
      read();
      ++stored_;
    }
    if (fetches) {
      core_.fire(cycle);
      fetch(fetched_ + 1);
    }
    register_ = fetches || is_blocked;
    if (is_fetched() && !register_ && is_read()) {
      stored_ = 0;
      fetch(0);
      core_.could = cycle + 1;
      --frames_left_;
    }
    return leaves || reads || fetches;
  }

 private:
  bool is_fetched() const { return fetched_ == fetches_.total(); }
  bool is_read() const { return stored_ == fetches_.words(); }
  bool is_here() const { return next_word_ < stored_; }
  /// Does the next word overwrite nothing that is still needed?
  bool may_read() const { return !is_read() && stored_ - buffer_words_ < first_needed_; }
  void fetch(std::int64_t fetched) {
    fetched_ = fetched;
    first_needed_ = fetches_.first_needed(fetched);
    if (!is_fetched()) next_word_ = fetches_.word_of(fetched);
  }

  const Fetches fetches_;
  const std::int64_t buffer_words_;
  std::int64_t frames_left_, fetched_ = 0, stored_ = 0;  ///< of this frame
  std::int64_t next_word_ = 0, first_needed_ = 0;        ///< to be fetched; to be kept
  bool register_ = false;
  ClockedCore core_;
};

struct Make {
  const Place& place;
  using Module = std::unique_ptr<StageModule>;

  Module operator()(const finn::Padding& b) const { return std::make_unique<PaddingModule>(place, b); }
  Module operator()(const finn::Widen& b) const { return std::make_unique<WidenModule>(place, b); }
  Module operator()(const finn::Narrow& b) const { return std::make_unique<NarrowModule>(place, b); }
  Module operator()(const finn::Wire&) const { return std::make_unique<WireModule>(place); }
  Module operator()(const finn::Threshold& b) const { return std::make_unique<ThresholdModule>(place, b); }
  Module operator()(const finn::Window& b) const { return std::make_unique<WindowModule>(place, b); }
  Module operator()(const finn::ParallelWindow& b) const { return make_parallel_window(place, b); }
  Module operator()(const finn::Multiplier& b) const { return make_multiplier(place, b); }
  Module operator()(const finn::Loop& b) const { return make_loop(place, b); }
  Module operator()(const finn::Sequence& b) const { return make_sequence(place, b); }
};

}  // namespace

std::unique_ptr<StageModule> make_module(const Place& place, const finn::Block& block) {
  const sc_core::sc_module_name name(place.name);
  return std::visit(Make{place}, block);
}

}  // namespace weir::timing::modules
