// The HLS blocks: loops with II 1 as rigid, flushed pipelines, and the maximum pool.
#include <array>

#include "systemc/maxplus/token_process.hpp"

namespace weir::timing::maxplus {

namespace {

using Fifos = std::vector<TokenFifo*>;

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
template <std::size_t kInputs, std::size_t kOutputs>
class LoopProcess : public TokenProcess {
 public:
  LoopProcess(const finn::Loop& loop, std::int64_t frames, Fifos inputs, Fifos outputs)
      : TokenProcess(std::move(inputs), std::move(outputs)),
        loop_(loop),
        frames_left_(frames),
        is_regular_(loop.stride == 1 && loop.reads == loop.pass_iterations && !loop.reads_every_pass &&
                    loop.first_write == loop.pass_iterations - 1),
        results_(static_cast<std::size_t>(loop.stages)),
        holds_(static_cast<std::size_t>(loop.stages)) {}

  void advance() override {
    std::array<TokenFifo::Reader, kInputs> in;
    std::array<TokenFifo::Writer, kOutputs> out;
    for (std::size_t p = 0; p < kInputs; ++p) in[p] = inputs_[p]->reader();
    for (std::size_t p = 0; p < kOutputs; ++p) out[p] = outputs_[p]->writer();
    for (bool moves = true; moves;) {
      for (std::size_t p = 0; p < kInputs; ++p) in_[p].fill(in[p]);
      moves = hand_over(out);
      moves |= frames_left_ > 0 && (run_freely(in, out) || issue());
    }
    for (std::size_t p = 0; p < kInputs; ++p) inputs_[p]->commit(in[p]);
    for (std::size_t p = 0; p < kOutputs; ++p) outputs_[p]->commit(out[p]);
  }

  StageOutcome outcome() const override {
    StageOutcome seen{iterations_, frames_left_ == 0 && has_written_all(), 0,
                      0,           {waited_in_.begin(), waited_in_.end()}, {waited_out_.begin(), waited_out_.end()}};
    if (!results_.empty() || frames_left_ == 0)
      for (std::size_t p = 0; p < kOutputs; ++p)
        seen.next_writes |= out_[p].count > (results_.empty() ? 0 : 1) ? 1u << p : 0u;
    else
      for (std::size_t p = 0; p < kInputs; ++p) seen.next_reads |= in_[p].count == 0 ? 1u << p : 0u;
    return seen;
  }

 private:
  /// From `tick` on, `cycles` more have been lost.
  struct Hold {
    std::int64_t tick, cycles;
  };

  /// Results to the output slices, words from there to the FIFOs. Returns whether anything moved.
  bool hand_over(std::array<TokenFifo::Writer, kOutputs>& out) {
    bool moves = false;
    for (;;) {
      bool is_decided = true;
      for (std::size_t p = 0; p < kOutputs; ++p) {
        const int before = out_[p].count;
        out_[p].drain(out[p]);
        moves |= out_[p].count != before;
        is_decided &= out_[p].is_decided();
      }
      if (results_.empty() || !is_decided) return moves;
      push_result();
      moves = true;
    }
  }

  void push_result() {
    const std::int64_t tick = results_.front();
    results_.pop();
    const Cycle could = tick + lost_at_end_;
    Cycle cycle = could;
    std::size_t last = 0;
    for (std::size_t p = 0; p < kOutputs; ++p) {
      if (out_[p].ready() <= cycle) continue;
      cycle = out_[p].ready();
      last = p;
    }
    if (cycle > could) {
      waited_out_[last] += cycle - could;
      lost_at_end_ += cycle - could;
      holds_.push({tick, lost_at_end_});
    }
    for (OutputSlice& slice : out_) slice.push(cycle);
  }

