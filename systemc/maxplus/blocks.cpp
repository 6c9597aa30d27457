// The RTL blocks but the window: padding, converters, thresholds.
#include "systemc/maxplus/process.hpp"

namespace weir::timing::maxplus {

bool Process::has_written_all() const {
  return std::all_of(outputs_.begin(), outputs_.end(), [](const Fifo* f) { return f->writes() == f->total(); });
}

namespace {

using Fifos = std::vector<Fifo*>;

/// An output register behind the core: what the core made is offered one cycle later, and the core makes the next in
/// the cycle in which it leaves.
struct OutputRegister {
  bool is_full = false;
  Cycle left = -1;

  /// False if it is not decided when the word leaves.
  bool leave(const Core& core, Fifo::Writer& out) {
    if (!is_full) return true;
    if (!out.has_room()) return false;
    left = std::max(core.cycle + 1, out.ready());
    out.put(left);
    is_full = false;
    return true;
  }
};

/// A skid word in front of the core: it comes when the one before has been used.
struct SkidWord {
  bool is_full = false;
  Cycle came = kNever;

  void fill(Fifo::Reader& in, Cycle used) {
    if (is_full || !in.has_word()) return;
    came = std::max(in.ready(), used + 1);
    in.take(came);
    is_full = true;
  }
};

class PaddingProcess : public Process {
 public:
  PaddingProcess(const finn::Padding& p, Fifo* in, Fifo* out) : Process({in}, {out}), p_(p) {
    is_inside_ = is_inside();
  }

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    for (;;) {
      skid_.fill(in, used_);
      if (!register_.leave(core_, out) || core_.events == output().total()) break;
      if (is_inside_) {
        if (!skid_.is_full) break;
        core_.fire(skid_.came, register_.left);
        used_ = core_.cycle;
        skid_.is_full = false;
      } else {
        core_.fire(kNever, register_.left);
      }
      register_.is_full = true;
      next_word();
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    const bool lacks_word = core_.events < output().total() && is_inside_ && !skid_.is_full;
    return outcome_of(core_, has_written_all(), lacks_word, register_.is_full);
  }

 private:
  bool is_inside() const {
    return row_ >= p_.top && row_ < p_.top + p_.rows && column_ >= p_.left && column_ < p_.left + p_.columns;
  }
  void next_word() {
    if (++word_ < p_.fold) return;
    word_ = 0;
    if (++column_ == p_.left + p_.columns + p_.right) {
      column_ = 0;
      if (++row_ == p_.top + p_.rows + p_.bottom) row_ = 0;
    }
    is_inside_ = is_inside();
  }

  finn::Padding p_;
  Core core_;
  SkidWord skid_;
  OutputRegister register_;
  Cycle used_ = -1;
  std::int64_t word_ = 0, column_ = 0, row_ = 0;  ///< of the word the core makes next
  bool is_inside_;
};

class WidenProcess : public Process {
 public:
  WidenProcess(const finn::Widen& w, Fifo* in, Fifo* out) : Process({in}, {out}), ratio_(w.ratio) {}

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    for (;;) {
      run_freely(in, out);
      skid_.fill(in, core_.cycle);
      if (!register_.leave(core_, out) || !skid_.is_full) break;
      core_.fire(skid_.came, have_ == 0 ? register_.left : kNever);
      skid_.is_full = false;
      if (++have_ < ratio_) continue;
      have_ = 0;
      register_.is_full = true;
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    return outcome_of(core_, has_written_all(), !skid_.is_full && core_.events < input().total(), register_.is_full);
  }

 private:
  /// Whole words out of words that are all there, while there is room: parts follow each other as they come.
  void run_freely(Fifo::Reader& in, Fifo::Writer& out) {
    if (have_ != 0 || skid_.is_full || register_.is_full || register_.left > core_.cycle + 1) return;
    for (std::int64_t n = std::min(in.words() / ratio_, out.room()); n > 0 && out.is_free(1, core_.cycle + ratio_ + 1);
         --n) {
      for (std::int64_t part = 0; part < ratio_; ++part) {
        core_.fire(in.ready(), kNever);
        in.take(core_.cycle);
      }
      register_.left = core_.cycle + 1;
      out.put(register_.left);
    }
  }

  std::int64_t ratio_, have_ = 0;
  Core core_;
  SkidWord skid_;
  OutputRegister register_;
};

/// The core moves parts out of the shift register; skid and output register hold two of them behind it.
class NarrowProcess : public Process {
 public:
  NarrowProcess(const finn::Narrow& n, Fifo* in, Fifo* out) : Process({in}, {out}), ratio_(n.ratio) {}

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    for (;;) {
      behind_.drain(out);
      if (parts_ == 0 && !read(in)) break;
      if (!behind_.is_decided()) break;
      core_.fire(parts_ == ratio_ ? came_ + 1 : kNever, behind_.ready());
      behind_.push(core_.cycle);
      --parts_;
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    const bool is_core_done = core_.events == output().total();
    return outcome_of(core_, has_written_all(), parts_ == 0 && !is_core_done,
                      behind_.count == 2 || (is_core_done && behind_.count > 0));
  }

 private:
  /// In the cycle in which the last part moved on; a word that comes later waits for a free skid register.
  bool read(Fifo::Reader& in) {
    if (!in.has_word()) return false;
    came_ = std::max(in.ready(), core_.events == 0 ? kNever : core_.cycle);
    if (core_.events > 0 && came_ > core_.cycle) {
      if (!behind_.is_decided()) return false;
      came_ = std::max(came_, behind_.ready());
    }
    in.take(came_);
    parts_ = ratio_;
    return true;
  }

