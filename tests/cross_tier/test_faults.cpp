/// Is a fault in the RTL found, and is it located where it was put?
#include <algorithm>
#include <catch2/catch.hpp>

#include "golden/builtin/random_parameters.hpp"
#include "golden/model/model.hpp"
#include "tests/cross_tier/faults.hpp"
#include "tests/data.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace {

using namespace weir;
using test::Bits;

constexpr int kWidth0 = 64, kWidth1 = 32, kWidth2 = 16;
constexpr int kPE = 4, kSIMD = 8;
constexpr std::size_t kAccumulatorBits = 16;
constexpr std::int64_t kSF1 = kWidth1 / kSIMD;

golden::Mvau xnor_layer(int mw, int mh) {
  golden::Mvau m;
  m.MW = mw;
  m.MH = mh;
  m.input = m.weight = m.output = DataType::binary();
  m.accumulator = DataType::int_(kAccumulatorBits);
  m.binary_xnor = true;
  m.compare = golden::Compare::Less;
  return m;
}

/// Two binary layers with a width converter between them.
golden::StageGraph small_graph(int middle_depth_words = 8) {
  golden::Network network;
  network.name = "small";
  network.streams = {{"in", DataType::binary(), {kWidth0}},
                     {"middle", DataType::binary(), {kWidth1}},
                     {"out", DataType::binary(), {kWidth2}}};
  network.layers = {{"MVAU_0", xnor_layer(kWidth0, kWidth1), {"in"}, {"middle"}, {}},
                    {"MVAU_1", xnor_layer(kWidth1, kWidth2), {"middle"}, {"out"}, {}}};
  network.inputs = {"in"};
  network.outputs = {"out"};
  golden::fill_random_parameters(network, 5);
  golden::Folding folding;
  folding.layers = {{"MVAU_0", {kPE, kSIMD, 1, "auto"}}, {"MVAU_1", {kPE, kSIMD, 1, "auto"}}};
  folding.depths_words = {{"in", 4}, {"middle", middle_depth_words}};
  return golden::build_stage_graph(std::make_shared<const golden::Network>(network), folding);
}

/// The RTL of small_graph(), fresh, for one fault.
class Bench {
 public:
  explicit Bench(int middle_depth_words = 8) : graph_(small_graph(middle_depth_words)) {
    tools::write_rtl_folder(graph_, rtl(), [](const std::string&) {});
  }
  std::filesystem::path rtl() const { return scratch_ / "rtl"; }
  std::filesystem::path data(const std::string& file) const { return rtl() / "data" / file; }
  const golden::StageGraph& graph() const { return graph_; }

  rtl::CosimResult run(double stalls = 0.0) const {
    tools::CosimRequest request;
    request.frames = golden::random_frames(*graph_.network, 40, 3);
    request.stalls = {stalls, 7};
    request.rtl = rtl();
    return tools::cosimulate(graph_, request).result;
  }

 private:
  test::ScratchFolder scratch_;
  golden::StageGraph graph_;
};

}  // namespace

TEST_CASE("RTL without a fault is equal in every word and every cycle, free and with stalls") {
  const Bench bench;
  CHECK(bench.run().equal());
  CHECK(bench.run(0.3).equal());
  CHECK(bench.run(0.3).cycle_differences == 0);
}

TEST_CASE("one wrong weight bit is found in the output channel whose row it belongs to") {
  const Bench bench;
  constexpr std::size_t row = 6, nf = row / kPE, pe = row % kPE, sf = 2, lane = 3;
  test::change_rom_word(bench.data("MVAU_1.weights.hex"), nf * kSF1 + sf, kPE * kSIMD,
                        [](Bits& bits) { bits[pe * kSIMD + lane].flip(); });
  const auto result = bench.run();
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->stage == "MVAU_1");
  CHECK(result.first_mismatch->channel == static_cast<std::int64_t>(row));
  CHECK(result.cycle_differences == 0);
}

