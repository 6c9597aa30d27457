// ConvolutionInputGenerator_rtl, style default.
#include "systemc/maxplus/order.hpp"
#include "systemc/maxplus/process.hpp"

namespace weir::timing::maxplus {

namespace {

/// The core fetches elements; it waits until the element has come and the output register is free. Words come as soon
/// as they do not overwrite what is still needed. A frame begins when the last word of the one before has come and its
/// last element has left.
class WindowProcess : public Process {
 public:
  WindowProcess(const finn::Window& w, std::int64_t frames, Fifo* in, Fifo* out)
      : Process({in}, {out}),
        order_(w),
        words_(order_.last_read() + 1),
        frames_left_(frames),
        came_(static_cast<std::size_t>(words_)),
        allowed_(static_cast<std::size_t>(words_)) {
    begin_frame(0);
  }

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    while (frames_left_ > 0) {
      read(in);
      if (is_full_) {
        if (!out.has_room()) break;
        left_ = std::max(core_.cycle + 1, out.ready());
        out.put(left_);
        is_full_ = false;
      }
      if (order_.done()) {
        if (read_ < words_) break;
        --frames_left_;
        begin_frame(std::max(left_, last_read_) + 1);
      } else {
        if (!fetch()) break;
      }
    }
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    const bool lacks_word = order_.done() ? !is_full_ && read_ < words_ : order_.element() >= read_;
    return outcome_of(core_, frames_left_ == 0, lacks_word && frames_left_ > 0, is_full_);
  }

 private:
  void begin_frame(Cycle cycle) {
    order_.restart();
    core_.cycle = cycle - 1;
    left_ = kNever;  // the register is free
    read_ = allowed_words_ = 0;
    newest_used_ = -1;
    allow(cycle);
  }

  /// From `cycle` on, words may come up to where they would overwrite an element that is still needed.
  void allow(Cycle cycle) {
    std::int64_t limit = words_;
    if (!order_.done())
      limit = std::min(limit, std::min(order_.first_next(), order_.element()) + order_.buffer_words());
    while (allowed_words_ < limit) allowed_[static_cast<std::size_t>(allowed_words_++)] = cycle;
  }

  void read(Fifo::Reader& in) {
    while (read_ < allowed_words_ && in.has_word()) {
      const auto k = static_cast<std::size_t>(read_);
      last_read_ = std::max({last_read_ + 1, allowed_[k], in.ready()});
      in.take(last_read_);
      came_[k] = last_read_;
      ++read_;
    }
  }

  /// False if its element has not come.
  bool fetch() {
    const std::int64_t element = order_.element();
    Cycle here = kNever;
    if (element > newest_used_) {
      if (element >= read_) return false;
      here = came_[static_cast<std::size_t>(element)] + 1;
      newest_used_ = element;
    }
    core_.fire(here, left_);
    order_.fetch();
    allow(core_.cycle + 1);
    is_full_ = true;
    return true;
  }

  WindowOrder order_;
  const std::int64_t words_;  ///< per frame
  std::int64_t frames_left_;
  std::vector<Cycle> came_, allowed_;  ///< by word of the frame: read in, may be read from
  std::int64_t read_ = 0, allowed_words_ = 0, newest_used_ = -1;
  Cycle last_read_ = -1, left_ = kNever;
  bool is_full_ = false;  ///< the output register
  Core core_;
};

}  // namespace

std::unique_ptr<Process> make_window(const finn::Window& block, std::int64_t frames, Fifo* in, Fifo* out) {
  return std::make_unique<WindowProcess>(block, frames, in, out);
}

}  // namespace weir::timing::maxplus
