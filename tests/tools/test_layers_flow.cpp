// A stitched design of five layers, written here in FINN's names: is it verified layer by layer, and is a fault told at
// the layer that makes it? The weights are in no file: they come from the network.
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "golden/base/file.hpp"
#include "golden/finn/pipeline_depths.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"
#include "testvectors/schema/vector_file.hpp"
#include "tools/flow/layers_flow.hpp"
#include "tools/flow/rtl_profile.hpp"
#include "tools/flow/words_flow.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

constexpr int kLayers = 5, kWidth = 4, kLevels = 3, kFrames = 3;
constexpr std::int64_t kVectors = 6;
constexpr int kFifoWords = 4;

/// Five MVAUs of 4 x 4 weights of 2 bits, each with three thresholds per row, one vector per word.
struct Design {
  golden::StageGraph graph;
  std::vector<std::vector<std::int32_t>> weights, thresholds;  ///< by layer
};

Design make_design() {
  std::mt19937 random(11);
  Design design;
  auto network = std::make_shared<golden::Network>();
  network->name = "five";
  golden::Folding folding;
  golden::Mvau m;
  m.MW = m.MH = kWidth;
  m.num_input_vectors = {kVectors};
  m.input = m.output = DataType::uint(2);
  m.weight = DataType::int_(2);
  m.accumulator = DataType::int_(8);
  m.levels = kLevels;
  const auto stream = [](int k) { return "s" + std::to_string(k); };
  for (int k = 0; k <= kLayers; ++k) network->streams.push_back({stream(k), m.input, {kVectors, kWidth}});
  for (int k = 0; k < kLayers; ++k) {
    std::vector<std::int32_t> weights, thresholds;
    for (int i = 0; i < kWidth * kWidth; ++i) weights.push_back(static_cast<int>(random() % 4) - 2);
    for (int row = 0; row < kWidth; ++row)
      for (const int level : {-2, 0, 2}) thresholds.push_back(level + static_cast<int>(random() % 2));
    golden::Layer layer{"MVAU_" + std::to_string(k), m, {stream(k)}, {stream(k + 1)}, {}};
    layer.parameters.weights = Tensor{{kWidth, kWidth}, weights};
    layer.parameters.thresholds = Tensor{{kWidth, kLevels}, thresholds};
    network->layers.push_back(layer);
    golden::LayerFolding& fold = folding.layers[layer.name];
    fold.PE = fold.SIMD = kWidth;
    fold.stated["preferred_impl_style"] = "hls";
    golden::Implementation& made = folding.implementations[layer.name];
    made.generator = "finn";
    made.backend = golden::Backend::Hls;
    made.file_name = "MVAU_hls_" + std::to_string(k);
    design.weights.push_back(weights);
    design.thresholds.push_back(thresholds);
  }
  folding.fifos.emplace();
  for (int k = 0; k < kLayers; ++k) {
    folding.depths_words[stream(k)] = kFifoWords;
    (*folding.fifos)[stream(k)] = {{kFifoWords, golden::Backend::Rtl, "StreamingFIFO_rtl_" + std::to_string(k)}};
  }
  network->inputs = {stream(0)};
  network->outputs = {stream(kLayers)};
  design.graph = golden::build_stage_graph(network, folding);
  return design;
}

enum class Fault { kNone, kSwappedPe, kDroppedWord, kThreshold, kNoRoom, kSmallFifo, kCrossed };

/// The last layer has a second input, as FINN's thresholds have one: its stitched designs hold it at zero, and a word
/// there would change what comes out.
constexpr int kWithIdleInput = kLayers - 1;

