// Parts of FINN's hardware alone, on modules written here: a matrix unit that is fed with weights by a port, a weight
// memory without its unit, a converter without any layer.
#include <catch2/catch.hpp>
#include <random>

#include "golden/base/file.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"
#include "tools/flow/cosim_flow.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

constexpr int kSize = 4, kPartFrames = 3;
constexpr std::int64_t kPartVectors = 5;

/// 4 x 4 weights of 2 bits, PE = SIMD = 2: four words of weights per vector.
golden::StageGraph matrix_unit() {
  auto network = std::make_shared<golden::Network>();
  network->name = "unit";
  golden::Mvau m;
  m.MW = m.MH = kSize;
  m.num_input_vectors = {kPartVectors};
  m.input = DataType::uint(4);
  m.weight = DataType::int_(2);
  m.accumulator = m.output = DataType::int_(8);
  m.no_activation = true;
  network->streams = {{"in", m.input, {kPartVectors, kSize}}, {"out", m.output, {kPartVectors, kSize}}};
  golden::Layer layer{"MVAU_0", m, {"in"}, {"out"}, {}};
  std::mt19937 random(3);
  std::vector<std::int32_t> weights;
  for (int i = 0; i < kSize * kSize; ++i) weights.push_back(static_cast<int>(random() % 4) - 2);
  layer.parameters.weights = Tensor{{kSize, kSize}, weights};
  network->layers.push_back(layer);
  network->inputs = {"in"};
  network->outputs = {"out"};
  golden::Folding folding;
  folding.layers["MVAU_0"].PE = folding.layers["MVAU_0"].SIMD = 2;
  return golden::build_stage_graph(network, folding);
}

/// Loads a vector of two words, then takes a word of weights per cycle; `swap`: the two lanes of each row's weights.
std::string unit_source(bool swap) {
  const std::string first = swap ? "2" : "0", second = swap ? "0" : "2";
  return "module unit(input ap_clk, input ap_rst_n, input [7:0] in0_V_TDATA, input in0_V_TVALID, output in0_V_TREADY,\n"
         "  input [7:0] weights_V_TDATA, input weights_V_TVALID, output weights_V_TREADY,\n"
         "  output reg [15:0] out_V_TDATA, output reg out_V_TVALID, input out_V_TREADY);\n"
         "  reg [1:0] have; reg nf, sf; reg [7:0] x [0:1]; reg signed [7:0] acc [0:1];\n"
         "  assign in0_V_TREADY = have != 2, weights_V_TREADY = have == 2 & (!out_V_TVALID | out_V_TREADY);\n"
         "  reg signed [7:0] sum [0:1]; integer pe;\n"
         "  always @* for (pe = 0; pe < 2; pe = pe + 1)\n"
         "    sum[pe] = (sf ? acc[pe] : 0) + $signed(weights_V_TDATA[4*pe+" +
         first + " +: 2]) * $signed({1'b0, x[sf][3:0]}) +\n      $signed(weights_V_TDATA[4*pe+" + second +
         " +: 2]) * $signed({1'b0, x[sf][7:4]});\n"
         "  always @(posedge ap_clk) if (!ap_rst_n) begin have <= 0; nf <= 0; sf <= 0; out_V_TVALID <= 0; end else "
         "begin\n"
         "    if (out_V_TREADY) out_V_TVALID <= 0;\n"
         "    if (in0_V_TVALID & in0_V_TREADY) begin x[have[0]] <= in0_V_TDATA; have <= have + 1; end\n"
         "    if (weights_V_TVALID & weights_V_TREADY) begin\n"
         "      sf <= !sf; acc[0] <= sum[0]; acc[1] <= sum[1];\n"
         "      if (sf) begin nf <= !nf; out_V_TDATA <= {sum[1], sum[0]}; out_V_TVALID <= 1; if (nf) have <= 0; end\n"
         "    end\n  end\nendmodule\n";
}

