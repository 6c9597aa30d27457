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

Kernel::Kernel(sc_core::sc_module_name name, const TimingGraph& graph, const TimingStage& stage, int frames,
               std::unique_ptr<Behaviour> behaviour)
    : sc_module(name),
      inputs("in", stage.inputs.size()),
      outputs("out", stage.outputs.size()),
      cursor_(stage.schedule, frames),
      behaviour_(std::move(behaviour)),
      could_fire_cycle_(stage.schedule.gate_stage - 1 + cursor_.step().advance),
      input_waits_(stage.inputs.size()),
      output_waits_(stage.outputs.size()) {
  for (const int s : stage.outputs)
    words_.emplace_back(behaviour_ ? static_cast<std::size_t>(graph.streams[s].width_bits + 7) / 8 : 0);
  SC_HAS_PROCESS(Kernel);
  SC_METHOD(wake);
}

void Kernel::collect_ports() {
  for (auto& port : inputs) readers_.push_back(port.operator->());
  for (auto& port : outputs) writers_.push_back(port.operator->());
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
    const std::int64_t from = readers_[port]->word_from();
    if (from == kUnknown) {
      next_trigger(readers_[port]->word_written());
      return true;
    }
    wait_for(from, input_waits_[port]);
  }
  for (std::uint32_t mask = step.writes; mask != 0; mask &= mask - 1) {
    const int port = std::countr_zero(mask);
    const std::int64_t from = writers_[port]->room_from();
    if (from == kUnknown) {
      next_trigger(writers_[port]->credit_returned());
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
    const std::span<const std::uint8_t> word = readers_[port]->read();
    if (behaviour_) behaviour_->read(port, word);
  }
  for (std::uint32_t mask = step.writes; mask != 0; mask &= mask - 1) {
    const int port = std::countr_zero(mask);
    std::vector<std::uint8_t>& word = words_[port];
    std::fill(word.begin(), word.end(), std::uint8_t{0});
    if (behaviour_) behaviour_->write(port, word);
    writers_[port]->write(word);
  }
}

StageOutcome Kernel::outcome() const {
  return {cursor_.iterations(),  cursor_.done(), cursor_.step().reads,
          cursor_.step().writes, input_waits_,   output_waits_};
}

Source::Source(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames,
               const Stalls& stalls, const golden::Words* words)
    : sc_module(name),
      out("out"),
      stream_(number),
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
    const std::int64_t room = out->room_from();
    if (room == kUnknown) return next_trigger(out->credit_returned());
    if (sleep_until(std::max(room, offered_cycle_))) return;
    out->write(words_ != nullptr ? words_->word(sent_) : std::span<const std::uint8_t>());
    ++sent_;
    pacer_.pass();
    offered_cycle_ = stalls_.next_open(stream_, now_cycle() + pacer_.advance());
  }
}

Sink::Sink(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames,
           const Stalls& stalls)
    : sc_module(name),
      in("in"),
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
    const std::int64_t word = in->word_from();
    if (word == kUnknown) return next_trigger(in->word_written());
    if (sleep_until(stalls_.next_open(stream_, std::max(word, next_cycle_)))) return;
    in->read();
    pacer_.pass();
    next_cycle_ = now_cycle() + pacer_.advance();
    if (++taken_ % words_per_frame_ == 0) frame_ends_.add(now_cycle());
  }
}

}  // namespace weir::timing::modules
