#include "testvectors/generator/generate.hpp"

#include <algorithm>

#include "golden/model/model.hpp"

namespace weir::vectors {

namespace {

/// What the kept streams of the frames computed at once may take.
constexpr std::int64_t kKeptElements = std::int64_t{1} << 26;

std::int64_t frames_at_once(const golden::StageGraph& graph, std::set<std::string> taps) {
  std::int64_t elements = 1;
  for (const auto& stream : graph.streams)
    if (taps.erase(stream.tensor) != 0) elements += element_count(stream.shape);
  return std::max<std::int64_t>(kKeptElements / elements, 1);
}

}  // namespace

std::int64_t generate(const golden::StageGraph& graph, const NextFrames& next, const std::vector<std::string>& streams,
                      VectorWriter& writer) {
  const golden::Model model(graph.network);
  golden::RunOptions options;
  for (const auto& stream : graph.streams)
    if (streams.empty() || std::find(streams.begin(), streams.end(), stream.name) != streams.end())
      options.taps.insert(stream.tensor);
  const std::int64_t at_once = frames_at_once(graph, options.taps);
  std::int64_t frames = 0;
  for (auto batch = next(); !batch.empty(); batch = next()) {
    for (auto first = batch.begin(); first != batch.end();) {
      const auto last = first + std::min<std::ptrdiff_t>(at_once, batch.end() - first);
      for (const auto& result : model.run({first, last}, options)) writer.append(result.taps);
      first = last;
    }
    frames += static_cast<std::int64_t>(batch.size());
  }
  return frames;
}

}  // namespace weir::vectors