/// Sends the four words of its file over and over; `from`: the first that it sends.
std::string memory_source(int from) {
  return "module wstrm(input ap_clk, input ap_rst_n, output [7:0] m_axis_0_tdata, output m_axis_0_tvalid, input "
         "m_axis_0_tready);\n  reg [7:0] w [0:3]; reg [1:0] at;\n"
         "  initial $readmemh(\"/tmp/finn/code_gen_ipgen_MVAU_0_x1y2/memblock.dat\", w);\n"
         "  assign m_axis_0_tdata = w[at], m_axis_0_tvalid = ap_rst_n;\n"
         "  always @(posedge ap_clk) if (!ap_rst_n) at <= " +
         std::to_string(from) + "; else if (m_axis_0_tready) at <= at + 1;\nendmodule\n";
}

rtl::CosimResult run(const golden::StageGraph& graph, const std::string& name, const std::string& top,
                     const std::string& source) {
  const fs::path folder = binary_folder() / "lone-parts" / name;
  fs::remove_all(folder);
  fs::create_directories(folder);
  write_text_file(folder / "top.v", source);
  tools::CosimRequest request;
  request.rtl = folder;
  request.foreign_top = top;
  request.frames = golden::random_frames(*graph.network, kPartFrames, 3);
  request.stalls = {0.3, 4};
  return tools::cosimulate(graph, request).result;
}

}  // namespace

TEST_CASE("a matrix unit with a port for its weights is fed with them") {
  const auto right = run(matrix_unit(), "unit", "unit", unit_source(false));
  CHECK(right.equal());
  CHECK(right.words_compared == 2 * kPartFrames * kPartVectors * 2);
  const auto wrong = run(matrix_unit(), "unit-swapped", "unit", unit_source(true));
  CHECK_FALSE(wrong.equal());
  CHECK(wrong.mismatches > 0);
}

TEST_CASE("a weight memory that sends without end is compared with the network's weights") {
  const auto right = run(matrix_unit(), "memory", "wstrm", memory_source(0));
  CHECK(right.equal());
  CHECK(right.words_compared == kPartFrames * 4);
  CHECK_FALSE(run(matrix_unit(), "memory-shifted", "wstrm", memory_source(1)).equal());
}

TEST_CASE("a converter by itself is compared with the words that its file says") {
  auto network = std::make_shared<golden::Network>();
  network->name = "converter";
  network->streams = {{"x", DataType::uint(4), {6, 4}}, {"y", DataType::uint(4), {6, 4}}};
  network->inputs = {"x"};
  network->outputs = {"y"};
  network->layers.push_back({"converter", golden::Dwc{{6, 4}, DataType::uint(4), 1, 4}, {"x"}, {"y"}, {}});
  const golden::StageGraph graph = golden::build_stage_graph(network, {});
  CHECK(graph.streams[0].words_per_frame() == 24);
  CHECK(graph.streams[1].words_per_frame() == 6);
  const auto source = [](const std::string& joined) {
    return "module dwc(input ap_clk, input ap_rst_n, input [7:0] in0_V_TDATA, input in0_V_TVALID, output "
           "in0_V_TREADY,\n"
           "  output reg [15:0] out_V_TDATA, output reg out_V_TVALID, input out_V_TREADY);\n  reg [1:0] at; reg [15:0] "
           "word;\n  assign in0_V_TREADY = !out_V_TVALID | out_V_TREADY;\n  wire [15:0] next = " +
           joined +
           ";\n  always @(posedge ap_clk) if (!ap_rst_n) begin at <= 0; out_V_TVALID <= 0; end else if (in0_V_TREADY) "
           "begin\n"
           "    out_V_TVALID <= in0_V_TVALID & at == 3;\n"
           "    if (in0_V_TVALID) begin at <= at + 1; word <= next; out_V_TDATA <= next; end\n  end\nendmodule\n";
  };
  const auto right = run(graph, "converter", "dwc", source("{in0_V_TDATA[3:0], word[15:4]}"));
  CHECK(right.equal());
  CHECK(right.words_compared == kPartFrames * (24 + 6));
  CHECK_FALSE(run(graph, "converter-reversed", "dwc", source("{word[11:0], in0_V_TDATA[3:0]}")).equal());
}
