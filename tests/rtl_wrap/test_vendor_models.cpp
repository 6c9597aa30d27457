// Weir's models of vendors' parts against what their documentation says (UG974, UG953), each alone in one design.
#include <catch2/catch.hpp>
#include <deque>
#include <random>

#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/foreign_design.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr const char* kBench = R"(
module bench(input clk, input rst, input [7:0] d, input wr, input rd, input last, input [4:0] addr, input [5:0] bits,
  input [4:0] read_addr,
  output axis_ready, output axis_valid, output [7:0] axis_q, output packet_valid,
  output sync_full, output sync_empty, output [7:0] sync_q, output sync_valid, output sync_ack, output sync_over,
  output sync_under, output [7:0] ram_q, output [7:0] rom_q, output [15:0] byte_q, output srl_q, output srlc_q,
  output lut_q, output lut2_o5, output lut2_o6, output ff_q, output [1:0] lutram_q, output dual_s, output dual_d);
  xpm_fifo_axis #(.FIFO_DEPTH(16), .TDATA_WIDTH(8)) axis (.s_aclk(clk), .m_aclk(clk), .s_aresetn(!rst),
    .s_axis_tvalid(wr), .s_axis_tready(axis_ready), .s_axis_tdata(d), .s_axis_tstrb(1'b1), .s_axis_tkeep(1'b1),
    .s_axis_tlast(last), .s_axis_tid(1'b0), .s_axis_tdest(1'b0), .s_axis_tuser(1'b0), .m_axis_tvalid(axis_valid),
    .m_axis_tready(rd), .m_axis_tdata(axis_q), .injectdbiterr_axis(1'b0), .injectsbiterr_axis(1'b0));
  xpm_fifo_axis #(.FIFO_DEPTH(16), .TDATA_WIDTH(8), .PACKET_FIFO("true")) packets (.s_aclk(clk), .m_aclk(clk),
    .s_aresetn(!rst), .s_axis_tvalid(wr), .s_axis_tdata(d), .s_axis_tstrb(1'b1), .s_axis_tkeep(1'b1),
    .s_axis_tlast(last), .s_axis_tid(1'b0), .s_axis_tdest(1'b0), .s_axis_tuser(1'b0), .m_axis_tvalid(packet_valid),
    .m_axis_tready(1'b0), .injectdbiterr_axis(1'b0), .injectsbiterr_axis(1'b0));
  xpm_fifo_sync #(.FIFO_WRITE_DEPTH(16), .READ_DATA_WIDTH(8), .WRITE_DATA_WIDTH(8), .FIFO_READ_LATENCY(2)) sync (
    .sleep(1'b0), .rst(rst), .wr_clk(clk), .wr_en(wr), .din(d), .full(sync_full), .rd_en(rd), .dout(sync_q),
    .empty(sync_empty), .data_valid(sync_valid), .wr_ack(sync_ack), .overflow(sync_over), .underflow(sync_under),
    .injectsbiterr(1'b0), .injectdbiterr(1'b0));
  xpm_memory_sdpram #(.ADDR_WIDTH_A(5), .ADDR_WIDTH_B(5), .BYTE_WRITE_WIDTH_A(8), .MEMORY_SIZE(256),
    .READ_DATA_WIDTH_B(8), .READ_LATENCY_B(2), .WRITE_DATA_WIDTH_A(8)) ram (.sleep(1'b0), .clka(clk), .ena(1'b1),
    .wea(wr), .addra(addr), .dina(d), .clkb(clk), .rstb(1'b0), .enb(1'b1), .regceb(1'b1), .addrb(read_addr),
    .doutb(ram_q));
  xpm_memory_sprom #(.ADDR_WIDTH_A(5), .MEMORY_INIT_FILE("rom.mem"), .MEMORY_SIZE(256), .READ_DATA_WIDTH_A(8),
    .READ_LATENCY_A(1)) rom (.sleep(1'b0), .clka(clk), .rsta(1'b0), .ena(rd), .regcea(1'b1), .addra(addr),
    .douta(rom_q));
  xpm_memory_spram #(.ADDR_WIDTH_A(5), .BYTE_WRITE_WIDTH_A(8), .MEMORY_SIZE(512), .READ_DATA_WIDTH_A(16),
    .WRITE_DATA_WIDTH_A(16), .READ_LATENCY_A(1), .WRITE_MODE_A("write_first")) bytes (.sleep(1'b0), .clka(clk),
    .rsta(1'b0), .ena(1'b1), .regcea(1'b1), .wea({last & wr, wr}), .addra(addr), .dina({d, ~d}), .douta(byte_q));
  SRL16E #(.INIT(16'h8001)) srl (.Q(srl_q), .A0(addr[0]), .A1(addr[1]), .A2(addr[2]), .A3(addr[3]), .CE(wr),
    .CLK(clk), .D(d[0]));
  SRLC32E srlc (.Q(srlc_q), .Q31(), .A(addr), .CE(wr), .CLK(clk), .D(d[0]));
  LUT6 #(.INIT(64'h123456789abcdef0)) lut (.O(lut_q), .I0(bits[0]), .I1(bits[1]), .I2(bits[2]), .I3(bits[3]),
    .I4(bits[4]), .I5(bits[5]));
  LUT6_2 #(.INIT(64'h123456789abcdef0)) lut2 (.O5(lut2_o5), .O6(lut2_o6), .I0(bits[0]), .I1(bits[1]), .I2(bits[2]),
    .I3(bits[3]), .I4(bits[4]), .I5(bits[5]));
  FDRE #(.INIT(1'b1)) ff (.Q(ff_q), .C(clk), .CE(wr), .D(d[0]), .R(rst));
  RAM32M lutram (.DOA(lutram_q), .DOB(), .DOC(), .DOD(), .ADDRA(read_addr), .ADDRB(5'd0), .ADDRC(5'd0), .ADDRD(addr),
    .DIA(d[1:0]), .DIB(2'd0), .DIC(2'd0), .DID(2'd0), .WCLK(clk), .WE(wr));
  RAM64X1D dual (.DPO(dual_d), .SPO(dual_s), .A0(addr[0]), .A1(addr[1]), .A2(addr[2]), .A3(addr[3]), .A4(addr[4]),
    .A5(1'b0), .D(d[0]), .DPRA0(read_addr[0]), .DPRA1(read_addr[1]), .DPRA2(read_addr[2]), .DPRA3(read_addr[3]),
    .DPRA4(read_addr[4]), .DPRA5(1'b0), .WCLK(clk), .WE(wr));
endmodule
)";

constexpr int kEdgesOfReset = 8;  ///< until every FIFO takes words

class Bench {
 public:
  /// Past the reset, and past `quiet` edges more.
  explicit Bench(int quiet = kEdgesOfReset) {
    static const auto folder = [] {
      const auto place = shared_cache() / "foreign" / "vendor-bench";
      std::filesystem::create_directories(place);
      write_text_file(place / "bench.v", kBench);
      std::string rom;
      for (int k = 0; k < 32; ++k) rom += std::to_string(10 + k) + "\n";  // read as hexadecimal
      write_text_file(place / "rom.mem", rom);
      return place;
    }();
    static const auto rtl = rtl::adopt_foreign_rtl(folder, "bench", folder.string() + ".copy");
    static const auto model = build(rtl.rtl).model;
    design_ = rtl::start_foreign(*model, rtl, std::make_shared<rtl::MemoryFiles>(folder));
    set("rst", 1);
    for (int k = 0; k < 4; ++k) edge();
    set("rst", 0);
    for (int k = 0; k < quiet; ++k) edge();
    settle();
  }

  void set(const std::string& port, unsigned value) { at(port)[0] = static_cast<std::uint8_t>(value); }
  unsigned get(const std::string& port) {
    const rtl::Port* found = design_->find(port);
    REQUIRE(found != nullptr);
    return found->data[0] + (found->bytes() > 1 ? 256U * found->data[1] : 0U);
  }
  void settle() {
    set("clk", 0);
    design_->eval();
  }
  void edge() {
    settle();
    set("clk", 1);
    design_->eval();
    settle();
  }

 private:
  std::uint8_t* at(const std::string& port) {
    const rtl::Port* found = design_->find(port);
    REQUIRE(found != nullptr);
    return found->data;
  }
  std::unique_ptr<rtl::Instance> design_;
};

}  // namespace

TEST_CASE("xpm_fifo_axis: a word leaves three cycles after it came, and two more than the memory holds fit",
          "[vendor]") {
  Bench bench;
  bench.set("wr", 1);
  bench.set("d", 77);
  bench.settle();
  REQUIRE(bench.get("axis_ready") == 1);
  int cycles = 0;
  for (; bench.get("axis_valid") == 0 && cycles < 10; ++cycles) {
    bench.edge();
    bench.set("wr", 0);
    bench.settle();
  }
  CHECK(cycles == 3);
  CHECK(bench.get("axis_q") == 77);
  bench.set("wr", 1);
  int words = 1;
  for (int k = 0; k < 40; ++k) {
    bench.settle();
    words += bench.get("axis_ready") != 0;
    bench.edge();
  }
  CHECK(words == 16 + 2);
}

TEST_CASE("the FIFOs stay closed behind a reset: eight edges the one for AXI, three the plain one", "[vendor]") {
  Bench bench(0);
  bench.set("wr", 1);
  for (int edges = 0; edges < 2 * kEdgesOfReset; ++edges) {
    bench.settle();
    INFO(edges << " edges");
    CHECK((bench.get("axis_ready") != 0) == (edges >= 8));
    bench.edge();
    CHECK((bench.get("sync_ack") != 0) == (edges >= 3));
  }
}

TEST_CASE("the FIFOs keep order and lose nothing under random pauses", "[vendor]") {
  Bench bench;
  std::mt19937 random(3);
  std::deque<unsigned> axis, sync, reading;
  int axis_words = 0, sync_words = 0;
  bool axis_was_full = false;
  for (int cycle = 0; cycle < 3000; ++cycle) {
    const bool is_writing = cycle % 200 < 100;
    bench.set("wr", random() % 4 < (is_writing ? 3U : 1U));
    bench.set("rd", random() % 4 < (is_writing ? 1U : 3U));
    bench.set("d", random() % 256);
    bench.settle();
    const bool wr = bench.get("wr") != 0, rd = bench.get("rd") != 0;
    if (bench.get("axis_valid") != 0 && rd) {
      REQUIRE_FALSE(axis.empty());
      REQUIRE(bench.get("axis_q") == axis.front());
      axis.pop_front();
      ++axis_words;
    }
    if (wr && bench.get("axis_ready") != 0) axis.push_back(bench.get("d"));
    axis_was_full |= bench.get("axis_ready") == 0;
    if (bench.get("sync_valid") != 0) {
      REQUIRE_FALSE(reading.empty());
      REQUIRE(bench.get("sync_q") == reading.front());
      reading.pop_front();
      ++sync_words;
    }
    const bool reads = rd && bench.get("sync_empty") == 0, writes = wr && bench.get("sync_full") == 0;
    REQUIRE((bench.get("sync_full") != 0) == (sync.size() == 16));
    if (reads) {
      REQUIRE_FALSE(sync.empty());
      reading.push_back(sync.front());
      sync.pop_front();
    }
    if (writes) sync.push_back(bench.get("d"));
    bench.edge();
    REQUIRE((bench.get("sync_ack") != 0) == writes);
    REQUIRE((bench.get("sync_over") != 0) == (wr && !writes));
    REQUIRE((bench.get("sync_under") != 0) == (rd && !reads));
    REQUIRE(reading.size() <= 2);
  }
  CHECK(axis_words > 800);
  CHECK(sync_words > 800);
  CHECK(axis_was_full);
}

TEST_CASE("a packet FIFO lets nothing out before the packet's last word is there", "[vendor]") {
  Bench bench;
  bench.set("wr", 1);
  for (int k = 0; k < 5; ++k) bench.edge();
  bench.set("wr", 0);
  for (int k = 0; k < 5; ++k) bench.edge();
  CHECK(bench.get("packet_valid") == 0);
  bench.set("wr", 1);
  bench.set("last", 1);
  bench.edge();
  bench.set("wr", 0);
  for (int k = 0; k < 4; ++k) bench.edge();
  CHECK(bench.get("packet_valid") == 1);
}

TEST_CASE("xpm_memory: latencies, bytes, the initial file", "[vendor]") {
  Bench bench;
  bench.set("rd", 1);
  bench.set("addr", 9);
  bench.edge();
  CHECK(bench.get("rom_q") == 0x19);
  bench.set("rd", 0);
  bench.set("addr", 3);
  bench.edge();
  CHECK(bench.get("rom_q") == 0x19);
  // A word written to place 5 is read two edges after its address came, not after one.
  bench.set("wr", 1);
  bench.set("last", 1);
  bench.set("addr", 5);
  bench.set("d", 0xa6);
  bench.edge();
  CHECK(bench.get("byte_q") == 0xa659);  // the new word itself: write_first
  bench.set("last", 0);
  bench.set("d", 0x0f);
  bench.set("addr", 5);
  bench.edge();
  CHECK(bench.get("byte_q") == 0xa6f0);  // the low byte alone
  bench.set("wr", 0);
  bench.set("read_addr", 5);
  bench.edge();
  CHECK(bench.get("ram_q") == 0);
  bench.edge();
  CHECK(bench.get("ram_q") == 0x0f);
}

TEST_CASE("shift registers, tables, flip-flops and distributed memories", "[vendor]") {
  Bench bench;
  CHECK(bench.get("ff_q") == 0);  // reset
  bench.set("addr", 15);
  bench.settle();
  CHECK(bench.get("srl_q") == 1);
  const std::uint64_t table = 0x123456789abcdef0;
  for (unsigned k = 0; k < 64; ++k) {
    bench.set("bits", k);
    bench.settle();
    CHECK(bench.get("lut_q") == ((table >> k) & 1));
    CHECK(bench.get("lut2_o6") == ((table >> k) & 1));
    CHECK(bench.get("lut2_o5") == ((table >> (k % 32)) & 1));
  }
  // 1, 0, 0, 1, 1 go in: the newest is at place 0.
  bench.set("wr", 1);
  for (const unsigned bit : {1U, 0U, 0U, 1U, 1U}) {
    bench.set("d", bit);
    bench.edge();
  }
  bench.set("wr", 0);
  const unsigned expected[] = {1, 1, 0, 0, 1};
  for (unsigned k = 0; k < 5; ++k) {
    bench.set("addr", k);
    bench.settle();
    CHECK(bench.get("srl_q") == expected[k]);
    CHECK(bench.get("srlc_q") == expected[k]);
  }
  CHECK(bench.get("ff_q") == 1);
  bench.set("wr", 1);
  bench.set("addr", 19);
  bench.set("d", 3);
  bench.edge();
  bench.set("wr", 0);
  bench.set("addr", 18);
  bench.set("read_addr", 19);
  bench.settle();
  CHECK(bench.get("lutram_q") == 3);
  CHECK(bench.get("dual_d") == 1);
  CHECK(bench.get("dual_s") == 0);
  bench.set("addr", 19);
  bench.settle();
  CHECK(bench.get("dual_s") == 1);
}