  /// Nearly all groups of a network: no result is on its way, all words of some groups are there, and so is the room
  /// for their results, whenever they come. Then a group is one loop over its words and one over its results.
  bool run_freely(std::array<TokenFifo::Reader, kInputs>& in, std::array<TokenFifo::Writer, kOutputs>& out) {
    if (!is_regular_ || iteration_ != 0 || pass_ != 0 || !results_.empty() || !holds_.empty()) return false;
    std::int64_t groups = loop_.groups - group_;
    for (std::size_t p = 0; p < kInputs; ++p)
      groups = std::min(groups, (in_[p].count + in[p].words()) / loop_.pass_iterations);
    for (std::size_t p = 0; p < kOutputs; ++p) groups = std::min(groups, out[p].room() / loop_.passes);
    const Cycle first_result = tick_ + lost_ + loop_.pass_iterations + loop_.stages;  // at the earliest
    for (std::size_t p = 0; p < kOutputs && groups > 0; ++p) {
      if (out_[p].count > 0 || out_[p].left > first_result) return false;
      while (groups > 0 && !out[p].is_free(groups * loop_.passes, first_result + 1)) groups /= 2;
    }
    if (groups == 0) return false;
    for (std::int64_t n = 0; n < groups; ++n) run_group(in, out);
    return true;
  }

  void run_group(std::array<TokenFifo::Reader, kInputs>& in, std::array<TokenFifo::Writer, kOutputs>& out) {
    Cycle cycle = tick_ + lost_;
    if (group_ == 0) cycle += loop_.restart_gap_cycles;
    for (std::int64_t k = 0; k < loop_.pass_iterations; ++k) {
      Cycle needed = kNever;
      std::size_t last = 0;
      for (std::size_t p = 0; p < kInputs; ++p) {
        if (in_[p].count == 0) in_[p].fill_one(in[p]);
        if (in_[p].ready() <= needed) continue;
        needed = in_[p].ready();
        last = p;
      }
      const Cycle could = cycle + 1;
      cycle = std::max(could, needed);
      waited_in_[last] += cycle - could;
      for (InputSlice& slice : in_) slice.take(cycle);
    }
    for (std::int64_t pass = 0; pass < loop_.passes; ++pass)
      for (std::size_t p = 0; p < kOutputs; ++p)
        out_[p].pass(out[p], cycle + pass * loop_.pass_iterations + loop_.stages + 1);
    tick_ = cycle - lost_ + (loop_.passes - 1) * loop_.pass_iterations;
    iterations_ += loop_.passes * loop_.pass_iterations;
    end_group();
  }

  bool reads() const { return iteration_ < loop_.reads && (loop_.reads_every_pass || pass_ == 0); }
  bool writes() const { return iteration_ >= loop_.first_write && loop_.keeps(group_); }

  /// The next iteration; false if it lacks a word, or it is not decided whether a result holds it.
  bool issue() {
    const bool is_reading = reads();
    Cycle needed = kNever;
    std::size_t last = 0;
    if (is_reading) {
      for (std::size_t p = 0; p < kInputs; ++p) {
        if (in_[p].count == 0) return false;
        if (in_[p].ready() <= needed) continue;
        needed = in_[p].ready();
        last = p;
      }
    }
    const bool is_first = group_ == 0 && pass_ == 0 && iteration_ == 0;
    const std::int64_t could = tick_ + 1 + (is_first ? loop_.restart_gap_cycles : 0);
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
      for (InputSlice& slice : in_) slice.take(tick + lost);
    }
    if (writes()) results_.push(tick + loop_.stages);
    ++iterations_;
    if (!is_reading) skip();
    next_iteration();
    return true;
  }

  /// Iterations that neither read nor write follow each other tick by tick, as long as no result is due.
  void skip() {
    std::int64_t count = loop_.first_write - 1 - iteration_;
    if (loop_.reads_every_pass || count <= 0) return;
    if (!results_.empty()) count = std::min(count, results_.front() - 1 - tick_);
    if (!holds_.empty()) count = std::min(count, holds_.front().tick - 1 - tick_);
    if (count <= 0) return;
    tick_ += count;
    iteration_ += count;
    iterations_ += count;
  }

  void next_iteration() {
    if (++iteration_ < loop_.pass_iterations) return;
    iteration_ = 0;
    if (++pass_ < loop_.passes) return;
    pass_ = 0;
    end_group();
  }
  void end_group() {
    if (++group_ < loop_.groups) return;
    group_ = 0;
    --frames_left_;
  }

