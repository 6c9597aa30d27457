#include "systemc/sizing/timetable/plan.hpp"

#include <algorithm>

#include "systemc/process/boundary.hpp"

namespace weir::timing {

EventIndex::EventIndex(const Schedule& schedule, std::size_t inputs, std::size_t outputs)
    : schedule_(&schedule), inputs_(inputs) {
  event_totals_ = sum([](const Step&) { return 1; });
  events_ = event_totals_.before_block.back();
  for (std::size_t port = 0; port < inputs + outputs; ++port)
    word_totals_.push_back(sum([&](const Step& step) { return moves(step, port) ? 1 : 0; }));
}

template <class Weight>
EventIndex::Totals EventIndex::sum(Weight&& weight) const {
  Totals totals;
  std::int64_t total = 0;
  for (const Block& block : schedule_->blocks) {
    totals.before_block.push_back(total);
    std::int64_t inside = 0;
    std::vector<std::int64_t> before_step;
    for (const Step& step : block.steps) {
      before_step.push_back(inside);
      inside += step.count * weight(step);
    }
    totals.before_step.push_back(std::move(before_step));
    totals.per_repeat.push_back(inside);
    total += inside * block.repeat;
  }
  totals.before_block.push_back(total);
  return totals;
}

EventIndex::Place EventIndex::find(const Totals& totals, std::int64_t number) const {
  const auto last_not_above = [](const std::vector<std::int64_t>& sorted, std::int64_t value) {
    return static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin()) - 1;
  };
  Place place;
  place.block = last_not_above(totals.before_block, number);
  number -= totals.before_block[place.block];
  place.repeat = number / totals.per_repeat[place.block];
  number %= totals.per_repeat[place.block];
  place.step_number = last_not_above(totals.before_step[place.block], number);
  place.count = number - totals.before_step[place.block][place.step_number];
  place.step = &schedule_->blocks[place.block].steps[place.step_number];
  place.event = total_at(event_totals_, place, 1);
  return place;
}

std::int64_t EventIndex::total_at(const Totals& totals, const Place& place, std::int64_t weight) {
  return totals.before_block[place.block] + place.repeat * totals.per_repeat[place.block] +
         totals.before_step[place.block][place.step_number] + place.count * weight;
}

EventIndex::Place EventIndex::at(std::int64_t event) const { return find(event_totals_, event); }

EventIndex::Place EventIndex::moving(std::size_t port, std::int64_t word) const {
  return find(word_totals_[port], word);
}

std::int64_t EventIndex::word(const Place& place, std::size_t port) const {
  return total_at(word_totals_[port], place, moves(*place.step, port) ? 1 : 0);
}

Plan::Plan(const TimingGraph& timing_graph) : graph(timing_graph) {
  constexpr std::int64_t kMostIterations = 20'000'000;  // of all frames in flight together
  std::int64_t iterations = 0;
  for (const TimingStream& stream : graph.streams) {
    channels.push_back({static_cast<Cycle>(stream.words_per_frame), write_latency_cycles(graph, stream)});
    if (stream.producer == kOutside || stream.consumer == kOutside) iterations += stream.words_per_frame;
  }
  for (const TimingStage& stage : graph.stages) iterations = std::max(iterations, stage.schedule.iterations);
  if (iterations > kMostIterations)
    throw Error("sizing-range", graph.name + ": " + std::to_string(iterations) + " cycles per frame", "",
                "FIFO sizing handles up to " + std::to_string(kMostIterations));
  boundary_schedules_.reserve(graph.streams.size());
  steady_schedules_.reserve(graph.stages.size());
  for (const TimingStage& stage : graph.stages) add_actor(stage.name, every_frame(stage), stage.inputs, stage.outputs);
  for (int s = 0; s < static_cast<int>(graph.streams.size()); ++s) {
    const TimingStream& stream = graph.streams[static_cast<std::size_t>(s)];
    const bool is_source = stream.producer == kOutside;
    if (!is_source && stream.consumer != kOutside) continue;
    boundary_schedules_.push_back(is_source ? source_schedule(stream) : sink_schedule(stream));
    if (is_source)
      add_actor("source of " + stream.name, boundary_schedules_.back(), {}, {s});
    else
      add_actor("sink of " + stream.name, boundary_schedules_.back(), {s}, {});
  }
  find_reach();
}

/// Without the first and the last frame, if those differ.
const Schedule& Plan::every_frame(const TimingStage& stage) {
  if (!has_ends(stage.schedule)) return stage.schedule;
  const Schedule first{stage.schedule.first};
  for (std::size_t p = 0; p < stage.inputs.size(); ++p) {
    Channel& channel = channels[static_cast<std::size_t>(stage.inputs[p])];
    channel.ahead = static_cast<Cycle>(words_read(first, static_cast<int>(p)));
    reads_ahead = reads_ahead || channel.ahead > 0;
  }
  steady_schedules_.push_back(stage.schedule);
  steady_schedules_.back().first.clear();
  steady_schedules_.back().last.clear();
  return steady_schedules_.back();
}

void Plan::add_actor(std::string name, const Schedule& schedule, std::vector<int> inputs,
                     const std::vector<int>& outputs) {
  const int me = static_cast<int>(actors.size());
  for (std::size_t p = 0; p < inputs.size(); ++p) {
    channels[static_cast<std::size_t>(inputs[p])].consumer = me;
    channels[static_cast<std::size_t>(inputs[p])].consumer_port = p;
  }
  for (std::size_t p = 0; p < outputs.size(); ++p) {
    channels[static_cast<std::size_t>(outputs[p])].producer = me;
    channels[static_cast<std::size_t>(outputs[p])].producer_port = inputs.size() + p;
  }
  const std::size_t input_count = inputs.size();
  inputs.insert(inputs.end(), outputs.begin(), outputs.end());
  std::int64_t span = 0;
  for (const Block& block : schedule.blocks)
    for (const Step& step : block.steps) span += block.repeat * step.count * step.advance;
  actors.push_back({std::move(name), &schedule, std::move(inputs), input_count,
                    static_cast<Cycle>(schedule.iterations - span), 0,
                    EventIndex(schedule, input_count, outputs.size())});
}

/// Streams form no circle, so each actor has all that its consumers have once they are done.
void Plan::find_reach() {
  reach_.assign(actors.size(), {});
  std::vector<int> stack;
  int ranked = 0;  // from the sinks on
  for (std::size_t first = 0; first < actors.size(); ++first) {
    stack.push_back(static_cast<int>(first));
    while (!stack.empty()) {
      const auto actor = static_cast<std::size_t>(stack.back());
      bool is_ready = true;
      for (std::size_t p = actors[actor].inputs; p < actors[actor].channels.size(); ++p) {
        const int next = channels[static_cast<std::size_t>(actors[actor].channels[p])].consumer;
        if (!reach_[static_cast<std::size_t>(next)].empty()) continue;
        stack.push_back(next);
        is_ready = false;
      }
      if (!is_ready) continue;
      stack.pop_back();
      if (!reach_[actor].empty()) continue;
      actors[actor].rank = static_cast<int>(actors.size()) - ++ranked;
      reach_[actor].assign(actors.size(), false);
      reach_[actor][actor] = true;
      for (std::size_t p = actors[actor].inputs; p < actors[actor].channels.size(); ++p) {
        const auto& next =
            reach_[static_cast<std::size_t>(channels[static_cast<std::size_t>(actors[actor].channels[p])].consumer)];
        for (std::size_t k = 0; k < actors.size(); ++k)
          if (next[k]) reach_[actor][k] = true;
      }
    }
  }
}

}  // namespace weir::timing
