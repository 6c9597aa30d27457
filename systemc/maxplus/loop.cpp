// The HLS blocks: loops with II 1 as rigid, flushed pipelines.
#include <array>

#include "systemc/maxplus/order.hpp"
#include "systemc/maxplus/process.hpp"

namespace weir::timing::maxplus {

namespace {

using LoopFifos = std::vector<Fifo*>;

/// A queue of a few numbers that never allocates after its first round.
template <class T>
class SmallQueue {
 public:
  explicit SmallQueue(std::size_t capacity) : places_(std::bit_ceil(capacity + 1)) {}
  bool empty() const { return head_ == tail_; }
  const T& front() const { return places_[head_ & (places_.size() - 1)]; }
  const T& operator[](std::size_t k) const { return places_[(head_ + k) & (places_.size() - 1)]; }
  std::size_t size() const { return tail_ - head_; }
  void push(const T& value) { places_[tail_++ & (places_.size() - 1)] = value; }
  void pop(std::size_t count = 1) { head_ += count; }

 private:
  std::vector<T> places_;
  std::size_t head_ = 0, tail_ = 0;
};

/// Counted in ticks: cycles in which the pipeline moves. A tick happens at its number plus the cycles in which a result
/// without room held all stages until then. Bubbles enter in ticks, so whether a result is ready depends on ticks
/// alone, and whether a word is there on cycles.
/// The numbers of ports are constants, since forks and joins are few and their loops are most of a network's work.
template <class Block, std::size_t kInputs, std::size_t kOutputs>
class LoopProcess : public Process {
  static constexpr bool kHasGroups = std::is_same_v<Block, finn::Loop>;

 public:
  LoopProcess(const Block& loop, std::int64_t frames, LoopFifos inputs, LoopFifos outputs)
      : Process(std::move(inputs), std::move(outputs)),
        loop_(loop),
        order_(order_of(loop)),
        frames_left_(frames),
        is_regular_(is_regular(loop)),
        results_(static_cast<std::size_t>(loop.stages)),
        holds_(static_cast<std::size_t>(loop.stages)) {
    for (std::size_t p = 0; p < kInputs; ++p) in_[p].is_direct = !loop.has_input_slice(p);
    for (std::size_t p = 0; p < kOutputs; ++p) out_[p].is_direct = !loop.has_output_slice(p);
  }

  void advance() override {
    std::array<Fifo::Reader, kInputs> in;
    std::array<Fifo::Writer, kOutputs> out;
    for (std::size_t p = 0; p < kInputs; ++p) in[p] = inputs_[p]->reader();
    for (std::size_t p = 0; p < kOutputs; ++p) out[p] = outputs_[p]->writer();
    for (bool moves = true; moves;) {
      for (std::size_t p = 0; p < kInputs; ++p) in_[p].fill(in[p]);
      moves = hand_over(out);
      moves |= frames_left_ > 0 && (run_freely(in, out) || issue(in));
    }
    for (std::size_t p = 0; p < kInputs; ++p) inputs_[p]->commit(in[p]);
    for (std::size_t p = 0; p < kOutputs; ++p) outputs_[p]->commit(out[p]);
  }

  StageOutcome outcome() const override {
    StageOutcome seen{iterations_, frames_left_ == 0 && has_written_all(), 0,
                      0,           {waited_in_.begin(), waited_in_.end()}, {waited_out_.begin(), waited_out_.end()}};
    if (!results_.empty() || frames_left_ == 0)
      for (std::size_t p = 0; p < kOutputs; ++p) seen.next_writes |= waits_for_room(p) ? 1u << p : 0u;
    else
      for (std::size_t p = 0; p < kInputs; ++p) seen.next_reads |= lacks_word(p) ? 1u << p : 0u;
    return seen;
  }

 private:
  /// From `tick` on, `cycles` more have been lost.
  struct Hold {
    std::int64_t tick, cycles;
  };

  /// Every group reads its words in its first pass, every pass ends with a result, and slices lie between.
  static bool is_regular(const Block& loop) {
    if constexpr (kHasGroups)
      return loop.stride == 1 && loop.reads == loop.pass_iterations && !loop.reads_every_pass &&
             loop.first_write == loop.pass_iterations - 1 && loop.direct_inputs == 0 && loop.direct_outputs == 0;
    return false;
  }

