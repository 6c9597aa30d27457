// Weir's models of Vivado's AXI4-Stream IP against what its documentation says (PG085), under names that bear a version
// as Vivado writes them.
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

const std::string kStream =
    ".s_axis_tvalid(wr), .s_axis_tstrb('1), .s_axis_tlast(last), .s_axis_tid(1'b0), .s_axis_tdest(1'b0), "
    ".s_axis_tuser(1'b0), .m_axis_tready(rd), ";

/// Ports NAME_ready, NAME_valid, NAME_q, NAME_last of an instance.
std::string outputs(const std::string& name) {
  return ".s_axis_tready(" + name + "_ready), .m_axis_tvalid(" + name + "_valid), .m_axis_tdata(" + name +
         "_q), .m_axis_tlast(" + name + "_last), ";
}

std::string ports(const std::string& name, int bytes) {
  return ", output " + name + "_ready, output " + name + "_valid, output [" + std::to_string(8 * bytes - 1) + ":0] " +
         name + "_q, output " + name + "_last";
}

std::string bench_text() {
  return "module bench(input clk, input rst, input wr, input rd, input last, input [7:0] d, input [2:0] keep" +
         ports("fifo", 1) + ports("slice", 1) + ports("full", 1) + ports("wire", 1) + ports("up", 3) +
         ports("down", 1) + ports("mixed", 2) +
         ");\n  wire [23:0] wide = {~d, d ^ 8'h55, d};\n"
         "  axis_data_fifo_v2_0_11_top #(.C_FIFO_DEPTH(16), .C_AXIS_SIGNAL_SET(32'h13)) fifo (" +
         outputs("fifo") + kStream +
         ".s_axis_aclk(clk), .m_axis_aclk(clk), .s_axis_aresetn(!rst), .s_axis_aclken(1'b1), .m_axis_aclken(1'b1), "
         ".s_axis_tdata(d), .s_axis_tkeep('1), .injectsbiterr(1'b0), .injectdbiterr(1'b0));\n"
         "  axis_register_slice_v1_1_27_axis_register_slice #(.C_AXIS_SIGNAL_SET(32'h13)) slice (" +
         outputs("slice") + kStream +
         ".aclk(clk), .aresetn(!rst), .aclken(1'b1), .s_axis_tdata(d), .s_axis_tkeep('1));\n"
         "  axis_register_slice_v1_1_29_axis_register_slice #(.C_AXIS_SIGNAL_SET(32'h13), .C_REG_CONFIG(8)) full (" +
         outputs("full") + kStream +
         ".aclk(clk), .aresetn(!rst), .aclken(1'b1), .s_axis_tdata(d), .s_axis_tkeep('1));\n"
         "  axis_register_slice_v1_1_29_axis_register_slice #(.C_AXIS_SIGNAL_SET(32'h13), .C_REG_CONFIG(0)) wires (" +
         outputs("wire") + kStream +
         ".aclk(clk), .aresetn(!rst), .aclken(1'b1), .s_axis_tdata(d), .s_axis_tkeep('1));\n"
         "  axis_dwidth_converter_v1_1_26_axis_dwidth_converter #(.C_S_AXIS_TDATA_WIDTH(8), "
         ".C_M_AXIS_TDATA_WIDTH(24), .C_AXIS_SIGNAL_SET(32'h1b)) up (" +
         outputs("up") + kStream +
         ".aclk(clk), .aresetn(!rst), .aclken(1'b1), .s_axis_tdata(d), .s_axis_tkeep('1));\n"
         "  axis_dwidth_converter_v1_1_26_axis_dwidth_converter #(.C_S_AXIS_TDATA_WIDTH(24), "
         ".C_M_AXIS_TDATA_WIDTH(8), .C_AXIS_SIGNAL_SET(32'h1b)) down (" +
         outputs("down") + kStream +
         ".aclk(clk), .aresetn(!rst), .aclken(1'b1), .s_axis_tdata(wide), .s_axis_tkeep(keep));\n"
         "  axis_dwidth_converter_v1_1_26_axis_dwidth_converter #(.C_S_AXIS_TDATA_WIDTH(24), "
         ".C_M_AXIS_TDATA_WIDTH(16), .C_AXIS_SIGNAL_SET(32'h3)) mixed (" +
         outputs("mixed") + kStream +
         ".aclk(clk), .aresetn(!rst), .aclken(1'b1), .s_axis_tdata(wide), .s_axis_tkeep('1));\nendmodule\n";
}

