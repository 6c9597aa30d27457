#include "golden/network/blocks.hpp"

#include <algorithm>
#include <map>

namespace weir::golden {

std::vector<Block> blocks_of(const StageGraph& graph) {
  const int count = static_cast<int>(graph.stages.size());
  std::vector<int> crossing(graph.stages.size() + 1, 0);  // streams that pass between stage k - 1 and stage k
  for (const Stream& stream : graph.streams) {
    if (stream.producer == kOutside || stream.consumer == kOutside) continue;  // a port of whichever part it ends in
    for (int k = stream.producer + 1; k <= stream.consumer; ++k) ++crossing[static_cast<std::size_t>(k)];
  }
  std::vector<Block> blocks;
  for (int k = 0; k < count; ++k) {
    if (k == 0 || crossing[static_cast<std::size_t>(k)] <= 1) blocks.emplace_back();
    blocks.back().stages.push_back(k);
  }
  for (Block& block : blocks) {
    block.name = graph.stages[static_cast<std::size_t>(block.stages.front())].name;
    if (block.has_branches()) block.name += "_block";
  }
  return blocks;
}

StageGraph part_of(const StageGraph& graph, const std::vector<int>& stages, const std::string& name) {
  StageGraph part;
  part.name = graph.name + "." + name;
  part.network = graph.network;
  part.folding = graph.folding;
  std::map<int, int> stage_index, stream_index;
  for (const int k : stages) stage_index.emplace(k, static_cast<int>(stage_index.size()));
  const auto outside = [&](int& end, int& port) {
    const auto known = stage_index.find(end);
    end = known == stage_index.end() ? kOutside : known->second;
    if (end == kOutside) port = 0;
  };
  const auto adopt = [&](int& index) {
    const auto [known, fresh] = stream_index.emplace(index, static_cast<int>(part.streams.size()));
    if (fresh) {
      Stream stream = graph.streams[static_cast<std::size_t>(index)];
      outside(stream.producer, stream.producer_port);
      outside(stream.consumer, stream.consumer_port);
      part.streams.push_back(std::move(stream));
    }
    index = known->second;
  };
  for (const int k : stages) part.stages.push_back(graph.stages[static_cast<std::size_t>(k)]);
  // Graph inputs come first, in the order of the ports that read them.
  for (Stage& stage : part.stages)
    for (const int index : std::vector<int>(stage.inputs))
      if (int copy = index; !stage_index.contains(graph.streams[static_cast<std::size_t>(index)].producer)) adopt(copy);
  for (Stage& stage : part.stages) {
    for (int& index : stage.inputs) adopt(index);
    for (int& index : stage.outputs) adopt(index);
  }
  return part;
}

StageGraph part_named(const StageGraph& graph, const std::string& name) {
  const std::vector<Block> blocks = blocks_of(graph);
  const auto block = std::find_if(blocks.begin(), blocks.end(), [&](const Block& b) { return b.name == name; });
  return block == blocks.end() ? single_stage(graph, name) : part_of(graph, block->stages, name);
}

}  // namespace weir::golden
