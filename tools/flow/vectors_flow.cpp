#include "tools/flow/vectors_flow.hpp"

#include "golden/network/frame.hpp"
#include "testvectors/generator/generate.hpp"

namespace weir::tools {

std::int64_t write_vectors(const std::filesystem::path& path, const golden::StageGraph& graph,
                           const vectors::NextFrames& next, std::uint64_t seed,
                           const std::vector<std::string>& streams) {
  const vectors::VectorOrigin origin{graph.name, golden::network_hash(*graph.network),
                                     golden::folding_hash(*graph.network, graph.folding), WEIR_VERSION, seed};
  vectors::VectorWriter writer(path, graph, origin, streams);
  const std::int64_t frames = vectors::generate(graph, next, streams, writer);
  writer.finish();
  return frames;
}

std::vector<Tensor> read_input_frames(const std::filesystem::path& path, const golden::Network& network) {
  const vectors::VectorReader reader(path);
  reader.require_network(golden::network_hash(network));
  std::vector<Tensor> frames;
  for (std::int64_t i = 0; i < reader.frames(); ++i) {
    std::vector<Tensor> inputs;
    for (const std::string& input : network.inputs) inputs.push_back(reader.elements(input, i));
    frames.push_back(golden::joined_frame(network, inputs));
  }
  return frames;
}

}  // namespace weir::tools