  bool waits_for_room(std::size_t p) const {
    if (out_[p].is_direct) return !results_.empty() && outputs_[p]->is_full();
    return out_[p].slice.count > (results_.empty() ? 0 : 1);
  }
  bool lacks_word(std::size_t p) const { return in_[p].is_direct ? inputs_[p]->is_empty() : in_[p].slice.count == 0; }

  /// Results to the output slices, words from there to the FIFOs. Returns whether anything moved.
  bool hand_over(std::array<Fifo::Writer, kOutputs>& out) {
    bool moves = false;
    for (;;) {
      bool is_decided = true;
      for (std::size_t p = 0; p < kOutputs; ++p) {
        OutputSlice& slice = out_[p].slice;
        const int before = slice.count;
        slice.drain(out[p]);
        moves |= slice.count != before;
        is_decided &= results_.empty() || out_[p].is_decided(out[p]);
      }
      if (results_.empty() || !is_decided) return moves;
      push_result(out);
      moves = true;
    }
  }

  void push_result(std::array<Fifo::Writer, kOutputs>& out) {
    const std::int64_t tick = results_.front();
    results_.pop();
    const Cycle could = tick + lost_at_end_;
    Cycle cycle = could;
    std::size_t last = 0;
    for (std::size_t p = 0; p < kOutputs; ++p) {
      const Cycle ready = out_[p].ready(out[p]);
      if (ready <= cycle) continue;
      cycle = ready;
      last = p;
    }
    if (cycle > could) {
      waited_out_[last] += cycle - could;
      lost_at_end_ += cycle - could;
      holds_.push({tick, lost_at_end_});
    }
    for (std::size_t p = 0; p < kOutputs; ++p) out_[p].push(out[p], cycle);
  }

  /// Nearly all groups of a network: no result is on its way, all words of some groups are there, and so is the room
  /// for their results, whenever they come. Then a group is one loop over its words and one over its results.
  bool run_freely(std::array<Fifo::Reader, kInputs>& in, std::array<Fifo::Writer, kOutputs>& out) {
    if constexpr (kHasGroups) {
      if (!is_regular_ || !order_.is_at_group() || !results_.empty() || !holds_.empty()) return false;
      std::int64_t groups = order_.groups_left();
      for (std::size_t p = 0; p < kInputs; ++p)
        groups = std::min(groups, (in_[p].slice.count + in[p].words()) / loop_.pass_iterations);
      for (std::size_t p = 0; p < kOutputs; ++p) groups = std::min(groups, out[p].room() / loop_.passes);
      const Cycle first_result = tick_ + lost_ + loop_.pass_iterations + loop_.stages;  // at the earliest
      for (std::size_t p = 0; p < kOutputs && groups > 0; ++p) {
        if (out_[p].slice.count > 0 || out_[p].slice.left > first_result) return false;
        while (groups > 0 && !out[p].is_free(groups * loop_.passes, first_result + 1)) groups /= 2;
      }
      if (groups == 0) return false;
      for (std::int64_t n = 0; n < groups; ++n) run_group(in, out);
      return true;
    }
    return false;
  }

  void run_group(std::array<Fifo::Reader, kInputs>& in, std::array<Fifo::Writer, kOutputs>& out) {
    Cycle cycle = tick_ + lost_ + gap();
    for (std::int64_t k = 0; k < loop_.pass_iterations; ++k) {
      Cycle needed = kNever;
      std::size_t last = 0;
      for (std::size_t p = 0; p < kInputs; ++p) {
        InputSlice& slice = in_[p].slice;
        if (slice.count == 0) slice.fill_one(in[p]);
        if (slice.ready() <= needed) continue;
        needed = slice.ready();
        last = p;
      }
      const Cycle could = cycle + 1;
      cycle = std::max(could, needed);
      waited_in_[last] += cycle - could;
      for (LoopInput& port : in_) port.slice.take(cycle);
    }
    for (std::int64_t pass = 0; pass < loop_.passes; ++pass)
      for (std::size_t p = 0; p < kOutputs; ++p)
        out_[p].slice.pass(out[p], cycle + pass * loop_.pass_iterations + loop_.stages + 1);
    tick_ = cycle - lost_ + (loop_.passes - 1) * loop_.pass_iterations;
    iterations_ += loop_.passes * loop_.pass_iterations;
    if (order_.step_group()) end_frame();
  }

  /// Idle ticks in front of the next iteration.
  std::int64_t gap() const { return is_restart_ && order_.is_first() ? loop_.restart_gap_cycles : 0; }

