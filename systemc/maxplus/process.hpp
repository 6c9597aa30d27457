/// The processes of the engine: a schedule, a block of FINN, a source or a sink as recurrences on the times of words. A
/// process advances as far as the words and places known so far decide.
#pragma once
#include <memory>
#include <vector>

#include "systemc/engines/frame_waits.hpp"
#include "systemc/engines/outcome.hpp"
#include "systemc/maxplus/fifo.hpp"

namespace weir::timing::maxplus {

class Process {
 public:
  Process(std::vector<Fifo*> inputs, std::vector<Fifo*> outputs)
      : inputs_(std::move(inputs)), outputs_(std::move(outputs)) {}
  virtual ~Process() = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  virtual void advance() = 0;
  /// What it did, and what it waits for after an advance().
  virtual StageOutcome outcome() const = 0;
  /// After an advance(): the one FIFO whose words or places would let it go on; null: any.
  const Fifo* waits_for() const { return waits_for_; }

 protected:
  Fifo& input() const { return *inputs_.front(); }
  Fifo& output() const { return *outputs_.front(); }
  bool has_written_all() const;

  std::vector<Fifo*> inputs_, outputs_;
  const Fifo* waits_for_ = nullptr;
};

/// The step that a block repeats once per word: when it happened last, and for whom it waited.
struct Core : CoreCounts {
  Cycle cycle = -1;

  /// The next one, as soon as both are ready; the input counts if both are ready in the same cycle.
  void fire(Cycle input_ready, Cycle output_ready) {
    const Cycle could = cycle + 1;
    cycle = std::max({could, input_ready, output_ready});
    (input_ready >= output_ready ? waited_for_input : waited_for_output) += cycle - could;
    ++events;
  }
};

/// A register slice of two words between a FIFO and a loop: when its words came, and when the loop took them.
struct InputSlice {
  Cycle words[2] = {kNever, kNever};
  int count = 0;
  Cycle last = -1, taken = -1, taken_before = -1;

  void fill(Fifo::Reader& in) {
    while (count < 2 && in.has_word()) fill_one(in);
  }
  /// Requires a place and a word.
  void fill_one(Fifo::Reader& in) {
    // Word k takes the place of word k - 2, which the loop took last but one, or last if word k - 1 is still here.
    const Cycle freed = count == 0 ? taken_before : taken;
    last = std::max({in.ready(), last + 1, freed + 1});
    in.take(last);
    words[count++] = last;
  }
  Cycle ready() const { return words[0] + 1; }
  void take(Cycle cycle) {
    words[0] = words[1];
    --count;
    taken_before = taken;
    taken = cycle;
  }
};

/// The same between a loop and its FIFO.
struct OutputSlice {
  Cycle words[2] = {kNever, kNever};
  int count = 0;
  Cycle left = -1, left_before = -1;

  void drain(Fifo::Writer& out) {
    while (count > 0 && out.has_room()) {
      const Cycle cycle = std::max({words[0] + 1, left + 1, out.ready()});
      out.put(cycle);
      left_before = left;
      left = cycle;
      words[0] = words[1];
      --count;
    }
  }
  /// Is it decided when the next word finds a place?
  bool is_decided() const { return count < 2; }
  Cycle ready() const { return (count == 0 ? left_before : left) + 1; }
  void push(Cycle cycle) { words[count++] = cycle; }
  /// A word that finds its way free and leaves in that cycle.
  void pass(Fifo::Writer& out, Cycle cycle) {
    out.put(cycle);
    left_before = left;
    left = cycle;
  }
};

/// The ports of a loop: with a slice, or directly at their FIFO.
struct LoopInput {
  bool is_direct = false;
  InputSlice slice = {};

  void fill(Fifo::Reader& in) {
    if (!is_direct) slice.fill(in);
  }
  bool has_word(const Fifo::Reader& in) const { return is_direct ? in.has_word() : slice.count > 0; }
  Cycle ready(const Fifo::Reader& in) const { return is_direct ? in.ready() : slice.ready(); }
  void take(Fifo::Reader& in, Cycle cycle) { is_direct ? in.take(cycle) : slice.take(cycle); }
};
struct LoopOutput {
  bool is_direct = false;
  OutputSlice slice = {};

  bool is_decided(const Fifo::Writer& out) const { return is_direct ? out.has_room() : slice.is_decided(); }
  Cycle ready(const Fifo::Writer& out) const { return is_direct ? out.ready() : slice.ready(); }
  void push(Fifo::Writer& out, Cycle cycle) { is_direct ? out.put(cycle) : slice.push(cycle); }
};

/// `schedule` must outlive the process. `ends` may be null: told when each frame has ended. `waits` may be null: gets
/// what was waited for until then.
std::unique_ptr<Process> make_schedule(const Schedule& schedule, std::int64_t frames, std::vector<Fifo*> inputs,
                                       std::vector<Fifo*> outputs, FrameEnds* ends = nullptr,
                                       std::vector<WaitsUntil>* waits = nullptr);

std::unique_ptr<Process> make_process(const finn::Block& block, std::int64_t frames, std::vector<Fifo*> inputs,
                                      std::vector<Fifo*> outputs);

// One maker per file.
std::unique_ptr<Process> make_window(const finn::Window& block, std::int64_t frames, Fifo* in, Fifo* out);
std::unique_ptr<Process> make_loop(const finn::Loop& block, std::int64_t frames, std::vector<Fifo*> inputs,
                                   std::vector<Fifo*> outputs);
std::unique_ptr<Process> make_sequence(const finn::Sequence& block, std::int64_t frames, Fifo* in, Fifo* out);
std::unique_ptr<Process> make_parallel_window(const finn::ParallelWindow& block, std::int64_t frames, Fifo* in,
                                              Fifo* out);
std::unique_ptr<Process> make_multiplier(const finn::Multiplier& block, Fifo* in, Fifo* out);

}  // namespace weir::timing::maxplus
