#include "golden/network/fifos.hpp"

namespace weir::golden {

std::vector<int> streams_by_finn_number(const StageGraph& graph) {
  std::vector<int> streams = graph.input_streams();
  for (const Stage& stage : graph.stages) streams.insert(streams.end(), stage.outputs.rbegin(), stage.outputs.rend());
  return streams;
}

}  // namespace weir::golden
