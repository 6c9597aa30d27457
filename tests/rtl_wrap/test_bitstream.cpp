// What a board's top is made of, and what is read from nextpnr's report; the host link word for word on a line of its
// own.
#include <catch2/catch.hpp>
#include <deque>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/synthesis/bitstream.hpp"
#include "rtl_wrap/synthesis/programs.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr int kCyclesPerBit = 5;

/// The link with words of two bytes in and of one byte out: the network answers with the difference of the two.
class SerialLine {
 public:
  SerialLine() {
    write_text_file(
        folder_ / "bench.sv",
        "module bench(input clk, input rst_n, input rxd, input ready, output txd, output brk, output lost);\n"
        "  wire [15:0] word; wire valid, taken;\n"
        "  weir_uart_link #(.CYCLES_PER_BIT(5), .IN_BYTES(2), .OUT_BYTES(1)) link (.ap_clk(clk), "
        ".ap_rst_n(rst_n), .rxd(rxd), .txd(txd), .line_break(brk), .overrun(lost), .net_in_tdata(word), "
        ".net_in_tvalid(valid), .net_in_tready(taken & ready), .net_out_tdata(word[7:0] - word[15:8]), "
        ".net_out_tvalid(valid & ready), .net_out_tready(taken));\nendmodule\n");
    rtl::RtlFolder rtl;
    rtl.folder = rtl.data = folder_.path();
    rtl.top = "bench";
    rtl.sources = {source_folder() / "hls/rtl/weir_uart_link.sv", folder_ / "bench.sv"};
    design_ = build(rtl).model->create();
    set("rxd", 1);
    set("ready", 1);
    for (int i = 0; i < 4; ++i) cycle();
    set("rst_n", 1);
  }

  void set(const std::string& port, int value) { *design_->find(port)->data = static_cast<std::uint8_t>(value); }
  int get(const std::string& port) const { return *design_->find(port)->data; }

  void cycle() {
    set("clk", 0);
    design_->eval();
    set("clk", 1);
    design_->eval();
    listen();
    breaks += get("brk");
  }
  void hold(int level, int bits) {
    set("rxd", level);
    for (int i = 0; i < bits * kCyclesPerBit; ++i) cycle();
  }
  void send(int byte) {
    hold(0, 1);
    for (int i = 0; i < 8; ++i) hold((byte >> i) & 1, 1);
    hold(1, 1);
  }

  std::vector<int> heard;
  int breaks = 0;

 private:
  /// Another receiver: ten samples, each in the middle of its bit.
  void listen() {
    const int level = get("txd");
    if (at_ < 0) {
      if (get("rst_n") == 1 && level == 0) at_ = 0;
      return;
    }
    ++at_;
    if (at_ % kCyclesPerBit != kCyclesPerBit / 2) return;
    bits_.push_back(level);
    if (bits_.size() < 10) return;
    int byte = 0;
    for (int i = 0; i < 8; ++i) byte |= bits_[static_cast<std::size_t>(i + 1)] << i;
    heard.push_back(bits_.front() == 0 && bits_.back() == 1 ? byte : -1);
    bits_.clear();
    at_ = -1;
  }

  ScratchFolder folder_;
  std::unique_ptr<rtl::Instance> design_;
  int at_ = -1;
  std::vector<int> bits_;
};

rtl::RtlFolder two_stages() {
  rtl::RtlFolder rtl;
  rtl.stages = {{"MVAU_0", "m", ""}, {"MVAU_1", "m", ""}};
  rtl.streams = {{"in", 12, 2, "", "MVAU_0"}, {"mid", 8, 4, "MVAU_0", "MVAU_1"}, {"out", 8, 2, "MVAU_1", ""}};
  rtl.inputs = {0};
  rtl.outputs = {2};
  return rtl;
}

}  // namespace

TEST_CASE("words pass the serial line byte by byte, lowest first, and a break is no byte", "[bitstream]") {
  SerialLine line;
  for (const int byte : {0x90, 0x10, 0xff, 0x01, 0x00, 0xff}) line.send(byte);
  line.hold(1, 12);
  CHECK(line.heard == std::vector<int>{0x80, 0xfe, 0x01});
  CHECK(line.breaks == 0);
  line.hold(0, 14);
  line.hold(1, 3);
  CHECK(line.breaks == 1);
  CHECK(line.heard.size() == 3);
  line.send(0x07);
  line.send(0x03);
  line.hold(1, 12);
  CHECK(line.heard.back() == 4);
  CHECK(line.get("lost") == 0);
}

