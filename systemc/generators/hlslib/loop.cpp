#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

void Iterations::run(std::int64_t count, std::uint32_t reads, std::uint32_t writes) {
  if (count <= 0) return;
  if ((reads | writes) != 0) {
    const auto add = [&](std::int64_t times, std::int64_t advance) {
      const bool continues = !steps_.empty() && steps_.back().advance == advance && steps_.back().reads == reads &&
                             steps_.back().writes == writes;
      if (continues)
        steps_.back().count += times;
      else
        steps_.push_back({times, advance, reads, writes});
    };
    add(1, ticks_ - last_event_);
    if (count > 1) add(count - 1, interval_);
    last_event_ = ticks_ + (count - 1) * interval_;
  }
  ticks_ += count * interval_;
}

void Iterations::wait(std::int64_t ticks) { ticks_ += ticks; }

Schedule Iterations::schedule() const { return {{{1, steps_}}, ticks_, 0, {}}; }

namespace {

RigidLoop rigid(const Iterations& frame, const Site& site, int distance, Drain drain) {
  RigidLoop loop{frame.schedule(), distance, drain};
  loop.loop.write_latency_cycles.assign(site.stage.outputs.size(), 0);
  return loop;
}

}  // namespace

RigidLoop batch_loop(const Iterations& frame, const Site& site) {
  if (site.numbers.is_restarted_each_frame) return frame_loop(frame, site);
  return rigid(frame, site, site.numbers.read_to_write_stages, Drain::AtBatchEnd);
}

RigidLoop frame_loop(Iterations frame, const Site& site) {
  frame.wait(site.numbers.restart_cycles);
  return rigid(frame, site, site.numbers.read_to_write_stages, Drain::AtFrameEnd);
}

RigidLoop phased_loops(Iterations frame, const Site& site) {
  frame.wait(site.numbers.restart_cycles);
  return rigid(frame, site, 0, Drain::AtFrameEnd);
}

}  // namespace weir::timing::hlslib
