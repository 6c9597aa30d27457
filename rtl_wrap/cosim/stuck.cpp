#include "rtl_wrap/cosim/stuck.hpp"

#include <algorithm>
#include <optional>

#include "golden/base/error.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::rtl {

namespace {

constexpr std::int64_t kMargin = 64;

std::int64_t longest_silence(const timing::Schedule& schedule) {
  std::int64_t longest = 0, total = 0, first = -1;
  for (const timing::Block& block : schedule.blocks)
    for (const timing::Step& step : block.steps) {
      if (first < 0) first = step.advance;
      longest = std::max(longest, step.advance);
      total += block.repeat * step.count * step.advance;
    }
  int latency = 0;
  for (const int cycles : schedule.write_latency_cycles) latency = std::max(latency, cycles);
  const std::int64_t between_frames = schedule.iterations - total + std::max<std::int64_t>(first, 0);
  return std::max(longest, between_frames) + schedule.gate_stage + latency;
}

std::int64_t words_of(const golden::StageGraph& graph, const golden::Stage& stage) {
  std::int64_t words = 0;
  for (const auto* list : {&stage.inputs, &stage.outputs})
    for (const int stream : *list) words += graph.streams[static_cast<std::size_t>(stream)].words_per_frame();
  return words;
}

/// Nothing for a kind without one.
std::optional<timing::Schedule> schedule_of(const golden::Stage& stage) {
  try {
    return timing::make_schedule(stage);
  } catch (const Error& error) {
    if (error.code != "no-schedule") throw;
    return std::nullopt;
  }
}

class WaitFinder {
 public:
  WaitFinder(const golden::StageGraph& graph, const std::vector<StreamCheck>& checks)
      : graph_(graph), checks_(checks) {}

  std::vector<timing::Wait> waits() const {
    std::vector<timing::Wait> found;
    for (std::size_t i = 0; i < graph_.streams.size(); ++i) {
      const golden::Stream& stream = graph_.streams[i];
      if (stream.producer == golden::kOutside && checks_[i].entries() < total(i) && blocks_writer(i))
        found.push_back(wait("source", i, true));
      if (stream.consumer == golden::kOutside && checks_[i].exits() < total(i)) found.push_back(wait("sink", i, false));
    }
    for (const golden::Stage& stage : graph_.stages) {
      if (is_done(stage)) continue;
      for (const int i : stage.inputs)
        if (occupancy(index(i)) == 0) found.push_back(wait(stage.name, index(i), false));
      for (const int i : stage.outputs)
        if (blocks_writer(index(i))) found.push_back(wait(stage.name, index(i), true));
    }
    return found;
  }

  std::vector<std::string> idle() const {
    std::vector<std::string> names;
    for (const golden::Stage& stage : graph_.stages)
      if (!is_done(stage) &&
          std::none_of(stage.inputs.begin(), stage.inputs.end(), [&](int i) { return occupancy(index(i)) == 0; }) &&
          std::none_of(stage.outputs.begin(), stage.outputs.end(), [&](int i) { return blocks_writer(index(i)); }))
        names.push_back(stage.name);
    return names;
  }

  /// Stage that would have to act: the reader of a full stream, the writer of an empty one; kOutside ends the search.
  int blocker(const timing::Wait& wait) const {
    const golden::Stream& stream = *graph_.find_stream(wait.stream);
    return wait.for_room ? stream.consumer : stream.producer;
  }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  std::int64_t total(std::size_t i) const { return checks_[i].frames() * checks_[i].words_per_frame(); }
  int occupancy(std::size_t i) const { return static_cast<int>(checks_[i].entries() - checks_[i].exits()); }
  bool blocks_writer(std::size_t i) const { return occupancy(i) >= graph_.streams[i].depth_words; }
  bool is_done(const golden::Stage& stage) const {
    return std::all_of(stage.outputs.begin(), stage.outputs.end(),
                       [&](int i) { return checks_[index(i)].entries() >= total(index(i)); }) &&
           std::all_of(stage.inputs.begin(), stage.inputs.end(),
                       [&](int i) { return checks_[index(i)].exits() >= total(index(i)); });
  }
  timing::Wait wait(const std::string& who, std::size_t i, bool for_room) const {
    return {who, graph_.streams[i].name, for_room, occupancy(i), graph_.streams[i].depth_words};
  }

  const golden::StageGraph& graph_;
  const std::vector<StreamCheck>& checks_;
};

/// Follows waits from stage to stage until one comes back; depth first, each stage once.
class CircleFinder {
 public:
  CircleFinder(const golden::StageGraph& graph, const WaitFinder& finder, const std::vector<timing::Wait>& waits)
      : graph_(graph), finder_(finder), waits_(waits), seen_(graph.stages.size(), false) {}

  std::vector<std::string> find() {
    for (std::size_t stage = 0; stage < graph_.stages.size(); ++stage)
      if (visit(static_cast<int>(stage))) return circle();
    return {};
  }

 private:
  bool visit(int stage) {
    if (stage == golden::kOutside) return false;
    const auto known = std::find(path_.begin(), path_.end(), stage);
    if (known != path_.end()) {
      path_.erase(path_.begin(), known);
      return true;
    }
    if (seen_[static_cast<std::size_t>(stage)]) return false;
    seen_[static_cast<std::size_t>(stage)] = true;
    path_.push_back(stage);
    for (const timing::Wait& wait : waits_)
      if (wait.stage == graph_.stages[static_cast<std::size_t>(stage)].name && visit(finder_.blocker(wait)))
        return true;
    path_.pop_back();
    return false;
  }
  std::vector<std::string> circle() const {
    std::vector<std::string> names;
    for (const int stage : path_) names.push_back(graph_.stages[static_cast<std::size_t>(stage)].name);
    return names;
  }

  const golden::StageGraph& graph_;
  const WaitFinder& finder_;
  const std::vector<timing::Wait>& waits_;
  std::vector<bool> seen_;
  std::vector<int> path_;
};

}  // namespace

std::int64_t quiet_bound_cycles(const golden::StageGraph& graph) {
  std::int64_t longest = 0;
  for (const golden::Stage& stage : graph.stages) {
    const auto schedule = schedule_of(stage);
    longest = std::max(longest, schedule ? longest_silence(*schedule) : words_of(graph, stage));
  }
  return 2 * longest + kMargin;
}

std::int64_t boundary_quiet_bound_cycles(const golden::StageGraph& graph) {
  constexpr std::int64_t margin = 10000;
  std::int64_t work = 0;
  for (const golden::Stage& stage : graph.stages) {
    const auto schedule = schedule_of(stage);
    work += schedule ? schedule->iterations : words_of(graph, stage);
  }
  return 2 * work + margin;
}

timing::Deadlock describe_deadlock(const golden::StageGraph& graph, const std::vector<StreamCheck>& checks,
                                   std::int64_t first_quiet_cycle) {
  const WaitFinder finder(graph, checks);
  timing::Deadlock deadlock;
  deadlock.cycle = first_quiet_cycle;
  deadlock.waits = finder.waits();
  deadlock.circle = CircleFinder(graph, finder, deadlock.waits).find();
  return deadlock;
}

std::vector<std::string> idle_stages(const golden::StageGraph& graph, const std::vector<StreamCheck>& checks) {
  return WaitFinder(graph, checks).idle();
}

}  // namespace weir::rtl
