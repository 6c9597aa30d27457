#include "systemc/engines/recurrence.hpp"

#include <functional>

#include "systemc/modules/context.hpp"
#include "systemc/modules/design.hpp"

namespace weir::timing {

namespace modules {

namespace {

/// Calls back in the middle between two cycles after `event`.
class FrameWatch : public sc_core::sc_module {
 public:
  FrameWatch(sc_core::sc_module_name name, const sc_core::sc_event& event, std::function<void(std::int64_t)> call)
      : sc_module(name), call_(std::move(call)) {
    SC_HAS_PROCESS(FrameWatch);
    SC_METHOD(watch);
    sensitive << event;
    dont_initialize();
  }

 private:
  void watch() { call_(now_cycle()); }

  std::function<void(std::int64_t)> call_;
};

/// States after frame 1, 2, ...
class StatesByFrame {
 public:
  std::optional<Recurrence> add(State state, std::int64_t cycle, std::int64_t frames_begun) {
    seen_.push_back({std::move(state), cycle, frames_begun});
    const Seen& last = seen_.back();
    for (std::size_t i = seen_.size() - 1; i-- > 0;)
      if (seen_[i].state == last.state)
        return Recurrence{static_cast<int>(i) + 1, static_cast<int>(seen_.size() - 1 - i), last.cycle - seen_[i].cycle,
                          seen_[i].cycle, static_cast<int>(seen_[i].frames_begun) + 1};
    return std::nullopt;
  }

 private:
  struct Seen {
    State state;
    std::int64_t cycle, frames_begun;
  };
  std::vector<Seen> seen_;
};

}  // namespace

}  // namespace modules

/// After every frame of the first output the state is compared with those after earlier ones.
std::optional<Recurrence> find_recurrence(const TimingGraph& graph, int most_frames, const std::atomic<bool>* stop) {
  using namespace modules;
  SimulationOptions options;
  options.frames = most_frames;
  require_valid(graph, options);
  for (const TimingStream& stream : graph.streams)
    if (!stream.pace.empty()) throw Error("recurrence", "stream " + stream.name + " has a pattern of its own");
  std::vector<StreamRecord> records(graph.streams.size());
  const FreshContext context;
  Design design(graph, options, Behaviours(graph.stages.size()), records);
  StatesByFrame states;
  std::optional<Recurrence> found;
  FrameWatch watch("frame_watch", design.frame_left(), [&](std::int64_t cycle) {
    if (!found && !design.has_ended_source()) found = states.add(design.state(cycle), cycle, design.frames_begun());
  });
  do run_a_slice();
  while (!found && is_pending() && (stop == nullptr || !stop->load(std::memory_order_relaxed)));
  return found;
}

}  // namespace weir::timing
