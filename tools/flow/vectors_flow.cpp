#include "tools/flow/vectors_flow.hpp"

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/network/frame.hpp"
#include "hls/codegen/names.hpp"
#include "hls/codegen/project.hpp"
#include "testvectors/generator/generate.hpp"
#include "tools/flow/cosim_flow.hpp"

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

std::int64_t write_csim_vectors(const std::filesystem::path& folder, const golden::StageGraph& graph,
                                const vectors::NextFrames& next, const std::vector<std::string>& streams) {
  const auto is_chosen = [&](const golden::Stream& stream) {
    return streams.empty() || std::find(streams.begin(), streams.end(), stream.name) != streams.end();
  };
  for (const std::string& name : streams)
    if (graph.find_stream(name) == nullptr)
      throw Error("unknown-stream", graph.name + " has no stream \"" + name + "\"");
  for (const golden::Stream& stream : graph.streams)
    if (!is_chosen(stream) && std::filesystem::exists(folder / hls::words_file_name(stream)))
      throw Error("output-unwritable", "\"" + folder.string() + "\" holds words of \"" + stream.name + "\" already",
                  folder.string(), "write all streams, or into a new folder");
  create_output_folder(folder);
  std::map<std::string, golden::Words> words;
  std::int64_t frames = 0;
  for (auto batch = next(); !batch.empty(); batch = next()) {
    for (auto& [name, more] : golden_words(graph, batch)) {
      golden::Words& all = words[name];
      all.word_bits = more.word_bits;
      all.bytes.insert(all.bytes.end(), more.bytes.begin(), more.bytes.end());
    }
    frames += static_cast<std::int64_t>(batch.size());
  }
  for (const golden::Stream& stream : graph.streams)
    if (is_chosen(stream)) hls::write_csim_words(folder, stream, words.at(stream.name));
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
