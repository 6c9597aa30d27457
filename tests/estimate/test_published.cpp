/// Does the published CNV of FINN v0.10 have the published estimates?
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "golden/finn/python_json.hpp"
#include "golden/finn/report.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

constexpr const char* kPart = "xc7z020clg400-1";

struct PublishedNode {
  const char* name;
  std::int64_t cycles;
  int luts, brams;
  double efficiency;
};

/// The published run: folding of the built-in network.
const PublishedNode kPublished[] = {{"Thresholding_rtl_0", 3072, 128, 0, 1},
                                    {"ConvolutionInputGenerator_rtl_0", 24501, 348, 0, 1},
                                    {"MVAU_hls_0", 57600, 1788, 2, 0.09375},
                                    {"ConvolutionInputGenerator_rtl_1", 56952, 412, 0, 1},
                                    {"MVAU_hls_1", 50176, 4172, 16, 0.125},
                                    {"StreamingMaxPool_hls_0", 980, 0, 0, 1},
                                    {"ConvolutionInputGenerator_rtl_2", 42464, 354, 0, 1},
                                    {"MVAU_hls_2", 73728, 1268, 4, 1},
                                    {"ConvolutionInputGenerator_rtl_3", 59328, 392, 0, 1},
                                    {"MVAU_hls_3", 51200, 2240, 8, 1},
                                    {"StreamingMaxPool_hls_1", 125, 0, 0, 1},
                                    {"ConvolutionInputGenerator_rtl_4", 12032, 344, 0, 1},
                                    {"MVAU_hls_4", 82944, 521, 18, 8.0 / 9.0},
                                    {"MVAU_hls_5", 147456, 374, 72, 8.0 / 9.0},
                                    {"MVAU_hls_6", 65536, 335, 16, 8.0 / 9.0},
                                    {"MVAU_hls_7", 5120, 315, 1, 2.5 / 9.0},
                                    {"LabelSelect_hls_0", 10, 0, 0, 1}};

}  // namespace

TEST_CASE("every layer of FINN's published CNV has the published cycles, LUTs and block RAMs", "[estimate]") {
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a");
  const Estimate e = estimate_network(*made.network, made.folding, {}, kPart, 10.0);
  REQUIRE(e.nodes.size() == std::size(kPublished));
  for (std::size_t i = 0; i < e.nodes.size(); ++i) {
    const PublishedNode& published = kPublished[i];
    CAPTURE(published.name);
    CHECK(e.nodes[i].name == published.name);
    CHECK(e.cycles[i] == published.cycles);
    CHECK(e.resources[i].lut.value == published.luts);
    CHECK(e.resources[i].bram_18k.value == published.brams);
    CHECK(e.resources[i].bram_efficiency.value == published.efficiency);
    CHECK(e.resources[i].uram.value == 0);
    CHECK(e.resources[i].dsp.value == 0);
  }
  CHECK(e.resources[0].lut.is_float);
  const auto total = layer_resources_json(e)["total"];
  CHECK(total.dump() == R"({"BRAM_18K":137.0,"LUT":12991.0,"URAM":0.0,"DSP":0.0})");
}

TEST_CASE("the published network performance follows from the layers", "[estimate]") {
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a");
  const Estimate e = estimate_network(*made.network, made.folding, {}, kPart, 10.0);
  CHECK(python_json(network_performance_json(e.performance)) ==
        "{\n  \"critical_path_cycles\": 733224,\n  \"max_cycles\": 147456,\n"
        "  \"max_cycles_node_name\": \"MVAU_hls_5\",\n  \"estimated_throughput_fps\": 678.1684027777778,\n"
        "  \"estimated_latency_ns\": 7332240.0\n}");
}

TEST_CASE("operations and parameters are counted by width", "[estimate]") {
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a");
  const auto counts = op_and_param_counts_json(estimate_network(*made.network, made.folding, {}, kPart, 10.0));
  CHECK(counts["Thresholding_rtl_0"].dump() == "{}");  // as every node by RTL without multipliers
  CHECK(counts["MVAU_hls_0"].dump() == R"({"op_mac_2bx8b":1555200,"param_weight_2b":1728,"param_threshold_13b":64})");
  CHECK(counts["MVAU_hls_7"].dump() == R"({"op_mac_1bx1b":5120,"param_weight_1b":5120})");
  CHECK(counts.size() == 17 + 1);  // all layers, and the total
  CHECK(counts["total"]["op_mac_2bx8b"].dump() == "1555200.0");
  // 10-bit accumulators behind MVAU 1, 2 and 6.
  CHECK(counts["total"]["param_threshold_10b"].dump() == "704.0");
}

TEST_CASE("the report files are those of the published run, byte by byte", "[estimate][data]") {
  const auto data = test::data_folder("finn_cnv_1w1a");
  if (!data) return;
  const FoldedNetwork made = make_builtin("cnv-finn-1w1a");
  const std::string text = read_text_file(*data / "folding_config.json");
  Folding plain;
  plain.boundary_elements = made.folding.boundary_elements;
  const Folding folding = parse_folding(text, "folding_config.json", *made.network, plain);
  const auto attributes = parse_node_attributes(text, "folding_config.json", *made.network);
  const Estimate e = estimate_network(*made.network, folding, attributes, kPart, 10.0);
  CHECK(python_json(layer_cycles_json(e)) == read_text_file(*data / "estimate_layer_cycles.json"));
  CHECK(python_json(layer_resources_json(e)) == read_text_file(*data / "estimate_layer_resources.json"));
  CHECK(python_json(network_performance_json(e.performance)) ==
        read_text_file(*data / "estimate_network_performance.json"));
}

TEST_CASE("the estimate files of real builds are those of FINN, byte by byte", "[estimate][onnx][data]") {
  const auto data = test::data_folder("finn_builds");
  if (!data) return;
  struct Build {
    const char *folder, *model, *part;
    double clk_ns;
  };
  const Build builds[] = {{"sat6_t1w8", "step_generate_estimate_reports.onnx", kDefaultPart, 10},
                          {"sat6_t1w8_v2", "step_generate_estimate_reports.onnx", kDefaultPart, 10},
                          {"sat6_t1w8_v3", "step_generate_estimate_reports.onnx", kDefaultPart, 10},
                          {"radio27", "step_generate_estimate_reports.onnx", "xczu28dr-ffvg1517-2-e", 4},
                          {"lenet", "19_step_generate_estimate_reports.onnx", kDefaultPart, 20}};
  for (const Build& build : builds) {
    const FoldedNetwork made = import_onnx(*data / build.folder / build.model);
    const Estimate estimate = estimate_network(*made.network, made.folding, {}, build.part, build.clk_ns);
    const auto reports = estimate_reports(estimate);
    CHECK(reports.size() == 5);
    for (const auto& [name, report] : reports.items()) {
      CAPTURE(build.folder, name);
      std::string published = read_text_file(*data / build.folder / "report" / (name + ".json"));
      if (published.ends_with("}\n")) published.pop_back();  // one of the 25 was saved again by an editor
      CHECK(python_json(report) == published);
    }
  }
}
