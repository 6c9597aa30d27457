#include "rtl_wrap/cosim/replay.hpp"

#include <algorithm>

#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

namespace {

/// The frame to show: of the first mismatch, else the first frame that an output stream did not finish.
std::optional<int> failing_frame(const CosimResult& result, const golden::StageGraph& graph) {
  if (result.first_mismatch && result.first_mismatch->kind != Mismatch::Kind::Extra)
    return static_cast<int>(result.first_mismatch->frame);
  if (result.first_mismatch) return result.frames - 1;
  if (result.first_cycle_difference)
    return static_cast<int>(std::min<std::int64_t>(result.first_cycle_difference->frame, result.frames - 1));
  if (!result.deadlock) return std::nullopt;
  std::int64_t frame = result.frames - 1;
  for (const int i : graph.output_streams()) {
    const StreamResult& stream = result.streams[static_cast<std::size_t>(i)];
    frame = std::min(frame, stream.exits / graph.streams[static_cast<std::size_t>(i)].words_per_frame());
  }
  return static_cast<int>(frame);
}

}  // namespace

std::optional<Replay> replay_frames(const CosimResult& result, const golden::StageGraph& graph,
                                    const ExpectedWords& expected, int history) {
  const auto last = failing_frame(result, graph);
  if (!last) return std::nullopt;
  Replay replay;
  replay.first_frame = std::max(0, *last - history);
  replay.frames = *last - replay.first_frame + 1;
  for (const golden::Stream& stream : graph.streams) {
    const auto found = expected.find(stream.name);
    if (found == expected.end()) continue;
    const golden::Words& all = found->second;
    const std::int64_t frame_bytes = stream.words_per_frame() * all.word_bytes();
    const auto begin = all.bytes.begin() + replay.first_frame * frame_bytes;
    const auto end = begin + std::min<std::int64_t>(replay.frames * frame_bytes, all.bytes.end() - begin);
    replay.words[stream.name] = {all.word_bits, {begin, end}};
  }
  return replay;
}

}  // namespace weir::rtl