  finn::Loop loop_;
  std::int64_t frames_left_;
  const bool is_regular_;  ///< every group reads its words in its first pass, and every pass ends with a result
  std::int64_t group_ = 0, pass_ = 0, iteration_ = 0;  ///< of the next iteration
  std::int64_t tick_ = -1, lost_ = 0;                  ///< of the last one issued; its cycle is their sum
  std::int64_t lost_at_end_ = 0;                       ///< cycles lost by all results handed over
  std::array<InputSlice, kInputs> in_;
  std::array<OutputSlice, kOutputs> out_;
  SmallQueue<std::int64_t> results_;  ///< ticks in which they reach the last stage
  SmallQueue<Hold> holds_;            ///< those behind tick_
  std::int64_t iterations_ = 0;
  std::array<std::int64_t, kInputs> waited_in_{};
  std::array<std::int64_t, kOutputs> waited_out_{};
};

class RowPoolProcess : public TokenProcess {
 public:
  RowPoolProcess(const finn::RowPool& p, std::int64_t frames, TokenFifo* in, TokenFifo* out)
      : TokenProcess({in}, {out}), p_(p), bands_left_(frames * (p.rows / p.window)) {}

  void advance() override {
    auto in = input().reader();
    auto out = output().writer();
    for (;;) {
      in_.fill(in);
      out_.drain(out);
      if (bands_left_ == 0 || !(is_reading() ? read() : write())) break;
    }
    out_.drain(out);
    input().commit(in);
    output().commit(out);
  }

  StageOutcome outcome() const override {
    const bool is_done = bands_left_ == 0;
    return outcome_of(core_, is_done && has_written_all(), !is_done && is_reading(),
                      is_done ? out_.count > 0 : !is_reading());
  }

 private:
  bool is_reading() const { return pixel_ < p_.window * p_.columns; }

  bool read() {
    if (in_.count == 0) return false;
    core_.fire(in_.ready(), kNever);
    in_.take(core_.cycle);
    if (++pixel_ % p_.window == 0) core_.cycle += is_reading() ? p_.pixel_gap_cycles : p_.turn_gap_cycles;
    return true;
  }

  bool write() {
    if (!out_.is_decided()) return false;
    core_.fire(kNever, out_.ready());
    out_.push(core_.cycle);
    if (++pixel_ < p_.window * p_.columns + p_.columns / p_.window) return true;
    pixel_ = 0;
    --bands_left_;
    core_.cycle += p_.turn_gap_cycles;
    return true;
  }

  finn::RowPool p_;
  std::int64_t bands_left_, pixel_ = 0;  ///< pixel: in the band; behind the last one its results
  InputSlice in_;
  OutputSlice out_;
  Core core_;  ///< the gap behind an event belongs to it
};

}  // namespace

namespace {

/// One of LoopProcess<1, 1> .. LoopProcess<kMostPorts, 1> and LoopProcess<1, kMostPorts>.
constexpr std::size_t kMostPorts = finn::kMostPorts;

template <std::size_t kInputs, std::size_t kOutputs>
std::unique_ptr<TokenProcess> make_of(const finn::Loop& block, std::int64_t frames, Fifos inputs, Fifos outputs) {
  if (inputs.size() == kInputs && outputs.size() == kOutputs)
    return std::make_unique<LoopProcess<kInputs, kOutputs>>(block, frames, std::move(inputs), std::move(outputs));
  if constexpr (kOutputs == 1 && kInputs < kMostPorts)
    if (outputs.size() == 1) return make_of<kInputs + 1, 1>(block, frames, std::move(inputs), std::move(outputs));
  if constexpr (kInputs == 1 && kOutputs < kMostPorts)
    return make_of<1, kOutputs + 1>(block, frames, std::move(inputs), std::move(outputs));
  return nullptr;
}

}  // namespace

std::unique_ptr<TokenProcess> make_loop(const finn::Loop& block, std::int64_t frames, Fifos inputs, Fifos outputs) {
  return make_of<1, 1>(block, frames, std::move(inputs), std::move(outputs));
}

std::unique_ptr<TokenProcess> make_row_pool(const finn::RowPool& block, std::int64_t frames, TokenFifo* in,
                                            TokenFifo* out) {
  return std::make_unique<RowPoolProcess>(block, frames, in, out);
}

}  // namespace weir::timing::maxplus
