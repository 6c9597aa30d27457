#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

/// Word bits of all FIFOs in order.
std::vector<int> widths(const StageGraph& graph) {
  std::vector<int> bits;
  for (const auto& stream : graph.streams) bits.push_back(stream.word_bits());
  return bits;
}

std::vector<std::string> stages(const StageGraph& graph) {
  std::vector<std::string> names;
  for (const auto& stage : graph.stages) names.push_back(stage.name);
  return names;
}

std::vector<int> depths(const StageGraph& graph) {
  std::vector<int> words;
  for (const auto& stream : graph.streams) words.push_back(stream.depth_words);
  return words;
}

}  // namespace

TEST_CASE("the core of FINN's CNV has the published chain of stages, widths and depths", "[golden][finn-cnv]") {
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a-core");
  const StageGraph graph = build_stage_graph(made.network, made.folding);
  const auto cig = [](int k) { return "ConvolutionInputGenerator_" + std::to_string(k); };
  const auto dwc = [](int k) { return "StreamingDataWidthConverter_" + std::to_string(k); };
  CHECK(stages(graph) ==
        std::vector<std::string>{
            cig(0), dwc(0), "MVAU_0", dwc(1),   cig(1),  dwc(2),   "MVAU_1", dwc(3),   "StreamingMaxPool_0",
            dwc(4), cig(2), dwc(5),   "MVAU_2", cig(3),  dwc(6),   "MVAU_3", dwc(7),   "StreamingMaxPool_1",
            dwc(8), cig(4), dwc(9),   "MVAU_4", dwc(10), "MVAU_5", dwc(11),  "MVAU_6", "MVAU_7"});
  CHECK(widths(graph) == std::vector<int>{8, 8,  216, 1,   8,   8, 72, 8,  64, 64, 2, 2, 72, 2,
                                          2, 72, 4,   128, 128, 1, 1,  32, 1,  4,  2, 4, 1,  10});
  CHECK(depths(graph) == std::vector<int>{3072, 3644, 900, 2, 350, 2, 32, 2,   2, 32,  256, 2,  657, 71,
                                          2,    32,   2,   2, 32,  2, 2,  250, 2, 574, 2,   54, 2,   2});
  CHECK(graph.streams.front().words_per_frame() == 3072);
  CHECK(graph.streams.back().words_per_frame() == 10);
}

TEST_CASE("FINN's CNV with pre- and post-processing has 17 layers with the published work", "[golden][finn-cnv]") {
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a");
  CHECK(made.network->layers.size() == 17);
  CHECK(made.network->layers.front().name == "Thresholding_0");
  CHECK(made.network->layers.back().name == "LabelSelect_0");
  const std::int64_t published[] = {57600, 50176, 73728, 51200, 82944, 147456, 65536, 5120};
  for (int k = 0; k < 8; ++k) {
    const Layer* layer = made.network->find_layer("MVAU_" + std::to_string(k));
    REQUIRE(layer != nullptr);
    const auto& m = std::get<Mvau>(layer->kind);
    const LayerFolding& f = made.folding.of(layer->name);
    CHECK(vectors_per_frame(m) * (m.MW / f.SIMD) * (m.MH / f.PE) == published[k]);
  }
}

TEST_CASE("FINN's published folding files apply to the built-in CNV", "[golden][finn-cnv][data]") {
  const auto data = test::data_folder("finn_cnv_1w1a");
  if (!data) return;
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a-core");
  Folding plain;
  plain.boundary_elements = made.folding.boundary_elements;
  const Folding read = read_folding(*data / "final_hw_config.json", *made.network, plain);
  CHECK(depths(build_stage_graph(made.network, read)) == depths(build_stage_graph(made.network, made.folding)));
  for (const auto& layer : made.network->layers) {
    CAPTURE(layer.name);
    CHECK(read.of(layer.name).PE == made.folding.of(layer.name).PE);
    CHECK(read.of(layer.name).SIMD == made.folding.of(layer.name).SIMD);
  }
  CHECK_NOTHROW(read_folding(*data / "folding_config.json", *make_builtin("cnv-finn-1w1a").network, plain));
}

TEST_CASE("a folding file's node names may carry FINN's backend", "[golden][folding]") {
  const test::ScratchFolder folder;
  const FoldedNetwork made = make_builtin("lfc-w1a1");
  write_text_file(folder / "f.json", R"({"MVAU_hls_1": {"PE": 16}, "MVAU_rtl_9": {"PE": 1}})");
  try {
    read_folding(folder / "f.json", *made.network, made.folding);
    FAIL("no error");
  } catch (const Errors& e) {
    REQUIRE(e.list().size() == 1);
    CHECK(e.list()[0].code == "unknown-node");
    CHECK(e.list()[0].what_text.find("\"MVAU_rtl_9\"") != std::string::npos);
  }
  write_text_file(folder / "f.json", R"({"MVAU_hls_1": {"PE": 16}, "StreamingFIFO_rtl_1": {"depth": 77}})");
  const Folding read = read_folding(folder / "f.json", *made.network, made.folding);
  CHECK(read.of("MVAU_1").PE == 16);
  CHECK(read.depths_words.at("inter0") == 77);
}

TEST_CASE("a folding file that makes a converter needless takes its FIFO along", "[golden][folding]") {
  // MVAU_6 and MVAU_7 pass one element per word to each other once MVAU_7 reads what MVAU_6 writes; the built-in core
  // has 28 FIFOs, one of them behind the converter 2 -> 4 in front of MVAU_6.
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a-core");
  const Folding same_widths = parse_folding(R"({"MVAU_6": {"SIMD": 2}})", "f.json", *made.network, made.folding);
  const StageGraph graph = build_stage_graph(made.network, same_widths);
  CHECK(graph.streams.size() == 27);
  CHECK(graph.streams.back().depth_words == build_stage_graph(made.network, made.folding).streams.back().depth_words);
}
