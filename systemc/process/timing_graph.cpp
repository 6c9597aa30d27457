#include "systemc/process/timing_graph.hpp"

#include <algorithm>
#include <set>

namespace weir::timing {

namespace {

/// Is `ports[port]` of the stage this stream, and only this port?
bool is_attached(const std::vector<int>& ports, int port, int stream) {
  if (port < 0 || port >= static_cast<int>(ports.size()) || ports[port] != stream) return false;
  int uses = 0;
  for (const int s : ports) uses += s == stream ? 1 : 0;
  return uses == 1;
}

void check_stream_ends(const TimingGraph& graph, int index, Errors& errors) {
  const TimingStream& stream = graph.streams[index];
  const int stages = static_cast<int>(graph.stages.size());
  const auto dangles = [&](const std::string& problem) {
    errors.add("dangling-stream", "stream " + stream.name + " " + problem);
  };
  if (stream.producer == kOutside && stream.consumer == kOutside) dangles("has neither producer nor consumer");
  if (stream.producer != kOutside) {
    if (stream.producer < 0 || stream.producer >= stages)
      dangles("has a producer that does not exist (stage number " + std::to_string(stream.producer) + ")");
    else if (!is_attached(graph.stages[stream.producer].outputs, stream.producer_port, index))
      dangles("is not output " + std::to_string(stream.producer_port) + " of its producer " +
              graph.stages[stream.producer].name);
  }
  if (stream.consumer != kOutside) {
    if (stream.consumer < 0 || stream.consumer >= stages)
      dangles("has a consumer that does not exist (stage number " + std::to_string(stream.consumer) + ")");
    else if (!is_attached(graph.stages[stream.consumer].inputs, stream.consumer_port, index))
      dangles("is not input " + std::to_string(stream.consumer_port) + " of its consumer " +
              graph.stages[stream.consumer].name);
  }
}

void check_stage_ports(const TimingGraph& graph, int index, Errors& errors) {
  const TimingStage& stage = graph.stages[index];
  const auto check = [&](const std::vector<int>& ports, const char* side, int TimingStream::*end) {
    for (std::size_t p = 0; p < ports.size(); ++p) {
      const int s = ports[p];
      const bool exists = s >= 0 && s < static_cast<int>(graph.streams.size());
      if (exists && graph.streams[s].*end == index) continue;
      errors.add("dangling-stream", "stage " + stage.name + ": " + side + " " + std::to_string(p) + " is " +
                                        (exists ? "stream " + graph.streams[s].name + ", which has another end there"
                                                : "not connected to a stream"));
    }
  };
  check(stage.inputs, "input", &TimingStream::consumer);
  check(stage.outputs, "output", &TimingStream::producer);
}

void check_rate(const TimingStream& stream, const TimingStage& stage, const char* verb, std::int64_t words,
                Errors& errors) {
  if (words == stream.words_per_frame) return;
  errors.add("rate-balance", "stage " + stage.name + " " + verb + " " + std::to_string(words) +
                                 " words per frame on stream " + stream.name + ", which carries " +
                                 std::to_string(stream.words_per_frame));
}

void check_rates(const TimingGraph& graph, Errors& errors) {
  for (const TimingStream& stream : graph.streams) {
    if (stream.words_per_frame < 1)
      errors.add("rate-balance",
                 "stream " + stream.name + " carries " + std::to_string(stream.words_per_frame) + " words per frame");
    if (stream.producer != kOutside) {
      const TimingStage& stage = graph.stages[stream.producer];
      check_rate(stream, stage, "writes",
                 stage.block ? words_out(*stage.block) : words_written(stage.schedule, stream.producer_port), errors);
    }
    if (stream.consumer != kOutside) {
      const TimingStage& stage = graph.stages[stream.consumer];
      check_rate(stream, stage, "reads",
                 stage.block ? words_in(*stage.block) : words_read(stage.schedule, stream.consumer_port), errors);
    }
  }
}

/// A word on its way holds a place in the first queue, for which queues in a row have no law.
void check_queues(const TimingGraph& graph, Errors& errors) {
  for (const TimingStream& stream : graph.streams)
    if (stream.hops > 1 && write_latency_cycles(graph, stream) > 0)
      errors.add("fifo-depth",
                 "stream " + stream.name + " has " + std::to_string(stream.hops) +
                     " queues in a row behind a writer that takes places before its words enter",
                 "", "legal: one queue, or a writer without write latency");
}

void check_acyclic(const TimingGraph& graph, Errors& errors) {
  std::vector<int> missing(graph.stages.size(), 0), ready;
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    for (const int s : graph.stages[i].inputs) missing[i] += graph.streams[s].producer != kOutside ? 1 : 0;
    if (missing[i] == 0) ready.push_back(static_cast<int>(i));
  }
  std::size_t done = 0;
  for (; !ready.empty(); ++done) {
    const TimingStage& stage = graph.stages[ready.back()];
    ready.pop_back();
    for (const int s : stage.outputs) {
      const int consumer = graph.streams[s].consumer;
      if (consumer != kOutside && --missing[consumer] == 0) ready.push_back(consumer);
    }
  }
  if (done == graph.stages.size()) return;
  std::string names;
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (missing[i] > 0) names += (names.empty() ? "" : ", ") + graph.stages[i].name;
  errors.add("graph-cycle", graph.name + ": a cycle of streams among or before the stages " + names, "",
             "streams must lead from inputs to outputs only");
}

void check_timing(const TimingStage& stage, Errors& errors) {
  const int inputs = static_cast<int>(stage.inputs.size()), outputs = static_cast<int>(stage.outputs.size());
  const std::string where = "stage " + stage.name;
  if (stage.block) return validate(*stage.block, inputs, outputs, where, errors);
  validate(stage.schedule, inputs, outputs, where, errors);
  validate_ends(stage.schedule, inputs, outputs, where, errors);
}

void check_names(const TimingGraph& graph, Errors& errors) {
  std::set<std::string> stages, streams;
  for (const auto& stage : graph.stages)
    if (!stages.insert(stage.name).second) errors.add("duplicate-name", "two stages are named " + stage.name);
  for (const auto& stream : graph.streams)
    if (!streams.insert(stream.name).second) errors.add("duplicate-name", "two streams are named " + stream.name);
}

}  // namespace

