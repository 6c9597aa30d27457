#include "systemc/generators/stages.hpp"

namespace weir::timing {

static_assert(kOutside == golden::kOutside && kDefaultDepthWords == golden::kDefaultDepthWords);

TimingGraph make_timing_graph(const golden::StageGraph& graph,
                              const std::function<TimingStage(const golden::Stage&)>& make_stage) {
  TimingGraph timing;
  timing.name = graph.name;
  for (const golden::Stage& stage : graph.stages) timing.stages.push_back(make_stage(stage));
  for (const golden::Stream& stream : graph.streams)
    timing.streams.push_back({stream.name, stream.words_per_frame(), stream.depth_words, stream.word_bits(),
                              stream.producer, stream.producer_port, stream.consumer, stream.consumer_port});
  return timing;
}

}  // namespace weir::timing
