/// Stages that follow a schedule, and sources and sinks that nothing pauses: run by run, with the loops that nearly all
/// words of a network pass through in registers.
#pragma once
#include <array>
#include <bit>
#include <span>
#include <utility>

#include "systemc/maxplus/process.hpp"
#include "systemc/process/cursor.hpp"

namespace weir::timing::maxplus {

using Fifos = std::vector<Fifo*>;

/// One side of a FIFO during a visit.
struct Lane {
  const Cycle* ready;  ///< `then` cycles before the next word, or its place, can be had
  Cycle* moved;
  Cycle then;
  std::int64_t left;  ///< words or room
  std::int64_t waited;

  static Lane of_input(const Fifo::Reader& in) { return {in.written, in.read, in.forward, in.words(), 0}; }
  static Lane of_output(const Fifo::Writer& out) { return {out.freed, out.written, out.hops, out.room(), 0}; }

  void pass(std::int64_t count) {
    ready += count;
    moved += count;
    left -= count;
  }
};

/// A run of events on one port.
inline Cycle run_one(Lane& lane, Cycle cycle, std::int64_t advance, std::int64_t count) {
  const Cycle* const ready = lane.ready;
  Cycle* const moved = lane.moved;
  const Cycle begin = cycle, then = lane.then;
  for (std::int64_t k = 0; k < count; ++k) moved[k] = cycle = std::max(cycle + advance, ready[k] + then);
  lane.waited += cycle - begin - count * advance;
  lane.pass(count);
  return cycle;
}

inline Cycle run_two(Lane& in, Lane& out, Cycle cycle, std::int64_t advance, std::int64_t count) {
  const Cycle *const word = in.ready, *const room = out.ready;
  Cycle *const read = in.moved, *const written = out.moved;
  const Cycle begin = cycle, forward = in.then, back = out.then;
  std::int64_t waited = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle could = cycle + advance, word_ready = word[k] + forward, room_ready = room[k] + back;
    cycle = std::max(could, std::max(word_ready, room_ready));
    waited += (cycle - could) & -static_cast<Cycle>(word_ready >= room_ready);
    read[k] = written[k] = cycle;
  }
  in.waited += waited;
  out.waited += cycle - begin - count * advance - waited;
  in.pass(count);
  out.pass(count);
  return cycle;
}

/// Forks and joins of two: every lane in registers.
inline Cycle run_three(Lane& a, Lane& b, Lane& c, Cycle cycle, std::int64_t advance, std::int64_t count) {
  const Cycle *const ready_a = a.ready, *const ready_b = b.ready, *const ready_c = c.ready;
  Cycle *const moved_a = a.moved, *const moved_b = b.moved, *const moved_c = c.moved;
  const Cycle begin = cycle, then_a = a.then, then_b = b.then, then_c = c.then;
  std::int64_t waited_a = 0, waited_b = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle could = cycle + advance, at_a = ready_a[k] + then_a, at_b = ready_b[k] + then_b;
    const Cycle last = std::max(at_a, std::max(at_b, ready_c[k] + then_c));
    cycle = std::max(could, last);
    waited_a += (cycle - could) & -static_cast<Cycle>(at_a == last);
    waited_b += (cycle - could) & -static_cast<Cycle>(at_a != last && at_b == last);
    moved_a[k] = moved_b[k] = moved_c[k] = cycle;
  }
  a.waited += waited_a;
  b.waited += waited_b;
  c.waited += cycle - begin - count * advance - waited_a - waited_b;
  for (Lane* lane : {&a, &b, &c}) lane->pass(count);
  return cycle;
}

/// The same on any ports.
inline Cycle run_all(std::span<Lane*> lanes, Cycle cycle, std::int64_t advance, std::int64_t count) {
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle could = cycle + advance;
    cycle = could;
    Lane* last = nullptr;
    for (Lane* lane : lanes) {
      if (*lane->ready + lane->then <= cycle) continue;
      cycle = *lane->ready + lane->then;
      last = lane;
    }
    if (last != nullptr) last->waited += cycle - could;
    for (Lane* lane : lanes) {
      *lane->moved = cycle;
      lane->pass(1);
    }
  }
  return cycle;
}

constexpr std::size_t kMostPorts = 32;  ///< bits of a Step's masks

/// What a visit does at all ports.
struct Lanes {
  /// Those of a step, inputs first.
  std::span<Lane*> moving(std::uint32_t reads, std::uint32_t writes) {
    std::size_t count = 0;
    for (; reads != 0; reads &= reads - 1) chosen[count++] = &inputs[static_cast<std::size_t>(std::countr_zero(reads))];
    for (; writes != 0; writes &= writes - 1)
      chosen[count++] = &outputs[static_cast<std::size_t>(std::countr_zero(writes))];
    return {chosen.data(), count};
  }