class AxisBench {
 public:
  AxisBench() {
    static const auto folder = [] {
      const auto place = shared_cache() / "foreign" / "axis-bench";
      std::filesystem::create_directories(place);
      write_text_file(place / "bench.sv", bench_text());
      return place;
    }();
    static const auto rtl = rtl::adopt_foreign_rtl(folder, "bench", folder.string() + ".copy");
    static const auto model = build(rtl.rtl).model;
    design_ = rtl::start_foreign(*model, rtl, std::make_shared<rtl::MemoryFiles>(folder));
    set("keep", 7);
    set("rst", 1);
    for (int k = 0; k < 4; ++k) edge();
    set("rst", 0);
    settle();
  }
  void set(const std::string& port, unsigned value) { at(port)->data[0] = static_cast<std::uint8_t>(value); }
  unsigned get(const std::string& port) {
    const rtl::Port* found = at(port);
    unsigned value = 0;
    for (int k = found->bytes(); k-- > 0;) value = value << 8 | found->data[k];
    return value;
  }
  void settle() {
    at("clk")->data[0] = 0;
    design_->eval();
  }
  void edge() {
    settle();
    at("clk")->data[0] = 1;
    design_->eval();
    settle();
  }

 private:
  const rtl::Port* at(const std::string& port) {
    const rtl::Port* found = design_->find(port);
    REQUIRE(found != nullptr);
    return found;
  }
  std::unique_ptr<rtl::Instance> design_;
};

}  // namespace

TEST_CASE("AXI IP takes words after its reset: converters and slices after two edges or three, the FIFO after eight",
          "[axis]") {
  AxisBench bench;
  for (int edges = 0; edges < 12; ++edges) {
    INFO(edges << " edges");
    CHECK((bench.get("slice_ready") != 0) == (edges >= 2));
    CHECK((bench.get("up_ready") != 0) == (edges >= 2));
    CHECK((bench.get("down_ready") != 0) == (edges >= 2));
    CHECK((bench.get("full_ready") != 0) == (edges >= 3));
    CHECK((bench.get("fifo_ready") != 0) == (edges >= 8));
    bench.edge();
  }
}

TEST_CASE("AXI IP's latencies: a slice one edge, a FIFO three, three bytes up three, three bytes down one each",
          "[axis]") {
  AxisBench bench;
  for (int k = 0; k < 10; ++k) bench.edge();
  bench.set("rd", 1);
  bench.set("wr", 1);
  bench.set("d", 0x21);
  bench.settle();
  CHECK(bench.get("wire_valid") == 1);
  CHECK(bench.get("wire_q") == 0x21);
  bench.edge();
  CHECK(bench.get("slice_valid") == 1);
  CHECK(bench.get("full_q") == 0x21);
  CHECK(bench.get("down_q") == 0x21);
  CHECK(bench.get("down_ready") == 0);
  bench.set("d", 0x43);
  bench.edge();
  CHECK(bench.get("up_valid") == 0);
  CHECK(bench.get("down_q") == (0x21 ^ 0x55));
  CHECK(bench.get("down_ready") == 0);
  CHECK(bench.get("fifo_valid") == 0);
  bench.set("d", 0x65);
  bench.edge();
  CHECK(bench.get("up_valid") == 1);
  CHECK(bench.get("up_q") == 0x654321);
  CHECK(bench.get("up_ready") == 1);
  CHECK(bench.get("down_q") == 0xde);
  CHECK(bench.get("down_ready") == 1);  // with the last byte
  CHECK(bench.get("fifo_valid") == 1);
  CHECK(bench.get("fifo_q") == 0x21);
}