TEST_CASE("a threshold off by one is found in its channel and named as such") {
  const Bench bench;
  constexpr std::size_t row = 13, nf = row / kPE, pe = row % kPE;
  test::change_rom_word(bench.data("MVAU_0.thresholds.hex"), nf, kPE * kAccumulatorBits, [](Bits& bits) {
    for (std::size_t b = 0; b < kAccumulatorBits; ++b) {  // plus one, with carry
      bits[pe * kAccumulatorBits + b].flip();
      if (bits[pe * kAccumulatorBits + b]) break;
    }
  });
  const auto result = bench.run();
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->stage == "MVAU_0");
  CHECK(result.first_mismatch->stream == "middle");
  CHECK(result.first_mismatch->channel == static_cast<std::int64_t>(row));
  REQUIRE(result.first_mismatch->accumulator);
  CHECK(*result.first_mismatch->accumulator == result.first_mismatch->thresholds.at(0) + 1);
}

TEST_CASE("two swapped PE lanes are found and explained as a lane order") {
  const Bench bench;
  const auto top = bench.rtl() / "weir_top.sv";
  test::replace_once(top, ".out0_tdata(stream_1_in)", ".out0_tdata(swapped_lanes)");
  auto lines = test::read_lines(top);
  const auto instance =
      std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.find("  mvau_") == 0; });
  REQUIRE(instance != lines.end());
  lines.insert(instance, {"  wire [3:0] swapped_lanes;",
                          "  assign stream_1_in = {swapped_lanes[3], swapped_lanes[1], "
                          "swapped_lanes[2], swapped_lanes[0]};"});
  test::write_lines(top, lines);
  const auto result = bench.run();
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->stage == "MVAU_0");
  REQUIRE_FALSE(result.hypotheses.empty());
  CHECK(result.hypotheses.front().id == "lanes");
  CHECK(result.hypotheses.front().explained == result.hypotheses.front().of);
}

TEST_CASE("a FIFO one word too small to make progress is reported as the exact deadlock") {
  const Bench bench(1);
  test::replace_once(bench.rtl() / "weir_fifo.sv", "module weir_fifo", "module weir_fifo_whole");
  const auto lines = test::read_lines(bench.rtl() / "weir_fifo.sv");
  std::vector<std::string> with_shrunk = lines;
  with_shrunk.insert(
      with_shrunk.end(),
      {"// A FIFO of one word less than asked for: of depth 1 nothing is left.",
       "module weir_fifo #(parameter int W = 8, parameter int DEPTH = 2) (input logic ap_clk, ap_rst_n,",
       "  output logic room, input logic take, input logic [W-1:0] in_tdata, input logic in_tvalid,",
       "  output logic [W-1:0] out_tdata, output logic out_tvalid, input logic out_tready);",
       "  if (DEPTH == 1) begin : none", "    assign room = 1'b0; assign out_tvalid = 1'b0; assign out_tdata = '0;",
       "  end else begin : whole", "    weir_fifo_whole #(.W(W), .DEPTH(DEPTH)) fifo (.*);", "  end", "endmodule"});
  test::write_lines(bench.rtl() / "weir_fifo.sv", with_shrunk);
  const auto result = bench.run();
  CHECK_FALSE(result.equal());
  REQUIRE(result.deadlock);
  CHECK_FALSE(result.deadlock_in_systemc);
  CHECK(result.idle_stages ==
        std::vector<std::string>{"MVAU_0"});  // has words and, by the graph, room, yet stands still
  bool consumer_waits_for_word = false;
  for (const auto& wait : result.deadlock->waits) {
    consumer_waits_for_word |= wait.stream == "middle" && !wait.for_room && wait.occupancy_words == 0;
    CHECK(wait.stage != "MVAU_0");
  }
  CHECK(consumer_waits_for_word);
}

TEST_CASE("a FIFO that holds one word less than the graph says shows as cycle differences") {
  const Bench bench;
  test::replace_once(bench.rtl() / "weir_top.sv", ".DEPTH(4)", ".DEPTH(3)");
  const auto result = bench.run(0.4);
  CHECK(result.mismatches == 0);
  CHECK(result.cycle_differences > 0);
  REQUIRE(result.first_cycle_difference);
}
