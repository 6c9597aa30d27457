#include "systemc/modules/kernel.hpp"

#include <algorithm>
#include <bit>

namespace weir::timing::modules {

namespace {

/// Lets the calling method sleep until `cycle`; false if that is now or past.
bool sleep_until(std::int64_t cycle) {
  const std::int64_t cycles = cycle - now_cycle();
  if (cycles <= 0) return false;
  sc_core::next_trigger(static_cast<double>(cycles), sc_core::SC_NS);
  return true;
}

}  // namespace

Kernel::Kernel(sc_core::sc_module_name name, const Schedule& schedule, std::int64_t frames, Channels inputs,
               Channels outputs, std::unique_ptr<Behaviour> behaviour)
    : StageModule(name),
      cursor_(schedule, frames),
      behaviour_(std::move(behaviour)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      could_fire_cycle_(schedule.gate_stage - 1 + cursor_.step().advance),
      input_waits_(inputs_.size()),
      output_waits_(outputs_.size()) {
  for (const FifoChannel* out : outputs_) words_.emplace_back(static_cast<std::size_t>(out->word_bytes()));
  SC_HAS_PROCESS(Kernel);
  SC_METHOD(wake);
}

void Kernel::wake() {
  try {
    while (!cursor_.done() && !must_wait()) fire();
  } catch (...) {
    failure_ = std::current_exception();  // not rescheduled: the model runs dry, and the caller rethrows
  }
}

/// Finds the first cycle in which every stream of the next event is ready, and sleeps until then.
bool Kernel::must_wait() {
  const Step& step = cursor_.step();
  ready_cycle_ = could_fire_cycle_;
  waited_for_ = nullptr;
  const auto wait_for = [&](std::int64_t cycle, std::int64_t& counter) {
    if (cycle <= ready_cycle_) return;
    ready_cycle_ = cycle;
    waited_for_ = &counter;
  };
  for (std::uint32_t mask = step.reads; mask != 0; mask &= mask - 1) {
    const int port = std::countr_zero(mask);
    const std::int64_t from = inputs_[port]->word_from();
    if (from == kUnknown) {
      next_trigger(inputs_[port]->word_written());
      return true;
    }
    wait_for(from, input_waits_[port]);
  }
  for (std::uint32_t mask = step.writes; mask != 0; mask &= mask - 1) {
    const int port = std::countr_zero(mask);
    const std::int64_t from = outputs_[port]->room_from();
    if (from == kUnknown) {
      next_trigger(outputs_[port]->credit_returned());
      return true;
    }
    wait_for(from, output_waits_[port]);
  }
  return sleep_until(ready_cycle_);
}

void Kernel::fire() {
  const Step& step = cursor_.step();
  move_values(step);
  if (waited_for_ != nullptr) *waited_for_ += ready_cycle_ - could_fire_cycle_;
  const bool is_frame_end = cursor_.pass(1);
  could_fire_cycle_ = ready_cycle_ + (is_frame_end ? cursor_.tail() : 0) + cursor_.step().advance;
}

void Kernel::move_values(const Step& step) {
  for (std::uint32_t mask = step.reads; mask != 0; mask &= mask - 1) {
    const int port = std::countr_zero(mask);
    const std::span<const std::uint8_t> word = inputs_[port]->read();
    if (behaviour_) behaviour_->read(port, word);
  }
  for (std::uint32_t mask = step.writes; mask != 0; mask &= mask - 1) {
    const int port = std::countr_zero(mask);
    std::vector<std::uint8_t>& word = words_[port];
    std::fill(word.begin(), word.end(), std::uint8_t{0});
    if (behaviour_) behaviour_->write(port, word);
    outputs_[port]->write(word);
  }
}

StageOutcome Kernel::outcome() const {
  return {cursor_.iterations(),  cursor_.done(), cursor_.step().reads,
          cursor_.step().writes, input_waits_,   output_waits_};
}

void Kernel::add_state(State& state, std::int64_t cycle) const {
  cursor_.add_place(state);
  state.push_back(std::max<std::int64_t>(could_fire_cycle_ - cycle, 1));
}

Source::Source(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames,
               const Stalls& stalls, const golden::Words* words, FifoChannel& out)
    : sc_module(name),
      out_(out),
      stream_(number),
      words_per_frame_(stream.words_per_frame),
      word_count_(frames * stream.words_per_frame),
      pacer_(stream),
      stalls_(stalls),
      words_(words),
      offered_cycle_(stalls.next_open(number, pacer_.advance() - 1)) {
  SC_HAS_PROCESS(Source);
  SC_METHOD(wake);
}

void Source::wake() {
  while (sent_ < word_count_) {
    const std::int64_t room = out_.room_from();
    if (room == kUnknown) return next_trigger(out_.credit_returned());
    if (sleep_until(std::max(room, offered_cycle_))) return;
    out_.write(words_ != nullptr ? words_->word(sent_) : std::span<const std::uint8_t>());
    ++sent_;
    pacer_.pass();
    offered_cycle_ = stalls_.next_open(stream_, now_cycle() + pacer_.advance());
  }
}

void Source::add_state(State& state, std::int64_t cycle) const {
  state.insert(state.end(), {sent_ % words_per_frame_, std::max<std::int64_t>(offered_cycle_ - cycle, 1)});
}

Sink::Sink(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames,
           const Stalls& stalls, FifoChannel& in)
    : sc_module(name),
      in_(in),
      stream_(number),
      words_per_frame_(stream.words_per_frame),
      word_count_(frames * stream.words_per_frame),
      pacer_(stream),
      stalls_(stalls),
      next_cycle_(pacer_.advance() - 1),
      frame_ends_{frames} {
  SC_HAS_PROCESS(Sink);
  SC_METHOD(wake);
}

void Sink::wake() {
  while (taken_ < word_count_) {
    const std::int64_t word = in_.word_from();
    if (word == kUnknown) return next_trigger(in_.word_written());
    if (sleep_until(stalls_.next_open(stream_, std::max(word, next_cycle_)))) return;
    in_.read();
    pacer_.pass();
    next_cycle_ = now_cycle() + pacer_.advance();
    if (++taken_ % words_per_frame_ != 0) continue;
    frame_ends_.add(now_cycle());
    frame_left_.notify(0.5, sc_core::SC_NS);
  }
}

}  // namespace weir::timing::modules