TEST_CASE("a word upwards that TLAST ends early leaves an edge later; downwards bytes without TKEEP are left out",
          "[axis]") {
  AxisBench bench;
  for (int k = 0; k < 10; ++k) bench.edge();
  bench.set("rd", 1);
  bench.set("wr", 1);
  bench.set("d", 0x21);
  bench.set("last", 1);
  bench.set("keep", 3);
  bench.edge();
  bench.set("wr", 0);
  bench.set("last", 0);
  bench.settle();
  CHECK(bench.get("up_valid") == 0);
  CHECK(bench.get("down_valid") == 1);
  CHECK(bench.get("down_last") == 0);
  bench.edge();
  CHECK(bench.get("up_valid") == 1);
  CHECK((bench.get("up_q") & 0xff) == 0x21);
  CHECK(bench.get("up_last") == 1);
  CHECK(bench.get("down_last") == 1);
  bench.edge();
  CHECK(bench.get("up_valid") == 0);
  CHECK(bench.get("down_valid") == 0);
}

TEST_CASE("AXI IP keeps order and loses nothing under random pauses", "[axis]") {
  AxisBench bench;
  std::mt19937 random(5);
  struct Bytes {
    std::string name;
    bool is_wide;  ///< three bytes go in with a word
    int out;       ///< bytes of a word that comes out
    std::deque<unsigned> inside = {};
    int words = 0;
  };
  std::vector<Bytes> parts{{"fifo", false, 1}, {"slice", false, 1}, {"full", false, 1},
                           {"up", false, 3},   {"down", true, 1},   {"mixed", true, 2}};
  for (int cycle = 0; cycle < 4000; ++cycle) {
    const bool is_writing = cycle % 200 < 100;
    const unsigned d = random() % 256;
    bench.set("wr", random() % 4 < (is_writing ? 3U : 1U));
    bench.set("rd", random() % 4 < (is_writing ? 1U : 3U));
    bench.set("d", d);
    bench.settle();
    for (Bytes& part : parts) {
      INFO(part.name << ", cycle " << cycle);
      if (bench.get("rd") != 0 && bench.get(part.name + "_valid") != 0) {
        ++part.words;
        const unsigned word = bench.get(part.name + "_q");
        REQUIRE(part.inside.size() >= static_cast<std::size_t>(part.out));
        for (int k = 0; k < part.out; ++k) {
          REQUIRE(((word >> 8 * k) & 0xff) == part.inside.front());
          part.inside.pop_front();
        }
      }
      if (bench.get("wr") == 0 || bench.get(part.name + "_ready") == 0) continue;
      part.inside.push_back(d);
      if (!part.is_wide) continue;
      part.inside.push_back(d ^ 0x55);
      part.inside.push_back(~d & 0xff);
    }
    bench.edge();
  }
  for (const Bytes& part : parts) {
    INFO(part.name);
    CHECK(part.words > 300);
  }
}

TEST_CASE("what the models of AXI IP do not know ends with its name", "[axis]") {
  const auto folder = shared_cache() / "foreign" / "axis-unknown";
  std::filesystem::create_directories(folder);
  write_text_file(folder / "top.v",
                  "module top(input clk, output q);\n  axis_data_fifo_v2_0_8_top #(.C_IS_ACLK_ASYNC(1)) fifo "
                  "(.s_axis_aclk(clk), .m_axis_tvalid(q));\nendmodule\n");
  const auto rtl = rtl::adopt_foreign_rtl(folder, "top", folder.string() + ".copy");
  std::string told;
  try {
    rtl::start_foreign(*build(rtl.rtl).model, rtl, std::make_shared<rtl::MemoryFiles>(folder))->eval();
  } catch (const Error& error) {
    told = error.text();
  } catch (const Errors& errors) {
    told = errors.list().front().text();
  }
  CHECK_THAT(told, Catch::Contains("no model of axis_data_fifo with independent clocks"));
}