/// One layer: a register behind sums and thresholds.
std::string layer_source(const Design& design, int k, Fault fault) {
  const std::string name = "MVAU_hls_" + std::to_string(k);
  std::string text =
      "module finn_design_" + name +
      "_0(input ap_clk, input ap_rst_n, input [7:0] in0_V_TDATA, input in0_V_TVALID, output in0_V_TREADY,\n"
      "  output reg [7:0] out0_V_TDATA, output reg out0_V_TVALID, input out0_V_TREADY" +
      (k == kWithIdleInput ? ", input [7:0] in1_V_TDATA, input in1_V_TVALID, output in1_V_TREADY" : "") +
      ");\n"
      "  reg [31:0] w [0:0];\n  initial $readmemh(\"/tmp/finn/code_gen_ipgen_" +
      name +
      "_x1y2/memblock.dat\", w);\n  reg [7:0] q; reg [3:0] word;\n"
      "  assign in0_V_TREADY = !out0_V_TVALID | out0_V_TREADY;\n"
      "  integer sum [0:3]; integer pe, lane;\n  always @* for (pe = 0; pe < 4; pe = pe + 1) begin\n"
      "    sum[pe] = 0;\n    for (lane = 0; lane < 4; lane = lane + 1)\n"
      "      sum[pe] = sum[pe] + $signed(w[0][2*(4*pe+lane) +: 2]) * $signed({1'b0, in0_V_TDATA[2*lane +: 2]});\n"
      "  end\n  always @* begin\n";
  for (int row = 0; row < kWidth; ++row) {
    const int place = fault == Fault::kSwappedPe ? row ^ 1 : row;
    text += "    q[" + std::to_string(2 * place) + " +: 2] = 0";
    for (int level = 0; level < kLevels; ++level) {
      const int threshold =
          design.thresholds[static_cast<std::size_t>(k)][static_cast<std::size_t>(row * kLevels + level)];
      text += " + (sum[" + std::to_string(row) +
              "] >= " + std::to_string(threshold + (fault == Fault::kThreshold && row == 2 && level == 1)) + ")";
    }
    text += ";\n";
  }
  // The last word of every frame is read and lost.
  const std::string lost = fault == Fault::kDroppedWord ? " & word != 5" : "";
  return text +
         "  end\n  always @(posedge ap_clk) if (!ap_rst_n) begin out0_V_TVALID <= 0; word <= 0; end\n"
         "    else if (in0_V_TREADY) begin\n      out0_V_TVALID <= in0_V_TVALID" +
         lost + "; out0_V_TDATA <= q" + (k == kWithIdleInput ? " ^ {8{in1_V_TVALID}}" : "") +
         ";\n      if (in0_V_TVALID) word <= word == 5 ? 0 : word + 1;\n    end\nendmodule\n";
}

std::string module_name(int k) {
  return k == 1 ? "MVAU_hls_1_imp_7OH4JA" : "finn_design_MVAU_hls_" + std::to_string(k) + "_0";
}

std::string fifo_name(int k) { return "StreamingFIFO_rtl_" + std::to_string(k); }

/// `depth` words; one that is not honest says that it has room when it is full.
std::string fifo_source(int k, int depth, bool is_honest) {
  const std::string full = "count == " + std::to_string(depth);
  return "module finn_design_" + fifo_name(k) +
         "_0(input ap_clk, input ap_rst_n, input [7:0] in0_V_TDATA, input in0_V_TVALID, output in0_V_TREADY,\n"
         "  output [7:0] out_V_TDATA, output out_V_TVALID, input out_V_TREADY, output [7:0] maxcount);\n"
         "  reg [7:0] word [0:7]; reg [2:0] in, out; reg [3:0] count;\n"
         "  assign in0_V_TREADY = " +
         (is_honest ? "!(" + full + ")" : "1") +
         ", out_V_TVALID = count != 0, out_V_TDATA = word[out], maxcount = 0;\n"
         "  wire put = in0_V_TVALID & in0_V_TREADY & !(" +
         full +
         "), get = out_V_TVALID & out_V_TREADY;\n"
         "  always @(posedge ap_clk) if (!ap_rst_n) begin in <= 0; out <= 0; count <= 0; end else begin\n"
         "    if (put) begin word[in] <= in0_V_TDATA; in <= in + 1; end\n    if (get) out <= out + 1;\n"
         "    count <= count + {3'd0, put} - {3'd0, get};\n  end\nendmodule\n";
}

