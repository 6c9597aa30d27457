// RTL that Weir did not make: is it found, driven, compared and, if it is broken, told apart?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "rtl_wrap/foreign/foreign_design.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr int kForeignFrames = 2;

/// One register between in and out, words of 16 bits; `ports` as the vendor names them, `body` may use `word`, `taken`.
std::string kernel(const std::string& in, const std::string& out, const std::string& body = "word",
                   const std::string& reset = "input ap_rst_n", const std::string& resets = "!ap_rst_n") {
  return "module kernel(input ap_clk, " + reset + ", input ap_start, output ap_done,\n  input [15:0] " + in +
         "_TDATA, input " + in + "_TVALID, output " + in + "_TREADY,\n  output reg [15:0] " + out +
         "_TDATA, output reg " + out + "_TVALID, input " + out + "_TREADY);\n" +
         "  reg [15:0] rom [0:0];\n  initial $readmemh(\"./made/elsewhere/rom.dat\", rom);\n" +
         "  wire [15:0] word = " + in + "_TDATA ^ rom[0] ^ 16'h5a3c;\n  reg [15:0] taken;\n" +
         "  assign ap_done = 0;\n" + "  assign " + in + "_TREADY = ap_start && (!" + out + "_TVALID || " + out +
         "_TREADY);\n" + "  always @(posedge ap_clk)\n    if (" + resets + ") begin " + out +
         "_TVALID <= 0; taken <= 0; end\n" + "    else if (" + in + "_TREADY) begin " + out + "_TVALID <= " + in +
         "_TVALID; " + out + "_TDATA <= " + body + ";\n      taken <= taken + {15'b0, " + in +
         "_TVALID}; end\nendmodule\n";
}

golden::StageGraph pass_through() {
  golden::StageGraph graph;
  add_chain(graph, {{4, 4}, {0}, {2, 2}});
  return graph;
}

/// In a folder that stays the same, because its place is part of what is compiled and cached.
struct Foreign {
  std::filesystem::path folder;
  explicit Foreign(const std::string& source, const std::string& name = "kernel.v") {
    Fnv1a hash;
    hash.add(source);
    hash.add(name);
    folder = shared_cache() / "foreign" / hash.hex();
    std::filesystem::remove_all(folder);
    write(name, source);
    write("data/rom.dat", "5a3c\n");
  }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder / name).parent_path());
    write_text_file(folder / name, text);
  }
  rtl::CosimResult run(const golden::StageGraph& graph = pass_through()) const {
    const auto rtl = rtl::adopt_foreign_rtl(folder, "kernel", folder.string() + ".copy");
    const auto instance = rtl::start_foreign(*build(rtl.rtl).model, rtl, std::make_shared<rtl::MemoryFiles>(folder));
    rtl::CosimOptions options;
    options.frames = kForeignFrames;
    options.is_foreign = true;
    return rtl::cosimulate(*instance, graph, random_words(graph, kForeignFrames, 7), options);
  }
  std::string error(const golden::StageGraph& graph = pass_through()) const {
    try {
      (void)run(graph);
    } catch (const Errors& errors) {
      std::string all;
      for (const auto& each : errors.list()) all += each.text() + "\n";
      return all;
    } catch (const Error& e) {
      return e.text();
    }
    return "no error";
  }
};

std::int64_t words_per_frame() { return pass_through().streams[0].words_per_frame(); }

}  // namespace

TEST_CASE("kernels with the port names of FINN and Vitis HLS are compared at their boundary", "[foreign]") {
  const auto [in, out] = GENERATE(table<std::string, std::string>(
      {{"in0_V", "out0_V"}, {"in_r", "out_r"}, {"s_axis_0", "m_axis_0"}, {"input_stream", "output_stream"}}));
  const auto result = Foreign(kernel(in, out)).run();
  INFO(rtl::render(result));
  CHECK(result.equal());
  CHECK(result.words_compared == 2 * kForeignFrames * words_per_frame());
  CHECK_FALSE(result.cycles_compared);
  // A word leaves the register one cycle after it was taken.
  CHECK(result.latency_cycles == words_per_frame() + 1);
  CHECK(result.interval_cycles == words_per_frame());
}

