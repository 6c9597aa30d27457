#include "golden/network/fifos.hpp"

namespace weir::golden {

bool is_inside_converter(const StageGraph& graph, const Stream& stream) {
  if (stream.producer == kOutside || stream.consumer == kOutside) return false;
  const Stage &before = graph.stages[static_cast<std::size_t>(stream.producer)],
              &behind = graph.stages[static_cast<std::size_t>(stream.consumer)];
  if (before.layer >= 0 || behind.layer >= 0) return false;
  const auto width = [&](int s) { return graph.streams[static_cast<std::size_t>(s)].elements_per_word; };
  return stream.elements_per_word > width(before.inputs[0]) && stream.elements_per_word > width(behind.outputs[0]);
}

std::vector<int> streams_by_finn_number(const StageGraph& graph) {
  std::vector<int> streams = graph.input_streams();
  for (const Stage& stage : graph.stages) streams.insert(streams.end(), stage.outputs.rbegin(), stage.outputs.rend());
  std::erase_if(streams, [&](int s) { return is_inside_converter(graph, graph.streams[static_cast<std::size_t>(s)]); });
  return streams;
}

}  // namespace weir::golden