/// The layers in a row, a FIFO before each.
std::string top_source(Fault fault) {
  std::string text =
      "module finn_design_wrapper(input ap_clk, input ap_rst_n, input [7:0] s_axis_0_tdata, input s_axis_0_tvalid, "
      "output "
      "s_axis_0_tready,\n  output [7:0] m_axis_0_tdata, output m_axis_0_tvalid, input m_axis_0_tready);\n"
      "  wire [7:0] d [0:5], f [0:4]; wire [5:0] v, r; wire [4:0] fv, fr;\n"
      "  assign d[0] = s_axis_0_tdata, v[0] = s_axis_0_tvalid, s_axis_0_tready = r[0];\n"
      "  assign m_axis_0_tdata = d[5], m_axis_0_tvalid = v[5], r[5] = m_axis_0_tready;\n";
  // Crossed wires between two layers: a fault of the design, of no part of it.
  const auto from = [&](int k) { return std::to_string(fault == Fault::kCrossed && k == 3 ? 2 : k); };
  for (int k = 0; k < kLayers; ++k) {
    const std::string i = std::to_string(k), j = std::to_string(k + 1);
    text += "  finn_design_" + fifo_name(k) + "_0 " + fifo_name(k) +
            "(.ap_clk(ap_clk), .ap_rst_n(ap_rst_n), .in0_V_TDATA(d[" + from(k) + "]), .in0_V_TVALID(v[" + i +
            "]), .in0_V_TREADY(r[" + i + "]),\n    .out_V_TDATA(f[" + i + "]), .out_V_TVALID(fv[" + i +
            "]), .out_V_TREADY(fr[" + i + "]), .maxcount());\n  " + module_name(k) + " MVAU_hls_" + i +
            "(.ap_clk(ap_clk), .ap_rst_n(ap_rst_n), .in0_V_TDATA(f[" + i + "]), .in0_V_TVALID(fv[" + i +
            "]), .in0_V_TREADY(fr[" + i + "]),\n    .out0_V_TDATA(d[" + j + "]), .out0_V_TVALID(v[" + j +
            "]), .out0_V_TREADY(r[" + j + "])" +
            (k == kWithIdleInput ? ", .in1_V_TDATA({1'b0,7'b0000_000}), .in1_V_TVALID(1'b0)" : "") + ");\n";
  }
  // A block as Vivado draws one around a kernel and its weights: both instances have the layer's name.
  text += "endmodule\nmodule " + module_name(1) +
          "(input ap_clk, input ap_rst_n, input [7:0] in0_V_TDATA, input in0_V_TVALID, output in0_V_TREADY,\n"
          "  output [7:0] out0_V_TDATA, output out0_V_TVALID, input out0_V_TREADY);\n"
          "  finn_design_MVAU_hls_1_0 MVAU_hls_1(.*);\nendmodule\n";
  for (int k = 0; k < kLayers; ++k)
    text += fifo_source(k, fault == Fault::kSmallFifo && k == 3 ? kFifoWords - 1 : kFifoWords,
                        !(fault == Fault::kNoRoom && k == 3));
  return text;
}

fs::path write_stitched(const Design& design, const fs::path& folder, Fault fault = Fault::kNone, int faulty = 2) {
  fs::create_directories(folder / "ip");
  write_text_file(folder / "a_top.v", top_source(fault));
  for (int k = 0; k < kLayers; ++k)
    write_text_file(folder / "ip" / ("MVAU_hls_" + std::to_string(k) + ".v"),
                    layer_source(design, k, k == faulty ? fault : Fault::kNone));
  return folder;
}

tools::LayersOutcome run(const Design& design, const fs::path& folder) {
  tools::CosimRequest request;
  request.rtl = folder;
  request.foreign_top = "finn_design_wrapper";
  request.frames = golden::random_frames(*design.graph.network, kFrames, 3);
  request.stalls = {0.3, 4};
  return tools::cosimulate_layers(design.graph, request);
}

/// Each in a folder of its own that stays, so that what is built once is found again.
fs::path folder_of(const std::string& name) {
  const fs::path folder = binary_folder() / "stitched-designs" / name;
  fs::remove_all(folder);
  return folder;
}

}  // namespace

