#include "systemc/sizing/search/segments.hpp"

#include <algorithm>
#include <numeric>

#include "systemc/sizing/search/parallel.hpp"

namespace weir::timing {

namespace {

bool is_inside(const TimingStream& stream) { return stream.producer != kOutside && stream.consumer != kOutside; }

/// Streams whose removal parts the stages: by one walk over the stages, which notes how far back each subtree reaches.
class Bridges {
 public:
  explicit Bridges(const TimingGraph& graph) : graph_(graph), seen_(graph.stages.size(), -1), back_(seen_) {
    for (int stage = 0; stage < static_cast<int>(graph.stages.size()); ++stage)
      if (seen_[static_cast<std::size_t>(stage)] < 0) walk(stage, -1);
  }
  const std::vector<int>& found() const { return found_; }

 private:
  void walk(int stage, int through) {
    const auto here = static_cast<std::size_t>(stage);
    seen_[here] = back_[here] = count_++;
    const auto visit = [&](int s, int other) {
      if (s == through || other == kOutside) return;
      const auto there = static_cast<std::size_t>(other);
      if (seen_[there] >= 0) {
        back_[here] = std::min(back_[here], seen_[there]);
        return;
      }
      walk(other, s);
      back_[here] = std::min(back_[here], back_[there]);
      if (back_[there] > seen_[here]) found_.push_back(s);
    };
    for (const int s : graph_.stages[here].inputs) visit(s, graph_.streams[static_cast<std::size_t>(s)].producer);
    for (const int s : graph_.stages[here].outputs) visit(s, graph_.streams[static_cast<std::size_t>(s)].consumer);
  }

  const TimingGraph& graph_;
  std::vector<int> seen_, back_, found_;
  int count_ = 0;
};

/// Stages joined into groups.
class Groups {
 public:
  explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }
  int of(int stage) {
    while (parent(stage) != stage) stage = parent(stage) = parent(parent(stage));
    return stage;
  }
  void join(const TimingStream& stream) { parent(of(stream.consumer)) = of(stream.producer); }

 private:
  int& parent(int stage) { return parent_[static_cast<std::size_t>(stage)]; }
  std::vector<int> parent_;
};

Segment make_segment(const TimingGraph& graph, const std::vector<char>& is_in) {
  const auto has = [&](int stage) { return stage != kOutside && is_in[static_cast<std::size_t>(stage)] != 0; };
  Segment segment;
  std::vector<int> stage_of(graph.stages.size(), kOutside), stream_of(graph.streams.size(), -1);
  for (std::size_t s = 0; s < graph.stages.size(); ++s) {
    if (is_in[s] == 0) continue;
    stage_of[s] = static_cast<int>(segment.graph.stages.size());
    segment.stages.push_back(static_cast<int>(s));
    segment.graph.stages.push_back(graph.stages[s]);
  }
  segment.graph.traits = graph.traits;
  segment.graph.name = graph.name + " from " + segment.graph.stages.front().name;
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    TimingStream stream = graph.streams[s];
    const bool is_written = has(stream.producer), is_read = has(stream.consumer);
    if (!is_written && !is_read) continue;
    stream_of[s] = static_cast<int>(segment.streams.size());
    if (!is_written && stream.producer != kOutside) {
      segment.entries.push_back(stream_of[s]);
      stream.width_bits = 0;
    }
    stream.producer = is_written ? stage_of[static_cast<std::size_t>(stream.producer)] : kOutside;
    stream.consumer = is_read ? stage_of[static_cast<std::size_t>(stream.consumer)] : kOutside;
    segment.streams.push_back(static_cast<int>(s));
    segment.graph.streams.push_back(stream);
  }
  for (TimingStage& stage : segment.graph.stages)
    for (std::vector<int>* ports : {&stage.inputs, &stage.outputs})
      for (int& s : *ports) s = stream_of[static_cast<std::size_t>(s)];
  return segment;
}

}  // namespace

