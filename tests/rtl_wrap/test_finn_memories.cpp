// Threshold memories of FINN's designs, written from the network. The expected texts are counted by hand from FINN's
// own words on its layouts (thresholding_rtl.py, thresholding_hls.py: make_weight_file).
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/finn_thresholds.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

/// A thresholding of 4 channels, PE 2; thresholds of channel c: 10 c + 1, 10 c + 2, ... unless `is_shared`.
golden::StageGraph thresholding(int levels, DataType output, bool is_shared, const std::string& node) {
  auto network = std::make_shared<golden::Network>();
  golden::Thresholding t;
  t.channels = 4;
  t.levels = levels;
  t.output = output;
  golden::Layer layer{"Thresholding_0", t, {}, {}, {}};
  std::vector<std::int32_t> all;
  for (int c = 0; c < 4; ++c)
    for (int k = 1; k <= levels; ++k) all.push_back((is_shared ? 0 : 10 * c) + k);
  layer.parameters.thresholds = Tensor{{4, levels}, all};
  network->layers.push_back(layer);
  golden::StageGraph graph;
  graph.network = network;
  graph.folding.layers["Thresholding_0"].PE = 2;
  auto& made = graph.folding.implementations["Thresholding_0"];
  made.file_name = node;
  made.attributes["weightDataType"] = "UINT6";
  made.attributes["ActVal"] = "0";
  return graph;
}

std::string memory(const golden::StageGraph& graph, const std::string& asked,
                   const std::vector<fs::path>& sources = {}) {
  return rtl::finn_threshold_memory(graph, asked, sources).value_or("none");
}

fs::path source(const ScratchFolder& folder, const std::string& name, const std::string& text) {
  write_text_file(folder / name, text);
  return folder / name;
}

}  // namespace

TEST_CASE("memories of FINN's binary search hold what each stage may compare with", "[memories]") {
  const auto graph = thresholding(3, DataType::uint(2), false, "Thresholding_rtl_0");
  const std::string path = "./Thresholding_rtl_0_";
  // Stage 0 has step 1 of channels 0 and 2 (PE 0), 1 and 3 (PE 1); stage 1 steps 0 and 2 of each.
  CHECK(memory(graph, path + "threshs_0_0.dat") == "02\n16\n");
  CHECK(memory(graph, path + "threshs_1_0.dat") == "0c\n20\n");
  CHECK(memory(graph, path + "threshs_0_1.dat") == "01\n03\n15\n17\n");
  CHECK(memory(graph, path + "threshs_1_1.dat") == "0b\n0d\n1f\n21\n");
  CHECK(memory(graph, "/x/code_gen_ipgen_Thresholding_rtl_0_k1/Thresholding_rtl_0_threshs_0_0.dat") == "02\n16\n");
  CHECK(memory(graph, "/x/code_gen_ipgen_Thresholding_Binary_Search_0_k1/threshs_0_0.dat") == "02\n16\n");
  for (const char* none : {"./Thresholding_rtl_1_threshs_0_0.dat", "./Thresholding_rtl_0_threshs_2_0.dat",
                           "./Thresholding_rtl_0_threshs_0_2.dat", "./Thresholding_rtl_01_threshs_0_0.dat",
                           "./Thresholding_rtl_0_weights_0_0.dat"})
    CHECK(memory(graph, none) == "none");
}

TEST_CASE("a node is found by its name in the network's file before FINN's count", "[memories]") {
  const auto graph = thresholding(3, DataType::uint(2), false, "Partition_1_Thresholding_rtl_7");
  CHECK(memory(graph, "./Partition_1_Thresholding_rtl_7_threshs_0_0.dat") == "02\n16\n");
}

TEST_CASE("one row for all channels is stored once where the design says so, and not guessed elsewhere", "[memories]") {
  const ScratchFolder folder;
  const auto graph = thresholding(3, DataType::uint(2), true, "Thresholding_rtl_0");
  const std::string asked = "./Thresholding_rtl_0_threshs_0_1.dat";
  CHECK(memory(graph, asked) == "none");
  const auto with = [&](const std::string& channels) {
    return std::vector{source(folder, "c" + channels + ".v",
                              "module top #(parameter N = 2, parameter C = " + channels +
                                  ", parameter PE = 2, parameter BIAS = 0,\n  parameter THRESHOLDS_PATH = "
                                  "\"./Thresholding_rtl_0_\")(input ap_clk);\nendmodule\n")};
  };
  CHECK(memory(graph, asked, with("2")) == "01\n03\n");
  CHECK(memory(graph, asked, with("4")) == "01\n03\n01\n03\n");
}