TEST_CASE("a stitched design without its weight files is equal in every layer and as a whole", "[layers]") {
  const Design design = make_design();
  const fs::path folder = folder_of("right/stitched_ip");
  fs::create_directories(folder.parent_path() / "report");
  write_text_file(folder.parent_path() / "report/rtlsim_performance.json", "{\"N\": 1, \"latency_cycles\": 15}");
  const auto outcome = run(design, write_stitched(design, folder));
  INFO(tools::layers_text(outcome));
  REQUIRE(outcome.layers.size() == kLayers);
  for (int k = 0; k < kLayers; ++k) {
    const auto& layer = outcome.layers[static_cast<std::size_t>(k)];
    CHECK(layer.stage == "MVAU_" + std::to_string(k));
    CHECK(layer.module == module_name(k));
    CHECK(layer.is_equal());
  }
  CHECK(outcome.whole.result.equal());
  CHECK(outcome.whole.result.words_compared == 2 * kFrames * kVectors);
  REQUIRE(outcome.fifos.size() == kLayers);
  for (const auto& fifo : outcome.fifos) {
    REQUIRE(fifo.measured);
    CHECK(fifo.measured->holds_words == kFifoWords);
    CHECK(fifo.measured->hops == 1);
    CHECK(fifo.measured->keeps_words);
  }
  CHECK(outcome.culprit() == nullptr);
  // Six words in a row, ten registers behind each other, no pause: the last stands at the output after 5 + 10 edges.
  REQUIRE(outcome.finn);
  CHECK(outcome.finn->is_right);
  CHECK(outcome.finn->latency_cycles == 15);
  CHECK_THAT(tools::layers_text(outcome),
             Catch::Contains("FINN's own rtlsim counts 15 cycles for frame 1 (published: 15)"));
}

TEST_CASE("the layer that is wrong is told", "[layers]") {
  const Design design = make_design();
  const auto [name, fault] = GENERATE(table<std::string, Fault>(
      {{"swapped-pe", Fault::kSwappedPe}, {"dropped-word", Fault::kDroppedWord}, {"threshold", Fault::kThreshold}}));
  const auto outcome = run(design, write_stitched(design, folder_of(name), fault));
  INFO(tools::layers_text(outcome));
  CHECK_FALSE(outcome.whole.result.equal());
  REQUIRE(outcome.culprit() != nullptr);
  CHECK(outcome.culprit()->stage == "MVAU_2");
  for (const auto& layer : outcome.layers) CHECK(layer.is_equal() == (layer.stage != "MVAU_2"));
  CHECK_THAT(tools::layers_text(outcome), Catch::Contains("the fault is in MVAU_2, module finn_design_MVAU_hls_2_0"));
}

TEST_CASE("a layer with another layer's weight file is told", "[layers]") {
  const Design design = make_design();
  const fs::path folder = write_stitched(design, folder_of("weights"));
  std::string word;
  for (int i = kWidth * kWidth; i-- > 0;) {  // two bits each, the first lowest, two weights to a hexadecimal digit
    const int code = design.weights[1][static_cast<std::size_t>(i)] & 3;
    if (i % 2 == 1) word += "0123456789abcdef"[(code << 2) | (design.weights[1][static_cast<std::size_t>(i - 1)] & 3)];
  }
  fs::create_directories(folder / "MVAU_hls_3_wstrm_0");
  write_text_file(folder / "MVAU_hls_3_wstrm_0" / "memblock.dat", word + "\n");
  const auto outcome = run(design, folder);
  INFO(tools::layers_text(outcome));
  REQUIRE(outcome.culprit() != nullptr);
  CHECK(outcome.culprit()->stage == "MVAU_3");
}

TEST_CASE("a fault between layers that are right is told as one", "[layers]") {
  const Design design = make_design();
  const auto outcome = run(design, write_stitched(design, folder_of("crossed"), Fault::kCrossed));
  INFO(tools::layers_text(outcome));
  for (const auto& layer : outcome.layers) CHECK(layer.is_equal());
  CHECK(outcome.wrong_fifo() == nullptr);
  CHECK_FALSE(outcome.whole.result.equal());
  CHECK_THAT(tools::layers_text(outcome), Catch::Contains("the fault is between them"));
}

