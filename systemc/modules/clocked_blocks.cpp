#include "systemc/modules/channel.hpp"
#include "systemc/modules/clocked_block.hpp"

namespace weir::timing::modules {

ClockedModule::ClockedModule(sc_core::sc_module_name name, Clock& clock, std::vector<ClockedFifo*> inputs,
                             std::vector<ClockedFifo*> outputs)
    : sc_module(name), inputs_(std::move(inputs)), outputs_(std::move(outputs)), clock_(clock) {
  for (const ClockedFifo* fifo : inputs_) fifo_changed_ |= fifo->word_came();
  for (const ClockedFifo* fifo : outputs_) fifo_changed_ |= fifo->place_came();
  clock_.add_awake();
  SC_HAS_PROCESS(ClockedModule);
  SC_METHOD(wake);
  sensitive << clock_.tick();
}

/// A FIFO changes at the end of a cycle; the next tick is the first that sees it.
void ClockedModule::wake() {
  if (is_asleep_) {
    is_asleep_ = false;
    clock_.add_awake();
  } else if (!tick(now_cycle())) {
    is_asleep_ = true;
    clock_.add_sleeper();
    next_trigger(fifo_changed_);
  }
}

namespace {

using Fifos = std::vector<ClockedFifo*>;

class PaddingModule : public SimpleModule {
 public:
  PaddingModule(const char* name, Clock& clock, const finn::Padding& p, std::int64_t frames, Fifos& in, Fifos& out)
      : SimpleModule(name, clock, in[0], out[0], frames * words_in(p), frames * words_out(p)), p_(p) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), core_.events < words_out_ && is_inside() && !skid_, register_);
  }
  void add_state(State& state) const override { state.insert(state.end(), {skid_, register_, word_, column_, row_}); }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool comes = in().has_word() && !skid_, leaves = register_ && out().has_room();
    const bool has_word = comes || skid_, is_needed = is_inside(), is_blocked = register_ && !leaves;
    const bool makes = !is_blocked && (has_word || !is_needed) && core_.events < words_out_;
    if (comes) in().read();
    if (leaves) out().write();
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
};

class WidenModule : public SimpleModule {
 public:
  WidenModule(const char* name, Clock& clock, const finn::Widen& w, std::int64_t frames, Fifos& in, Fifos& out)
      : SimpleModule(name, clock, in[0], out[0], frames * words_in(w), frames * words_out(w)), ratio_(w.ratio) {}

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), !skid_ && words_read() < words_in_, parts_ == ratio_);
  }
  void add_state(State& state) const override { state.insert(state.end(), {parts_, skid_}); }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool is_full = parts_ == ratio_;
    const bool comes = in().has_word() && !skid_, leaves = is_full && out().has_room();
    const bool has_word = comes || skid_, shifts = has_word && (!is_full || leaves);
    if (comes) in().read();
    if (leaves) {
      out().write();
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
};

class NarrowModule : public SimpleModule {
 public:
  NarrowModule(const char* name, Clock& clock, const finn::Narrow& n, std::int64_t frames, Fifos& in, Fifos& out)
      : SimpleModule(name, clock, in[0], out[0], frames * words_in(n), frames * words_out(n)), ratio_(n.ratio) {}

  StageOutcome outcome() const override {
    const bool is_core_done = core_.events == words_out_;
    return outcome_of(core_, has_written_all(), parts_ == 0 && !is_core_done, skid_ || (is_core_done && register_));
  }
  void add_state(State& state) const override { state.insert(state.end(), {parts_, skid_, register_}); }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool leaves = register_ && out().has_room(), moves = !skid_ && parts_ > 0;
    const bool comes = in().has_word() && !skid_ && parts_ <= 1;
    if (comes) in().read();
    if (leaves) out().write();
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
};

class WireModule : public SimpleModule {
 public:
  WireModule(const char* name, Clock& clock, const finn::Wire& w, std::int64_t frames, Fifos& in, Fifos& out)
      : SimpleModule(name, clock, in[0], out[0], frames * words_in(w), frames * words_out(w)) {}

  StageOutcome outcome() const override { return outcome_of(core_, has_written_all(), true, true); }
  void add_state(State&) const override {}

 protected:
  bool tick(std::int64_t cycle) override {
    if (in().has_word() && out().has_room()) {
      in().read();
      out().write();
      core_.fire(cycle);
      return true;
    }
    core_.lacked_input = !in().has_word();
    return false;
  }
};

class ThresholdModule : public SimpleModule {
 public:
  ThresholdModule(const char* name, Clock& clock, const finn::Threshold& t, std::int64_t frames, Fifos& in, Fifos& out)
      : SimpleModule(name, clock, in[0], out[0], frames * words_in(t), frames * words_out(t)),
        capacity_(t.capacity_words),
        pipeline_(static_cast<std::size_t>(t.latency_cycles - 1), false) {}

