// Is a network cut into blocks where, and only where, a single stream passes?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/network/blocks.hpp"

using namespace weir::golden;

namespace {

StageGraph graph_of(const std::string& network) {
  const FoldedNetwork built_in = make_builtin(network, std::nullopt);
  return build_stage_graph(built_in.network, built_in.folding);
}

}  // namespace

TEST_CASE("every stage of a chain is a block, and every residual block is one", "[golden][blocks]") {
  const StageGraph chain = graph_of("lfc-w1a1");
  CHECK(blocks_of(chain).size() == chain.stages.size());
  const StageGraph resnet = graph_of("resnet50-w1a2");
  std::size_t stages = 0, branched = 0;
  for (const Block& block : blocks_of(resnet)) {
    stages += block.stages.size();
    if (!block.has_branches()) continue;
    ++branched;
    CHECK(resnet.stages[static_cast<std::size_t>(block.stages.front())].name.ends_with("_dup"));
    CHECK(resnet.stages[static_cast<std::size_t>(block.stages.back())].name.ends_with("_add"));
  }
  CHECK(stages == resnet.stages.size());
  CHECK(branched == 16);
}

TEST_CASE("a part has the ports, stages and FIFOs of the whole", "[golden][blocks]") {
  const StageGraph resnet = graph_of("resnet50-w1a2");
  const StageGraph block = part_named(resnet, "res2b_dup_block");
  REQUIRE(block.input_streams() == std::vector<int>{0});
  CHECK(block.output_streams().size() == 1);
  CHECK(block.find_stage("res2b_2b") != nullptr);
  for (std::size_t s = 0; s < block.streams.size(); ++s) {
    const Stream &part = block.streams[s], &whole = *resnet.find_stream(part.name);
    CHECK(part.depth_words == whole.depth_words);
    CHECK(part.word_bits() == whole.word_bits());
    if (part.producer != kOutside) {
      const Stage& stage = block.stages[static_cast<std::size_t>(part.producer)];
      CHECK(stage.outputs[static_cast<std::size_t>(part.producer_port)] == static_cast<int>(s));
      CHECK(stage.name == resnet.stages[static_cast<std::size_t>(whole.producer)].name);
    }
    if (part.consumer != kOutside) {
      const Stage& stage = block.stages[static_cast<std::size_t>(part.consumer)];
      CHECK(stage.inputs[static_cast<std::size_t>(part.consumer_port)] == static_cast<int>(s));
    }
  }
  CHECK_THROWS_AS(part_named(resnet, "res2b_dup_blok"), weir::Error);
}