  std::array<Lane, kMostPorts> inputs, outputs;  ///< as many as there are; the others are never set
  std::array<Lane*, 2 * kMostPorts> chosen;
};

class ScheduleProcess final : public Process {
 public:
  ScheduleProcess(const Schedule& schedule, std::int64_t frames, Fifos inputs, Fifos outputs, FrameEnds* ends,
                  std::vector<WaitsUntil>* waits)
      : Process(std::move(inputs), std::move(outputs)),
        cursor_(schedule, frames),
        cycle_(schedule.gate_stage - 1),
        ends_(ends),
        waits_(waits),
        waited_in_(inputs_.size()),
        waited_out_(outputs_.size()) {}

  void advance() override {
    do {
      waits_for_ = nullptr;
      if (inputs_.size() <= 1 && outputs_.size() <= 1)
        advance_narrow();
      else
        advance_wide();
    } while (waits_for_ != nullptr && waits_for_room_ && waits_for_->room() > 0);  // a view ended, no more
  }

  /// What ended a visit in a chain; kNothing: it is done.
  enum class Wait : char { kNothing, kWord, kRoom };

  /// Can it be part of a chain? How far it gets depends on two shallow FIFOs at most then.
  bool can_be_linked() const {
    const auto is_shallow = [](const Fifo* fifo) { return fifo->can_be_link(); };
    return inputs_.size() <= 1 && outputs_.size() <= 1 && std::all_of(inputs_.begin(), inputs_.end(), is_shallow) &&
           std::all_of(outputs_.begin(), outputs_.end(), is_shallow);
  }

  /// As far as the links allow. A link of a port that it does not have is never looked at.
  Wait advance_linked(Fifo::Link& in, Fifo::Link& out) {
    while (!cursor_.done()) {
      const Step& step = cursor_.step();
      std::int64_t count = cursor_.left();
      if (step.reads != 0) count = std::min(count, in.words());
      if (step.writes != 0) count = std::min(count, out.room());
      if (count == 0) {
        waits_for_room_ = step.reads == 0 || in.words() > 0;
        waits_for_ = waits_for_room_ ? &output() : &input();
        return waits_for_room_ ? Wait::kRoom : Wait::kWord;
      }
      if (step.reads == 0)
        cycle_ = write_linked(out, cycle_, step.advance, count);
      else if (step.writes == 0)
        cycle_ = read_linked(in, cycle_, step.advance, count);
      else
        cycle_ = pass_linked(in, out, cycle_, step.advance, count);
      pass(count);
    }
    waits_for_ = nullptr;
    return Wait::kNothing;
  }

  StageOutcome outcome() const override {
    return {cursor_.iterations(), cursor_.done(), cursor_.step().reads, cursor_.step().writes, waited_in_, waited_out_};
  }

 private:
  /// Passes events that happened, the last of them in cycle_.
  void pass(std::int64_t count) {
    if (!cursor_.pass(count)) return;
    if (ends_ != nullptr) ends_->add(cycle_);
    if (waits_ != nullptr) waits_->push_back({waited_in_, waited_out_});
    cycle_ += cursor_.tail();
  }

  static void count_waits(std::int64_t& waited, Lane& lane) { waited += std::exchange(lane.waited, 0); }
  void commit_input(std::size_t port, Fifo::Reader& in, const Lane& lane) {
    waited_in_[port] += lane.waited;
    in.next = in.end - lane.left;
    inputs_[port]->commit(in);
  }
  void commit_output(std::size_t port, Fifo::Writer& out, const Lane& lane) {
    waited_out_[port] += lane.waited;
    out.next = out.end - lane.left;
    outputs_[port]->commit(out);
  }

  Cycle read_linked(Fifo::Link& in, Cycle cycle, std::int64_t advance, std::int64_t count) {
    const Cycle begin = cycle;
    for (std::int64_t k = in.reads, end = k + count; k < end; ++k)
      in.read[k] = cycle = std::max(cycle + advance, in.written[k] + in.forward);
    in.reads += count;
    waited_in_[0] += cycle - begin - count * advance;
    return cycle;
  }
  Cycle write_linked(Fifo::Link& out, Cycle cycle, std::int64_t advance, std::int64_t count) {
    const Cycle begin = cycle;
    for (std::int64_t k = out.writes, end = k + count; k < end; ++k)
      out.written[k] = cycle = std::max(cycle + advance, out.read[k - out.depth] + out.hops);
    out.writes += count;
    waited_out_[0] += cycle - begin - count * advance;
    return cycle;
  }
  /// Of both.
  Cycle pass_linked(Fifo::Link& in, Fifo::Link& out, Cycle cycle, std::int64_t advance, std::int64_t count) {
    const Cycle begin = cycle;
    std::int64_t waited = 0;
    for (std::int64_t k = 0; k < count; ++k) {
      const Cycle could = cycle + advance, word_ready = in.written[in.reads] + in.forward,
                  room_ready = out.read[out.writes - out.depth] + out.hops;
      cycle = std::max(could, std::max(word_ready, room_ready));
      waited += (cycle - could) & -static_cast<Cycle>(word_ready >= room_ready);
      in.read[in.reads++] = out.written[out.writes++] = cycle;
    }
    waited_in_[0] += waited;
    waited_out_[0] += cycle - begin - count * advance - waited;
    return cycle;
  }