TEST_CASE("a row that is a step short is filled at the side that the design's BIAS tells", "[memories]") {
  const ScratchFolder folder;
  const auto graph = thresholding(2, DataType::uint(2), false, "Thresholding_rtl_0");
  const auto with = [&](const std::string& bias) {
    return std::vector{source(folder, "b" + bias + ".v",
                              "module design;\n  Thresholding_rtl_0_axi_wrapper #(.N(2), .C(4), .PE(2), .BIAS(" + bias +
                                  "), .THRESHOLDS_PATH(\"./Thresholding_rtl_0_\")) inst (.ap_clk(clk));\n"
                                  "endmodule\n")};
  };
  const std::string first = "./Thresholding_rtl_0_threshs_0_0.dat", second = "./Thresholding_rtl_0_threshs_0_1.dat";
  // FINN 0.10: the least value of the type in front, ActVal 0 becomes -1.
  CHECK(memory(graph, first, with("-1")) == "01\n15\n");
  CHECK(memory(graph, second, with("-1")) == "00\n02\n00\n16\n");
  // Since thresholding takes any number of steps: nothing behind.
  CHECK(memory(graph, first, with("0")) == "02\n16\n");
  CHECK(memory(graph, second, with("0")) == "01\n00\n15\n00\n");
  CHECK(memory(graph, first) == "none");
  CHECK(memory(graph, first, with("3")) == "none");
}

TEST_CASE("a memstream's thresholds are PE rows side by side, the last step of the first lowest", "[memories]") {
  const auto graph = thresholding(3, DataType::uint(2), false, "Thresholding_hls_0");
  // 11 12 13 1 2 3, then 31 32 33 21 22 23, in 6 bits each.
  for (const char* file : {"memblock.dat", "memblock_0.dat", "memblock_synth_0.dat"})
    CHECK(memory(graph, std::string("/x/code_gen_ipgen_Thresholding_hls_0_k/") + file) == "2cc341083\n7e0855597\n");
}

TEST_CASE("tables that Vitis HLS makes a ROM of are found by processing element and step", "[memories]") {
  auto network = std::make_shared<golden::Network>();
  golden::Mvau mvau;
  mvau.MW = mvau.MH = 4;
  mvau.levels = 3;
  golden::Layer layer{"MVAU_0", mvau, {}, {}, {}};
  layer.parameters.thresholds = Tensor{{4, 3}, {1, 2, 3, 11, 12, -13, 21, 22, 23, 31, 32, 33}};
  network->layers.push_back(layer);
  golden::StageGraph graph;
  graph.network = network;
  graph.folding.layers["MVAU_0"].PE = 2;
  const std::string kernel = "./MVAU_hls_0_Matrix_Vector_Activate_Stream_Batch_";
  for (const char* rom : {"p_ZL7threshs_1_2_ROM_AUTO_1R.dat", "p_ZL7threshs_5_ROM_AUTO_1R.dat",
                          "threshs_m_thresholds_5_rom.dat", "threshs_5_ROM_2P_LUTRAM_1R.dat"})
    CHECK(memory(graph, kernel + rom) == "fffffff3\n00000021\n");
  CHECK(memory(graph, kernel + "p_ZL7threshs_0_ROM_AUTO_1R.dat") == "00000001\n00000015\n");
  for (const char* none : {"p_ZL7threshs_6_ROM_AUTO_1R.dat", "p_ZL7threshs_0_3_ROM_AUTO_1R.dat",
                           "threshs_ROM_AUTO_1R.dat", "weights_5_ROM_AUTO_1R.dat"})
    CHECK(memory(graph, kernel + none) == "none");
  CHECK(memory(graph, "/x/MVAU_hls_0_k/memblock.dat") == "none");  // these are its weights
  graph.folding.layers["MVAU_0"].PE = 1;
  auto one = std::make_shared<golden::Network>(*network);
  std::get<golden::Mvau>(one->layers[0].kind).levels = 1;
  one->layers[0].parameters.thresholds = Tensor{{4, 1}, {4, 5, 6, 7}};
  graph.network = one;
  CHECK(memory(graph, kernel + "threshs_ROM_AUTO_1R.dat") == "00000004\n00000005\n00000006\n00000007\n");
}
