#include "testvectors/generator/generate.hpp"

#include <algorithm>

#include "golden/network/model.hpp"

namespace weir::vectors {

std::int64_t generate(const golden::StageGraph& graph, const NextFrames& next, const std::vector<std::string>& streams,
                      VectorWriter& writer) {
  const golden::Model model(graph.network);
  golden::RunOptions options;
  for (const auto& stream : graph.streams)
    if (streams.empty() || std::find(streams.begin(), streams.end(), stream.name) != streams.end())
      options.taps.insert(stream.tensor);
  std::int64_t frames = 0;
  for (auto batch = next(); !batch.empty(); batch = next()) {
    for (const auto& result : model.run(batch, options)) writer.append(result.taps);
    frames += static_cast<std::int64_t>(batch.size());
  }
  return frames;
}

}  // namespace weir::vectors