  /// At most one input and one output.
  void advance_narrow() {
    Fifo::Reader reader{};
    Fifo::Writer writer{};
    Lane in{}, out{};
    if (!inputs_.empty()) in = Lane::of_input(reader = input().reader());
    if (!outputs_.empty()) out = Lane::of_output(writer = output().writer());
    while (!cursor_.done()) {
      const Step& step = cursor_.step();
      std::int64_t count = cursor_.left();
      if (step.reads != 0) count = std::min(count, in.left);
      if (step.writes != 0) count = std::min(count, out.left);
      if (count == 0) {
        waits_for_room_ = step.reads == 0 || in.left > 0;
        waits_for_ = waits_for_room_ ? &output() : &input();
        break;
      }
      if (step.reads == 0)
        cycle_ = run_one(out, cycle_, step.advance, count);
      else if (step.writes == 0)
        cycle_ = run_one(in, cycle_, step.advance, count);
      else
        cycle_ = run_two(in, out, cycle_, step.advance, count);
      if (waits_ != nullptr) {
        if (!inputs_.empty()) count_waits(waited_in_[0], in);
        if (!outputs_.empty()) count_waits(waited_out_[0], out);
      }
      pass(count);
    }
    if (!inputs_.empty()) commit_input(0, reader, in);
    if (!outputs_.empty()) commit_output(0, writer, out);
  }

  /// Any number of ports; forks and joins of two are most of them.
  void advance_wide() {
    std::array<Fifo::Reader, kMostPorts> readers;
    std::array<Fifo::Writer, kMostPorts> writers;
    Lanes lanes;
    for (std::size_t p = 0; p < inputs_.size(); ++p)
      lanes.inputs[p] = Lane::of_input(readers[p] = inputs_[p]->reader());
    for (std::size_t p = 0; p < outputs_.size(); ++p)
      lanes.outputs[p] = Lane::of_output(writers[p] = outputs_[p]->writer());
    while (!cursor_.done()) {
      const Step& step = cursor_.step();
      const std::span<Lane*> moving = lanes.moving(step.reads, step.writes);
      std::int64_t count = cursor_.left();
      for (const Lane* lane : moving) count = std::min(count, lane->left);
      if (count == 0) {
        const auto stuck = std::find_if(moving.begin(), moving.end(), [](auto* lane) { return lane->left == 0; });
        waits_for_room_ = stuck - moving.begin() >= std::popcount(step.reads);
        waits_for_ = waits_for_room_ ? outputs_[static_cast<std::size_t>(*stuck - lanes.outputs.data())]
                                     : inputs_[static_cast<std::size_t>(*stuck - lanes.inputs.data())];
        break;
      }
      cycle_ = moving.size() == 3 ? run_three(*moving[0], *moving[1], *moving[2], cycle_, step.advance, count)
                                  : run_all(moving, cycle_, step.advance, count);
      if (waits_ != nullptr) {
        for (std::size_t p = 0; p < inputs_.size(); ++p) count_waits(waited_in_[p], lanes.inputs[p]);
        for (std::size_t p = 0; p < outputs_.size(); ++p) count_waits(waited_out_[p], lanes.outputs[p]);
      }
      pass(count);
    }
    for (std::size_t p = 0; p < inputs_.size(); ++p) commit_input(p, readers[p], lanes.inputs[p]);
    for (std::size_t p = 0; p < outputs_.size(); ++p) commit_output(p, writers[p], lanes.outputs[p]);
  }

  Cursor cursor_;
  Cycle cycle_;  ///< of the last iteration passed
  bool waits_for_room_ = false;
  FrameEnds* ends_;
  std::vector<WaitsUntil>* waits_;
  std::vector<std::int64_t> waited_in_, waited_out_;  ///< by port: cycles lost because it was the last to become ready
};

}  // namespace weir::timing::maxplus