TEST_CASE("a FIFO that holds fewer words than the network says, or loses some, is told by its name", "[layers]") {
  const Design design = make_design();
  const auto [name, fault, what] = GENERATE(
      table<std::string, Fault, std::string>({{"small-fifo", Fault::kSmallFifo, "it holds 3 words, the network says 4"},
                                              {"no-room", Fault::kNoRoom, "it loses or changes words"}}));
  const auto outcome = run(design, write_stitched(design, folder_of(name), fault));
  INFO(tools::layers_text(outcome));
  for (const auto& layer : outcome.layers) CHECK(layer.is_equal());
  REQUIRE(outcome.wrong_fifo() != nullptr);
  CHECK(outcome.wrong_fifo()->fifo.name == "StreamingFIFO_rtl_3");
  for (const auto& fifo : outcome.fifos) CHECK(fifo.is_wrong() == (fifo.fifo.name == "StreamingFIFO_rtl_3"));
  CHECK_THAT(tools::layers_text(outcome),
             Catch::Contains("the fault is in FIFO StreamingFIFO_rtl_3 of stream s3") && Catch::Contains(what));
}

TEST_CASE("what FINN's own simulation of one frame would have seen is said", "[layers]") {
  const Design design = make_design();
  const auto said = [&](const std::string& name, Fault fault) {
    return tools::layers_text(run(design, write_stitched(design, folder_of(name), fault)));
  };
  CHECK_THAT(said("seen", Fault::kThreshold), Catch::Contains("it would have seen this, not where"));
  CHECK_THAT(said("seen-not", Fault::kSmallFifo), Catch::Contains("it would not have seen this, which costs cycles"));
}

TEST_CASE("pipeline depths are those of published layers whose cycles somebody measured", "[layers]") {
  // Thresholding by Vitis HLS: 484 words in 489 cycles, every 491; 98 words in 102, every 104 (N + 2 and N + 4 beyond).
  const auto thresholding = [](std::int64_t words) {
    auto network = std::make_shared<golden::Network>();
    network->name = "one";
    golden::Thresholding t;
    t.channels = 1;
    t.num_input_vectors = {words};
    t.input = DataType::int_(8);
    t.output = DataType::uint(2);
    t.levels = 3;
    network->streams = {{"in", t.input, {words, 1}}, {"out", t.output, {words, 1}}};
    golden::Layer layer{"Thresholding_0", t, {"in"}, {"out"}, {}};
    layer.parameters.thresholds = Tensor{{1, 3}, {-1, 0, 1}};
    network->layers.push_back(layer);
    network->inputs = {"in"};
    network->outputs = {"out"};
    golden::Folding folding;
    folding.implementations["Thresholding_0"].generator = "finn";
    folding.implementations["Thresholding_0"].backend = golden::Backend::Hls;
    return golden::build_stage_graph(network, folding);
  };
  const auto large = tools::measured_depth(thresholding(484), {489, 491}, 3);
  REQUIRE(large);
  CHECK(large->iterations == 3);
  CHECK(large->in_submodule);
  CHECK(large->gap_cycles == 7);
  const auto small = tools::measured_depth(thresholding(98), {102, 104}, 3);
  REQUIRE(small);
  CHECK(small->iterations == 2);
  CHECK_FALSE(tools::measured_depth(thresholding(98), {102, 140}, 3));
  CHECK_FALSE(tools::measured_depth(thresholding(98), {50, 104}, 3));
}

TEST_CASE("measured depths are written as the simulation reads them, what has none is told", "[layers]") {
  const Design design = make_design();
  tools::LayersOutcome outcome;
  for (int k = 0; k < kLayers; ++k) {
    tools::LayerOutcome layer;
    layer.stage = "MVAU_" + std::to_string(k);
    if (k != 3) layer.result = rtl::CosimResult{};
    if (k == 3) layer.problem = "no instance of the design is called so";
    if (k < 2) layer.depth = tools::MeasuredDepth{5 + k, k == 0, 9};
    outcome.layers.push_back(layer);
  }
  const tools::RtlProfile profile = tools::rtl_profile(design.graph, outcome);
  CHECK(profile.taken.size() == 2);
  REQUIRE(profile.left.size() == 3);
  CHECK_THAT(profile.left[1], Catch::Contains("MVAU_hls_3") && Catch::Contains("no instance"));
  golden::StageGraph graph = design.graph;
  golden::state_pipeline_depths(profile.depths_json, "depths.json", "", graph);
  CHECK(graph.stages[0].implementation.attribute("pipeline_depth") == "5");
  CHECK(graph.stages[0].implementation.attribute("in_submodule") == "1");
  CHECK(graph.stages[1].implementation.attribute("pipeline_depth") == "6");
  CHECK(graph.stages[1].implementation.attribute("in_submodule") == "0");
  CHECK(graph.stages[2].implementation.attribute("pipeline_depth").empty());
  CHECK_THAT(profile.depths_json, Catch::Contains("\"origin\": \"measured\""));
  CHECK_THROWS_AS(golden::state_pipeline_depths(R"({"MVAU_hls_0": {"iterations_N": 5, "origin": "guessed"}})",
                                                "depths.json", "", graph),
                  Errors);
}