  StageOutcome outcome() const override {
    const bool is_core_done = words_read() == words_in_;
    const bool lacks_room = in_flight_ == capacity_ || (is_core_done && in_flight_ > 0);
    return outcome_of(core_, has_written_all(), !is_core_done && !lacks_room, lacks_room);
  }
  void add_state(State& state) const override {
    state.insert(state.end(), pipeline_.begin(), pipeline_.end());
    state.insert(state.end(), {queue_, in_flight_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    const bool is_full = in_flight_ == capacity_, reads = in().has_word() && !is_full;
    const bool leaves = queue_ > 0 && out().has_room(), is_moving = in_flight_ > queue_;
    if (reads) {
      in().read();
      core_.fire(cycle);
    } else {
      core_.lacked_input = !in().has_word();
    }
    if (leaves) out().write();
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
};

class WindowModule : public SimpleModule {
 public:
  WindowModule(const char* name, Clock& clock, const finn::Window& w, std::int64_t frames, Fifos& in, Fifos& out)
      : SimpleModule(name, clock, in[0], out[0], frames * words_in(w), frames * words_out(w)),
        order_(w),
        frames_left_(frames) {}

  StageOutcome outcome() const override {
    const bool lacks_word = order_.done() ? !register_ && newest_ != order_.last_read() : order_.element() > newest_;
    return outcome_of(core_, frames_left_ == 0, lacks_word && frames_left_ > 0, register_);
  }
  void add_state(State& state) const override {
    const auto order = order_.state();
    state.insert(state.end(), order.begin(), order.end());
    state.insert(state.end(), {newest_, register_});
  }

 protected:
  bool tick(std::int64_t cycle) override {
    if (frames_left_ == 0) return false;
    const bool leaves = register_ && out().has_room(), is_blocked = register_ && !leaves;
    const bool fetches = order_.element() <= newest_ && !is_blocked && !order_.done();
    const bool reads = may_read() && in().has_word();
    if (!fetches && !order_.done()) core_.lacked_input = order_.element() > newest_;
    if (leaves) out().write();
    if (reads) {
      in().read();
      ++newest_;
    }
    if (fetches) {
      core_.fire(cycle);
      order_.fetch();
    }
    register_ = fetches || is_blocked;
    if (order_.done() && !register_ && newest_ == order_.last_read()) {
      order_.restart();
      newest_ = -1;
      core_.could = cycle + 1;
      --frames_left_;
    }
    return leaves || reads || fetches;
  }

 private:
  /// Does the next word overwrite nothing that is still needed?
  bool may_read() const {
    if (newest_ == order_.last_read()) return false;
    if (order_.done()) return true;
    const std::int64_t overwritten = newest_ - (order_.buffer_words() - 1);
    return overwritten < order_.first_next() && overwritten < order_.element();
  }

  finn::WindowOrder order_;
  std::int64_t frames_left_, newest_ = -1;  ///< newest: element stored last
  bool register_ = false;
};

class HopModule : public ClockedModule {
 public:
  HopModule(const char* name, Clock& clock, ClockedFifo* in, ClockedFifo* out)
      : ClockedModule(name, clock, {in}, {out}) {}

  StageOutcome outcome() const override { return {}; }
  void add_state(State&) const override {}

 protected:
  bool tick(std::int64_t) override {
    if (!inputs_[0]->has_word() || !outputs_[0]->has_room()) return false;
    inputs_[0]->read();
    outputs_[0]->write();
    return true;
  }
};

struct Make {
  const char* name;
  Clock& clock;
  std::int64_t frames;
  Fifos& in;
  Fifos& out;
  using Module = std::unique_ptr<ClockedModule>;

  template <class M, class Block>
  Module simple(const Block& block) const {
    return std::make_unique<M>(name, clock, block, frames, in, out);
  }
  Module operator()(const finn::Padding& b) const { return simple<PaddingModule>(b); }
  Module operator()(const finn::Widen& b) const { return simple<WidenModule>(b); }
  Module operator()(const finn::Narrow& b) const { return simple<NarrowModule>(b); }
  Module operator()(const finn::Wire& b) const { return simple<WireModule>(b); }
  Module operator()(const finn::Threshold& b) const { return simple<ThresholdModule>(b); }
  Module operator()(const finn::Window& b) const { return simple<WindowModule>(b); }
  Module operator()(const finn::Loop& b) const { return make_loop(name, clock, b, frames, in, out); }
  Module operator()(const finn::Sequence& b) const { return make_sequence(name, clock, b, frames, in[0], out[0]); }
  Module operator()(const finn::ParallelWindow& b) const {
    return make_parallel_window(name, clock, b, frames, in[0], out[0]);
  }
  Module operator()(const finn::Multiplier& b) const { return make_multiplier(name, clock, b, frames, in[0], out[0]); }
};

}  // namespace

std::unique_ptr<ClockedModule> make_hop(const char* name, Clock& clock, ClockedFifo* in, ClockedFifo* out) {
  return std::make_unique<HopModule>(name, clock, in, out);
}

std::unique_ptr<ClockedModule> make_module(const char* name, Clock& clock, const finn::Block& block,
                                           std::int64_t frames, Fifos inputs, Fifos outputs) {
  return std::visit(Make{name, clock, frames, inputs, outputs}, block);
}

}  // namespace weir::timing::modules
