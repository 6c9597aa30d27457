#include <algorithm>

#include "systemc/memory/memory.hpp"

namespace weir::timing {

void validate(const MemoryTiming& memory, Errors& errors) {
  const auto complain = [&](const std::string& what, const std::string& legal) {
    errors.add("memory-timing", what, "", "legal: " + legal);
  };
  if (memory.latency_cycles < 0) complain("a latency of " + std::to_string(memory.latency_cycles), "0 or more");
  if (memory.bytes_per_cycle < 1)
    complain("a bus of " + std::to_string(memory.bytes_per_cycle) + " bytes", "1 or more");
  if (memory.outstanding_bursts < 1)
    complain(std::to_string(memory.outstanding_bursts) + " outstanding bursts", "1 or more");
  if (memory.burst_bytes < 1 || memory.burst_bytes % std::max(memory.bytes_per_cycle, 1) != 0)
    complain("bursts of " + std::to_string(memory.burst_bytes) + " bytes", "multiples of the bus's bytes");
}

namespace {

constexpr int kMemoryDepthWords = 2;

/// One frame of a DMA: words at `cycles` on port 0 of either side.
class Ticks {
 public:
  void move(std::int64_t cycle, std::uint32_t reads, std::uint32_t writes) {
    // A bus wider than a word brings several words in a cycle; a stream takes one of them per cycle.
    const std::int64_t at = std::max(cycle, last_ + 1);
    Step step{1, at - last_, reads, writes};
    last_ = at;
    const bool continues = !steps_.empty() && steps_.back().advance == step.advance && steps_.back().reads == reads &&
                           steps_.back().writes == writes;
    if (continues)
      ++steps_.back().count;
    else
      steps_.push_back(step);
  }
  std::int64_t last() const { return last_; }
  Schedule schedule() const { return {{{1, steps_}}, last_ + 1, 0, {0}}; }

 private:
  std::vector<Step> steps_;
  std::int64_t last_ = -1;
};

class Attach {
 public:
  Attach(TimingGraph& graph, const MemoryTiming& memory) : graph_(graph), memory_(memory) {}

  void input(int stream) {
    Ticks frame;
    for (const std::int64_t cycle : frame_of(stream, Direction::Read).word_cycles) frame.move(cycle, 1, 1);
    const TimingStream inner = graph_.streams[static_cast<std::size_t>(stream)];
    const int outer = add_stream(inner.name + "_memory", inner.words_per_frame, inner.width_bits);
    const int dma = add_stage(inner.name, frame, outer, stream);
    at(outer).consumer = dma;
    at(stream).producer = dma;
    at(stream).producer_port = 0;
  }

  void output(int stream) {
    const Transfer moved = frame_of(stream, Direction::Write);
    Ticks frame;
    for (const std::int64_t cycle : moved.word_cycles) frame.move(cycle, 1, 0);
    frame.move(frame.last() + moved.end_cycle - moved.word_cycles.back(), 0, 1);
    const TimingStream inner = graph_.streams[static_cast<std::size_t>(stream)];
    const int outer = add_stream(inner.name + "_done", 1, 1);
    const int dma = add_stage(inner.name, frame, stream, outer);
    at(stream).consumer = dma;
    at(stream).consumer_port = 0;
    at(outer).producer = dma;
  }

 private:
  TimingStream& at(int stream) { return graph_.streams[static_cast<std::size_t>(stream)]; }

  Transfer frame_of(int stream, Direction direction) {
    const int word_bytes = (at(stream).width_bits + 7) / 8;
    return transfer(memory_, direction, std::vector<std::uint8_t>(at(stream).words_per_frame * word_bytes), word_bytes);
  }

  int add_stream(const std::string& name, std::int64_t words_per_frame, int width_bits) {
    graph_.streams.push_back({name, words_per_frame, kMemoryDepthWords, width_bits});
    graph_.streams.back().producer = graph_.streams.back().consumer = kOutside;
    return static_cast<int>(graph_.streams.size()) - 1;
  }

  int add_stage(const std::string& stream, const Ticks& frame, int input, int output) {
    graph_.stages.push_back({stream + "_dma", "DMA", frame.schedule(), {input}, {output}});
    return static_cast<int>(graph_.stages.size()) - 1;
  }

  TimingGraph& graph_;
  const MemoryTiming& memory_;
};

}  // namespace

TimingGraph attach_memory(TimingGraph graph, const MemoryTiming& memory) {
  Attach attach(graph, memory);
  const int streams = static_cast<int>(graph.streams.size());
  for (int s = 0; s < streams; ++s) {
    const TimingStream& stream = graph.streams[static_cast<std::size_t>(s)];
    if (stream.producer == kOutside)
      attach.input(s);
    else if (stream.consumer == kOutside)
      attach.output(s);
  }
  return graph;
}

}  // namespace weir::timing
