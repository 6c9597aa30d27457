#include "systemc/process/rigid.hpp"

#include <map>

namespace weir::timing {

namespace {

/// Reads and writes by tick.
class Ticks {
 public:
  void read(std::int64_t tick, std::uint32_t ports) {
    if (ports != 0) events_[tick].reads |= ports;
  }
  void write(std::int64_t tick, std::uint32_t ports) {
    if (ports != 0) events_[tick].writes |= ports;
  }

  std::vector<Block> blocks() const {
    if (events_.empty()) return {};
    Block block{1, {}};
    std::int64_t previous = -1;
    for (const auto& [tick, event] : events_) {
      const Step step{1, tick - previous, event.reads, event.writes};
      previous = tick;
      if (!block.steps.empty() && continues(block.steps.back(), step))
        ++block.steps.back().count;
      else
        block.steps.push_back(step);
    }
    return {block};
  }

 private:
  static bool continues(const Step& run, const Step& step) {
    return run.advance == step.advance && run.reads == step.reads && run.writes == step.writes;
  }
  std::map<std::int64_t, Event> events_;
};

Schedule drained_per_frame(const Schedule& loop, int distance) {
  Ticks frame;
  for (const Event& event : expand(loop)) {
    frame.read(event.iteration, event.reads);
    frame.write(event.iteration + distance, event.writes);
  }
  return {frame.blocks(), loop.iterations + distance, loop.gate_stage, {}};
}

/// Frame f owns the ticks in which its iterations would write. In its last ones the first iterations of the next frame
/// read already, which in the last frame nobody does.
Schedule drained_per_batch(const Schedule& loop, int distance) {
  Ticks first, frame, last;
  for (const Event& event : expand(loop)) {
    const bool is_early = event.iteration < distance;
    if (is_early) first.read(event.iteration, event.reads);
    frame.read(event.iteration - distance + (is_early ? loop.iterations : 0), event.reads);
    frame.write(event.iteration, event.writes);
    if (!is_early) last.read(event.iteration - distance, event.reads);
    last.write(event.iteration, event.writes);
  }
  Schedule schedule{frame.blocks(), loop.iterations, loop.gate_stage, {}};
  schedule.first = first.blocks();
  if (schedule.first.empty()) {
    schedule.gate_stage += distance;  // nothing happens while the pipeline fills, and all frames are alike
  } else {
    schedule.first_iterations = distance;
    schedule.last = last.blocks();
  }
  return schedule;
}

bool writes_anything(const Schedule& loop) {
  for (const Block& block : loop.blocks)
    for (const Step& step : block.steps)
      if (step.writes != 0) return true;
  return false;
}

}  // namespace

Schedule rigid_schedule(const RigidLoop& rigid, const std::string& where) {
  const Schedule& loop = rigid.loop;
  const bool is_batch = rigid.drain == Drain::AtBatchEnd;
  if (rigid.distance < 0 || (is_batch && rigid.distance >= loop.iterations))
    throw Error("bad-schedule",
                where + ": a write " + std::to_string(rigid.distance) + " stages behind the read in a loop of " +
                    std::to_string(loop.iterations) + " iterations per frame",
                "", "legal: 0 or more, and fewer than the iterations of a frame");
  if (!writes_anything(loop)) return loop;
  Schedule schedule = is_batch ? drained_per_batch(loop, rigid.distance) : drained_per_frame(loop, rigid.distance);
  schedule.write_latency_cycles.assign(loop.write_latency_cycles.size(), 0);
  return schedule;
}

void validate_ends(const Schedule& schedule, int inputs, int outputs, const std::string& where, Errors& errors) {
  if (!has_ends(schedule)) return;
  const auto part = [&](const std::vector<Block>& blocks, std::int64_t iterations) {
    return Schedule{blocks, iterations, schedule.gate_stage, schedule.write_latency_cycles};
  };
  const Schedule first = part(schedule.first, schedule.first_iterations),
                 last = part(schedule.last, schedule.iterations);
  validate(first, inputs, outputs, where + ", before the first frame", errors);
  for (int p = 0; p < outputs; ++p)
    if (words_written(first, p) > 0)
      errors.add("bad-schedule", where + ": writes output " + std::to_string(p) + " before its first frame", "",
                 "frames are aligned to what is written: before the first one there are reads only");
  validate(last, inputs, outputs, where + ", last frame", errors);
  const auto balance = [&](const char* what, int ports, std::int64_t (*words)(const Schedule&, int)) {
    for (int p = 0; p < ports; ++p)
      if (words(first, p) + words(last, p) != words(schedule, p))
        errors.add("bad-schedule", where + ": " + what + " " + std::to_string(p) +
                                       " moves other words in its first and last frame than in one between");
  };
  balance("input", inputs, &words_read);
  balance("output", outputs, &words_written);
}

}  // namespace weir::timing