std::vector<Segment> cut_into_segments(const TimingGraph& graph) {
  const Bridges bridges(graph);
  std::vector<char> is_bridge(graph.streams.size(), 0);
  for (const int s : bridges.found()) is_bridge[static_cast<std::size_t>(s)] = 1;
  std::vector<char> is_forked(graph.stages.size(), 0);  // has another way to some neighbour
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    const TimingStream& stream = graph.streams[s];
    if (is_bridge[s] != 0 || !is_inside(stream)) continue;
    is_forked[static_cast<std::size_t>(stream.producer)] = is_forked[static_cast<std::size_t>(stream.consumer)] = 1;
  }
  Groups groups(graph.stages.size());
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    const TimingStream& stream = graph.streams[s];
    if (is_inside(stream) && (is_bridge[s] == 0 || is_forked[static_cast<std::size_t>(stream.consumer)] == 0))
      groups.join(stream);
  }
  std::vector<Segment> segments;
  std::vector<char> is_done(graph.stages.size(), 0);
  for (std::size_t first = 0; first < graph.stages.size(); ++first) {
    if (is_done[first] != 0) continue;
    std::vector<char> is_in(graph.stages.size(), 0);
    for (std::size_t s = first; s < graph.stages.size(); ++s)
      is_in[s] = groups.of(static_cast<int>(s)) == groups.of(static_cast<int>(first)) ? 1 : 0;
    for (std::size_t s = first; s < graph.stages.size(); ++s) is_done[s] |= is_in[s];
    segments.push_back(make_segment(graph, is_in));
  }
  return segments;
}

Segment unite(const TimingGraph& graph, const Segment& a, const Segment& b) {
  std::vector<char> is_in(graph.stages.size(), 0);
  for (const Segment* segment : {&a, &b})
    for (const int stage : segment->stages) is_in[static_cast<std::size_t>(stage)] = 1;
  return make_segment(graph, is_in);
}

bool are_alike(const Segment& a, const Segment& b) {
  const auto same_stage = [](const TimingStage& x, const TimingStage& y) {
    return x.schedule == y.schedule && x.inputs == y.inputs && x.outputs == y.outputs && x.loop == y.loop &&
           x.block == y.block;
  };
  const auto same_stream = [](const TimingStream& x, const TimingStream& y) {
    return x.words_per_frame == y.words_per_frame && x.width_bits == y.width_bits && x.producer == y.producer &&
           x.producer_port == y.producer_port && x.consumer == y.consumer && x.consumer_port == y.consumer_port &&
           x.build == y.build && x.pace == y.pace;
  };
  return std::equal(a.graph.stages.begin(), a.graph.stages.end(), b.graph.stages.begin(), b.graph.stages.end(),
                    same_stage) &&
         std::equal(a.graph.streams.begin(), a.graph.streams.end(), b.graph.streams.begin(), b.graph.streams.end(),
                    same_stream);
}

std::vector<std::size_t> for_each_kind(const std::vector<Segment>& segments, int threads,
                                       const std::function<void(std::size_t)>& work) {
  std::vector<std::size_t> kinds, kind_of(segments.size());
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const auto alike = std::find_if(kinds.begin(), kinds.end(),
                                    [&](std::size_t kind) { return are_alike(segments[kind], segments[s]); });
    kind_of[s] = alike == kinds.end() ? s : *alike;
    if (alike == kinds.end()) kinds.push_back(s);
  }
  const auto words = [&](std::size_t kind) {
    const auto& streams = segments[kind].graph.streams;
    return std::accumulate(streams.begin(), streams.end(), std::int64_t{0},
                           [](std::int64_t sum, const TimingStream& s) { return sum + s.words_per_frame; });
  };
  std::stable_sort(kinds.begin(), kinds.end(), [&](std::size_t a, std::size_t b) { return words(a) > words(b); });
  for_each_in_parallel(kinds.size(), threads, [&](std::size_t k) { work(kinds[k]); });
  return kind_of;
}

}  // namespace weir::timing