TEST_CASE("a reset that is active when high is driven so", "[foreign]") {
  CHECK(Foreign(kernel("in_r", "out_r", "word", "input ap_rst", "ap_rst")).run().equal());
}

TEST_CASE("a stitched design's list is followed although it names folders of another machine", "[foreign]") {
  const Foreign design(kernel("s_axis_0", "m_axis_0"), "ip/hdl/kernel.v");
  design.write("test bench.v", "this is not Verilog");
  design.write("all_verilog_srcs.txt", "/build/of/somebody/ip/hdl/kernel.v\n");
  CHECK(design.run().equal());
  // Lists name more than a design needs.
  design.write("all_verilog_srcs.txt", "/build/kernel.v\n/build/fifo.v\n");
  CHECK(design.run().equal());
}

TEST_CASE("a file of the list that is nowhere is named where the design misses its module", "[foreign]") {
  std::string source = kernel("s_axis_0", "m_axis_0");
  source.replace(source.rfind("endmodule"), 9, "  fifo queue(.ap_clk(ap_clk));\nendmodule");
  const Foreign design(source);
  design.write("all_verilog_srcs.txt", "/build/kernel.v\n/build/fifo.v\n");
  CHECK_THAT(design.error(), Catch::Contains("error[rtl-module-missing]") && Catch::Contains("\"fifo\"") &&
                                 Catch::Contains("the list names /build/fifo.v, which is nowhere"));
}

TEST_CASE("one wrong word of foreign RTL is located", "[foreign]") {
  const auto result = Foreign(kernel("in_r", "out_r", "taken == 16'd5 ? word ^ 16'h0100 : word")).run();
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->stream == "out");
  CHECK(result.first_mismatch->frame == 0);
  CHECK(result.first_mismatch->word == 5);
  CHECK(result.first_mismatch->element == 5 * 4 + 2);
  CHECK(result.mismatches == 1);
}

TEST_CASE("ports that do not fit are told with those that were found", "[foreign]") {
  golden::StageGraph wide = pass_through();
  wide.streams[0].elements_per_word = 8;
  CHECK_THAT(Foreign(kernel("in_r", "out_r")).error(wide),
             Catch::Contains("error[rtl-port-width]: port in_r has 16 data bits, stream in words of 32"));
  golden::StageGraph two = pass_through();
  add_chain(two, {{4, 4}, {0}, {2, 2}}, "other_");
  const std::string counts = Foreign(kernel("in_r", "out_r")).error(two);
  CHECK_THAT(counts, Catch::Contains("the design has 1 AXI-Stream or FIFO input,") &&
                         Catch::Contains("has 2 input streams") && Catch::Contains("in_r:16"));
  CHECK_THAT(counts, Catch::Contains("the design has 1 AXI-Stream or FIFO output,"));
  std::string renamed = kernel("in_r", "out_r");
  for (auto at = renamed.find("in_r_TREADY"); at != std::string::npos; at = renamed.find("in_r_TREADY"))
    renamed.replace(at, 11, "in_r_TREADI");
  CHECK_THAT(Foreign(renamed).error(), Catch::Contains("error[rtl-port-missing]: port in_r lacks TREADY"));
}

TEST_CASE("a foreign design that never answers is given up", "[foreign]") {
  const auto result = Foreign(kernel("in_r", "out_r", "word", "input ap_rst_n", "1'b1")).run();
  CHECK_FALSE(result.equal());
  CHECK(result.simulated_cycles < 100000);
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->kind == rtl::Mismatch::Kind::Missing);
}

TEST_CASE("RTL that does not parse or settle ends with the tool's own words", "[foreign]") {
  CHECK_THAT(Foreign("module kernel(input ap_clk; endmodule").error(),
             Catch::Contains("error[verilator-failed]: Verilator rejects \"kernel\""));
  std::string looped = kernel("in_r", "out_r", "word ^ {16{loop}}");
  looped.replace(looped.find("  reg [15:0] taken"), 0, "  wire loop = !(loop && in_r_TVALID);\n");
  const auto result = [&]() -> std::string {
    const Foreign design(looped);
    try {
      return rtl::render(design.run());
    } catch (const Error& error) {
      return error.text();
    }
  }();
  CHECK_THAT(result, Catch::Contains("converge"));
}