TEST_CASE("bytes that find no place are told", "[bitstream]") {
  SerialLine line;
  line.set("ready", 0);
  line.send(1);
  line.send(2);
  line.hold(1, 1);
  CHECK(line.get("lost") == 0);
  line.send(3);
  line.hold(1, 1);
  CHECK(line.get("lost") == 1);
}

TEST_CASE("the PLL makes the highest clock not above the one asked for", "[bitstream]") {
  // By hand: 25 MHz * 2; 12 / 3 * 25; of 50 MHz 12 * 4 and 12 / 2 * 8 are 48, 12 / 3 * 12 as well.
  CHECK(rtl::pll_for(25, 50).mhz == Approx(50));
  CHECK(rtl::pll_for(12, 100).mhz == Approx(100));
  CHECK(rtl::pll_for(12, 50).mhz == Approx(48));
  for (const auto& [in, asked] : {std::pair{25.0, 133.0}, {12.0, 99.0}, {25.0, 10.0}}) {
    const rtl::Pll pll = rtl::pll_for(in, asked);
    CHECK(pll.mhz == Approx(in * pll.feedback / pll.reference));
    CHECK(pll.mhz <= asked);
    CHECK(pll.mhz * pll.output >= 400);
    CHECK(pll.mhz * pll.output <= 800);
  }
  CHECK_THROWS_AS(rtl::pll_for(25, 1), Error);
  CHECK(rtl::cycles_per_bit(96) == 96);
  CHECK_THROWS_AS(rtl::cycles_per_bit(3), Error);
}

TEST_CASE("a network with two inputs has no serial line", "[bitstream]") {
  rtl::RtlFolder rtl = two_stages();
  CHECK(rtl::host_stream(rtl, true).word_bytes == 2);
  rtl.inputs = {0, 1};
  CHECK_THROWS_AS(rtl::host_stream(rtl, true), Error);
}

TEST_CASE("the critical path names stages, FIFOs and lines of the network's clock", "[bitstream]") {
  const auto step = [](const std::string& cell, const std::string& type, double ns, const std::string& more = "") {
    return R"({"delay":)" + std::to_string(ns) + R"(,"from":{"cell":")" + cell +
           R"(","loc":[1,1],"port":"Q"},"to":{"cell":"x","loc":[1,2],"port":"D"},"type":")" + type + "\"" + more + "}";
  };
  const std::string text =
      R"({"critical_paths":[{"from":"<async>","to":"posedge $glbnet$core_clk","path":[)" + step("led", "routing", 99) +
      R"(]},{"from":"posedge $glbnet$core_clk","to":"posedge $glbnet$core_clk","path":[)" +
      step("net.fifo_1.words_TRELLIS_FF_Q", "clk-to-q", 0.5) + "," +
      step("net.fifo_1.words_TRELLIS_FF_Q", "routing", 1, R"(,"sources":["top.sv:3.1-3.4","mvau.hpp:232"])") + "," +
      step("net.MVAU_1.n7_LUT4_Z", "logic", 0.25) + "," + step("$nextpnr_CCU2C_4$CCU2_COMB0", "logic", 0.25) + "," +
      step("link.rx_LUT4_Z", "setup", 0.125) +
      R"(]}],"fmax":{"clk":{"achieved":400.0,"constraint":12.0},"$glbnet$core_clk":{"achieved":90.5,"constraint":96.0}},)"
      R"("utilization":{"TRELLIS_COMB":{"available":100,"used":7},"DP16KD":{"available":8,"used":3}}})";
  const rtl::Bitstream made = rtl::parse_nextpnr_report(text, two_stages());
  CHECK(made.fmax_mhz == Approx(90.5));
  CHECK(made.constraint_mhz == Approx(96));
  CHECK_FALSE(made.is_fast_enough());
  REQUIRE(made.critical_path.size() == 5);
  CHECK(made.critical_path[0].stage == "mid");
  CHECK(made.critical_path[1].source == "mvau.hpp:232");
  CHECK(made.critical_path[2].stage == "MVAU_1");
  CHECK(made.critical_path[3].stage == "MVAU_1");
  CHECK(made.critical_path[4].stage.empty());
  REQUIRE(made.uses.size() == 2);
  CHECK(made.uses[0].name == "LUT4");
  CHECK(made.uses[0].used == 7);
  CHECK_THROWS_AS(rtl::parse_nextpnr_report("{", two_stages()), Error);
}

TEST_CASE("a program that is nowhere is told by its names", "[bitstream]") {
  try {
    rtl::find_program({"weir-no-such-program", "neither-this"}, "", "get it");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.code == "program-missing");
    CHECK(error.what_text.find("weir-no-such-program or neither-this") != std::string::npos);
  }
}