  /// The next iteration; false if it lacks a word, or it is not decided whether a result holds it.
  bool issue(std::array<Fifo::Reader, kInputs>& in) {
    const bool is_reading = order_.reads();
    Cycle needed = kNever;
    std::size_t last = 0;
    if (is_reading) {
      for (std::size_t p = 0; p < kInputs; ++p) {
        if (!in_[p].has_word(in[p])) return false;
        const Cycle ready = in_[p].ready(in[p]);
        if (ready <= needed) continue;
        needed = ready;
        last = p;
      }
    }
    const std::int64_t could = tick_ + 1 + gap();
    std::int64_t lost = lost_, tick = std::max(could, needed - lost);
    std::size_t passed = 0;
    for (; passed < holds_.size() && holds_[passed].tick <= tick; ++passed) {
      lost = holds_[passed].cycles;
      tick = std::max({could, needed - lost, holds_[passed].tick});
    }
    if (!results_.empty() && results_.front() <= tick) return false;
    holds_.pop(passed);
    lost_ = lost;
    tick_ = tick;
    if (is_reading) {
      waited_in_[last] += tick - could;
      for (std::size_t p = 0; p < kInputs; ++p) in_[p].take(in[p], tick + lost);
    }
    if (order_.writes()) results_.push(tick + loop_.stages);
    ++iterations_;
    if (order_.step())
      end_frame();
    else
      skip();
    return true;
  }

  /// Iterations that neither read nor write follow each other tick by tick, as long as no result is due.
  void skip() {
    std::int64_t count = order_.quiet();
    if (count <= 0) return;
    if (!results_.empty()) count = std::min(count, results_.front() - 1 - tick_);
    if (!holds_.empty()) count = std::min(count, holds_.front().tick - 1 - tick_);
    if (count <= 0) return;
    tick_ += count;
    iterations_ += count;
    order_.skip(count);
  }

  void end_frame() {
    --frames_left_;
    is_restart_ = true;
  }

  Block loop_;
  decltype(order_of(std::declval<const Block&>())) order_;  ///< at the next iteration
  std::int64_t frames_left_;
  bool is_restart_ = false;  ///< a frame has ended before
  const bool is_regular_;
  std::int64_t tick_ = -1, lost_ = 0;  ///< of the last iteration issued; its cycle is their sum
  std::int64_t lost_at_end_ = 0;       ///< cycles lost by all results handed over
  std::array<LoopInput, kInputs> in_;
  std::array<LoopOutput, kOutputs> out_;
  SmallQueue<std::int64_t> results_;  ///< ticks in which they reach the last stage
  SmallQueue<Hold> holds_;            ///< those behind tick_
  std::int64_t iterations_ = 0;
  std::array<std::int64_t, kInputs> waited_in_{};
  std::array<std::int64_t, kOutputs> waited_out_{};
};

}  // namespace

namespace {

/// One of LoopProcess<1, 1> .. LoopProcess<kMostPorts, 1> and LoopProcess<1, kMostPorts>.
constexpr std::size_t kMostPorts = finn::kMostPorts;

template <std::size_t kInputs, std::size_t kOutputs>
std::unique_ptr<Process> make_of(const finn::Loop& block, std::int64_t frames, LoopFifos inputs, LoopFifos outputs) {
  if (inputs.size() == kInputs && outputs.size() == kOutputs)
    return std::make_unique<LoopProcess<finn::Loop, kInputs, kOutputs>>(block, frames, std::move(inputs),
                                                                        std::move(outputs));
  if constexpr (kOutputs == 1 && kInputs < kMostPorts)
    if (outputs.size() == 1) return make_of<kInputs + 1, 1>(block, frames, std::move(inputs), std::move(outputs));
  if constexpr (kInputs == 1 && kOutputs < kMostPorts)
    return make_of<1, kOutputs + 1>(block, frames, std::move(inputs), std::move(outputs));
  return nullptr;
}

}  // namespace

std::unique_ptr<Process> make_loop(const finn::Loop& block, std::int64_t frames, LoopFifos inputs, LoopFifos outputs) {
  return make_of<1, 1>(block, frames, std::move(inputs), std::move(outputs));
}

std::unique_ptr<Process> make_sequence(const finn::Sequence& block, std::int64_t frames, Fifo* in, Fifo* out) {
  return std::make_unique<LoopProcess<finn::Sequence, 1, 1>>(block, frames, LoopFifos{in}, LoopFifos{out});
}

}  // namespace weir::timing::maxplus