int TimingStream::queues() const {
  constexpr int kLeastQueue = 2;
  return std::clamp(depth_words / kLeastQueue, 1, std::max(hops, 1));
}

bool is_monotone(const TimingStage& stage) { return !stage.block; }

namespace {

/// More depth may add a queue, and every word is a cycle longer on its way then.
bool has_one_queue_each(const TimingGraph& graph) {
  return std::all_of(graph.streams.begin(), graph.streams.end(), [](const auto& stream) { return stream.hops == 1; });
}

}  // namespace

bool is_monotone(const TimingGraph& graph) {
  return has_one_queue_each(graph) &&
         std::all_of(graph.stages.begin(), graph.stages.end(), [](const auto& stage) { return is_monotone(stage); });
}

std::int64_t words_per_frame(const TimingGraph& graph) {
  std::int64_t words = 0;
  for (const TimingStream& stream : graph.streams) words += stream.words_per_frame;
  return words;
}

bool follows_schedules(const TimingGraph& graph) {
  return has_one_queue_each(graph) &&
         std::none_of(graph.stages.begin(), graph.stages.end(), [](const auto& stage) { return stage.block; });
}

int write_latency_cycles(const TimingGraph& graph, const TimingStream& stream) {
  if (stream.producer == kOutside) return 0;
  const TimingStage& writer = graph.stages[static_cast<std::size_t>(stream.producer)];
  return writer.block ? 0 : writer.schedule.write_latency_cycles[static_cast<std::size_t>(stream.producer_port)];
}

bool counts_words(const TimingGraph& graph, const TimingStream& stream) {
  const int by = stream.producer == kOutside ? stream.consumer : stream.producer;
  return graph.stages[static_cast<std::size_t>(by)].block.has_value();
}

void validate(const TimingGraph& graph, Errors& errors) {
  Errors found;
  check_names(graph, found);
  for (std::size_t i = 0; i < graph.streams.size(); ++i) {
    check_stream_ends(graph, static_cast<int>(i), found);
    const TimingStream& stream = graph.streams[i];
    if (stream.depth_words < 1)
      found.add("fifo-depth", "stream " + stream.name + " has depth " + std::to_string(stream.depth_words) + " words",
                "", "legal: 1 or more");
    if (stream.hops < 1)
      found.add("fifo-depth", "stream " + stream.name + " has " + std::to_string(stream.hops) + " queues in a row", "",
                "legal: 1 or more");
    validate(stream.pace, stream.name, found);
    if (!stream.pace.empty() && stream.producer != kOutside && stream.consumer != kOutside)
      found.add("bad-pace", "stream " + stream.name + " has a pattern, but neither source nor sink");
  }
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const TimingStage& stage = graph.stages[i];
    check_stage_ports(graph, static_cast<int>(i), found);
    check_timing(stage, found);
  }
  if (found.empty()) {  // the rest follows the links that were just checked
    check_rates(graph, found);
    check_queues(graph, found);
    check_acyclic(graph, found);
  }
  errors.add(found);
}

}  // namespace weir::timing