  std::int64_t ratio_, parts_ = 0;
  Cycle came_ = kNever;
  Core core_;
  OutputSlice behind_;
};

class WireProcess : public Process {
 public:
  WireProcess(Fifo* in, Fifo* out) : Process({in}, {out}) {}

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    while (in.has_word() && out.has_room()) {
      core_.fire(in.ready(), out.ready());
      in.take(core_.cycle);
      out.put(core_.cycle);
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override { return outcome_of(core_, has_written_all(), true, true); }

 private:
  Core core_;
};

/// The core reads words; those in flight are counted, and their results leave one by one behind the pipeline.
class ThresholdProcess : public Process {
 public:
  ThresholdProcess(const finn::Threshold& t, Fifo* in, Fifo* out)
      : Process({in}, {out}),
        latency_(t.latency_cycles),
        capacity_(t.capacity_words),
        came_(static_cast<std::size_t>(t.capacity_words), kNever),
        left_(static_cast<std::size_t>(t.capacity_words), kNever) {}

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    for (;;) {
      run_freely(in, out);
      const std::int64_t read = in.next, written = out.next;
      if (read - written < capacity_ && in.has_word()) {
        core_.fire(in.ready(), left_[in_place_] + 1);
        in.take(core_.cycle);
        came_[in_place_] = core_.cycle;
        in_place_ = next(in_place_);
      } else if (written < read && out.has_room()) {
        last_left_ = std::max({came_[out_place_] + latency_, last_left_ + 1, out.ready()});
        in_time_ = last_left_ == came_[out_place_] + latency_ ? in_time_ + 1 : 0;
        out.put(last_left_);
        left_[out_place_] = last_left_;
        out_place_ = next(out_place_);
      } else {
        break;
      }
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    const std::int64_t in_flight = input().reads() - output().writes();
    const bool is_core_done = input().reads() == input().total();
    const bool lacks_room = in_flight == capacity_ || (is_core_done && in_flight > 0);
    return outcome_of(core_, has_written_all(), !is_core_done && !lacks_room, lacks_room);
  }

 private:
  /// With room for all results and places for all that the pipeline can hold, words come and go without waiting.
  void run_freely(Fifo::Reader& in, Fifo::Writer& out) {
    if (in.next != out.next || capacity_ <= latency_ || (in_time_ < capacity_ && last_left_ > core_.cycle)) return;
    const Cycle first_result = core_.cycle + 1 + latency_;  // at the earliest
    std::int64_t n = std::min(in.words(), out.room());
    if (last_left_ >= first_result || n <= capacity_ || !out.is_free(n, first_result)) return;
    for (std::int64_t k = 0; k < n; ++k) {
      core_.fire(in.ready(), kNever);
      in.take(core_.cycle);
      last_left_ = core_.cycle + latency_;
      out.put(last_left_);
    }
    in_time_ += n;
    // Nobody else was in the pipeline for a while: the latest words are all that the next ones can wait for.
    for (std::int64_t k = capacity_; k > 0; --k) {
      came_[in_place_] = in.read[-k];
      left_[in_place_] = came_[in_place_] + latency_;
      in_place_ = out_place_ = next(in_place_);
    }
  }

  std::size_t next(std::size_t place) const { return place + 1 == came_.size() ? 0 : place + 1; }

  std::int64_t latency_, capacity_;
  std::vector<Cycle> came_, left_;  ///< by word number modulo the capacity
  std::size_t in_place_ = 0, out_place_ = 0;
  Cycle last_left_ = -1;
  std::int64_t in_time_ = 0;  ///< latest words that left as soon as the pipeline allowed, without waiting for room
  Core core_;
};

struct Make {
  std::int64_t frames;
  Fifos& in;
  Fifos& out;
  using Made = std::unique_ptr<Process>;

  Made operator()(const finn::Padding& b) const { return std::make_unique<PaddingProcess>(b, in[0], out[0]); }
  Made operator()(const finn::Widen& b) const { return std::make_unique<WidenProcess>(b, in[0], out[0]); }
  Made operator()(const finn::Narrow& b) const { return std::make_unique<NarrowProcess>(b, in[0], out[0]); }
  Made operator()(const finn::Wire&) const { return std::make_unique<WireProcess>(in[0], out[0]); }
  Made operator()(const finn::Threshold& b) const { return std::make_unique<ThresholdProcess>(b, in[0], out[0]); }
  Made operator()(const finn::Window& b) const { return make_window(b, frames, in[0], out[0]); }
  Made operator()(const finn::ParallelWindow& b) const { return make_parallel_window(b, frames, in[0], out[0]); }
  Made operator()(const finn::Multiplier& b) const { return make_multiplier(b, in[0], out[0]); }
  Made operator()(const finn::Sequence& b) const { return make_sequence(b, frames, in[0], out[0]); }
  Made operator()(const finn::Loop& b) const { return make_loop(b, frames, in, out); }
};

}  // namespace

std::unique_ptr<Process> make_process(const finn::Block& block, std::int64_t frames, Fifos inputs, Fifos outputs) {
  return std::visit(Make{frames, inputs, outputs}, block);
}

}  // namespace weir::timing::maxplus