namespace {

/// [frames, words(, elements)] of int32, as numpy writes it.
void write_npy(const fs::path& file, const std::vector<std::int64_t>& shape, const std::vector<std::int32_t>& data) {
  std::string text = "{'descr': '<i4', 'fortran_order': False, 'shape': (";
  for (const auto extent : shape) text += std::to_string(extent) + ", ";
  text += "), }";
  while ((10 + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::ofstream out(file, std::ios::binary);
  out << "\x93NUMPY" << '\x01' << '\0' << static_cast<char>(text.size() & 255) << static_cast<char>(text.size() >> 8)
      << text;
  out.write(reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(4 * data.size()));
}

}  // namespace

TEST_CASE("words of files stand for a network that is not known", "[layers]") {
  const fs::path folder = folder_of("words");
  fs::create_directories(folder);
  // Two elements of 8 bits; the sum of both, then their difference, signed, leave as one word.
  write_text_file(
      folder / "top.v",
      "module top(input ap_clk, input ap_rst_n, input [15:0] x_TDATA, input x_TVALID, output x_TREADY,\n"
      "  output [19:0] y_TDATA, output y_TVALID, input y_TREADY);\n  wire [9:0] a = {2'd0, x_TDATA[7:0]}, b = "
      "{2'd0, x_TDATA[15:8]};\n  assign y_TDATA = {a - b, a + b}, y_TVALID = x_TVALID, x_TREADY = "
      "y_TREADY;\nendmodule\n");
  std::vector<std::int32_t> in, out;
  for (int k = 0; k < 20; ++k) {
    const int a = 37 * k % 256, b = 91 * k % 256;
    in.insert(in.end(), {a, b});
    out.insert(out.end(), {a + b, a - b});
  }
  write_npy(folder / "in.npy", {2, 10, 2}, in);
  write_npy(folder / "out.npy", {2, 10, 2}, out);
  tools::CosimRequest request;
  request.rtl = folder;
  request.foreign_top = "top";
  request.quiet_cycles = 1000;
  const auto run_words = [&] { return tools::cosimulate_words({{folder / "in.npy"}, {folder / "out.npy"}}, request); };
  const auto right = run_words();
  CHECK(right.result.equal());
  CHECK(right.result.words_compared == 2 * 20);
  {
    // The same words as test vectors.
    golden::StageGraph streams;
    golden::Stream y;
    y.name = y.tensor = "y";
    y.type = DataType::int_(10);
    y.shape = {10, 2};
    y.elements_per_word = 2;
    streams.streams.push_back(y);
    vectors::VectorWriter writer(folder / "words.h5", streams, {"n", "0", "0", "t", 0});
    for (int frame = 0; frame < 2; ++frame)
      writer.append({{"y", Tensor{{10, 2}, {out.begin() + 20 * frame, out.begin() + 20 * (frame + 1)}}}});
    writer.finish();
  }
  const auto from_vectors =
      tools::cosimulate_words({{folder / "in.npy"}, {(folder / "words.h5").string() + "#y"}}, request);
  CHECK(from_vectors.result.equal());
  CHECK(from_vectors.result.words_compared == 2 * 20);
  out[25] += 1;
  write_npy(folder / "out.npy", {2, 10, 2}, out);
  const auto wrong = run_words();
  CHECK(wrong.result.mismatches == 1);
  REQUIRE(wrong.result.first_mismatch);
  CHECK(wrong.result.first_mismatch->frame == 1);
  CHECK(wrong.result.first_mismatch->word == 2);
  write_npy(folder / "out.npy", {2, 10}, std::vector<std::int32_t>(20, 1 << 20));
  CHECK_THROWS_AS(run_words(), Errors);
  write_npy(folder / "out.npy", {4, 5, 2}, out);
  CHECK_THROWS_AS(run_words(), Errors);
}
