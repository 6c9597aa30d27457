// Does the synthesis check count what the vendor's library would, and read what our compiler writes?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/synthesis/synthesis.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

/// A folder as weir rtl writes it, with one module of our own making used by two stages.
rtl::RtlFolder folder_with(const ScratchFolder& scratch, const std::string& module, const std::string& text) {
  for (const char* folder : {"kernels", "data"}) std::filesystem::create_directories(scratch / folder);
  write_text_file(scratch / "kernels" / (module + ".sv"), text);
  rtl::RtlFolder rtl;
  rtl.folder = scratch.path();
  rtl.data = scratch / "data";
  for (const char* stage : {"first", "second"})
    rtl.stages.push_back({stage, module, "kernels/" + module + ".kernel.json"});
  return rtl;
}

rtl::Synthesis counts_of(const rtl::RtlFolder& rtl, const std::string& part = "xc7z020clg400-1") {
  rtl::SynthesisOptions options;
  options.cache = shared_cache();
  options.fpga_part = part;
  return rtl::synthesise(rtl, options);
}

}  // namespace

TEST_CASE("cells are counted in the terms of the vendor's utilisation report", "[synthesis]") {
  const auto counts = rtl::count_cells({{"LUT6", 10},
                                        {"LUT1", 2},
                                        {"RAM64M", 3},
                                        {"RAM64X1D", 1},
                                        {"SRLC32E", 5},
                                        {"FDRE", 7},
                                        {"FDSE", 1},
                                        {"RAMB18E1", 2},
                                        {"RAMB36E2", 4},
                                        {"DSP48E1", 6},
                                        {"CARRY4", 9},
                                        {"URAM288", 1},
                                        {"INV", 30},
                                        {"MUXF7", 4},
                                        {"BUFG", 1}});
  CHECK(counts == rtl::CellCounts{12 + 12 + 2 + 5, 12 + 2 + 5, 8, 2, 4, 1, 6, 9});
}

TEST_CASE("registers and tables of a module come out as such, once per stage", "[synthesis]") {
  const ScratchFolder scratch;
  // 12 registers; a table of 512 words of 36 bits read synchronously is what one RAMB18 holds.
  const auto rtl = folder_with(scratch, "small", R"(module small #(parameter WEIGHTS_HEX = "small.weights.hex") (
  input logic ap_clk, input logic [8:0] address, input logic [11:0] d, output logic [11:0] q, output logic [35:0] word);
  logic [35:0] rom [0:511];
  initial $readmemh(WEIGHTS_HEX, rom);
  always_ff @(posedge ap_clk) begin q <= d; word <= rom[address]; end
endmodule
)");
  std::string table;
  for (int i = 0; i < 512; ++i) table += std::to_string(1 + i * 7919 % 99991) + "\n";
  write_text_file(scratch / "data" / "first.weights.hex", table);
  const auto made = counts_of(rtl);
  REQUIRE(made.stages.size() == 2);
  CHECK(made.modules == 1);
  CHECK(made.stages[0].cells.ff == 12);
  CHECK(made.stages[0].cells.lut == 0);
  CHECK(made.stages[0].cells.bram18 + 2 * made.stages[0].cells.bram36 >= 1);
  CHECK(made.stages[0].cells.bram18 + 2 * made.stages[0].cells.bram36 <= 2);
  CHECK(made.total.ff == 24);
  CHECK(counts_of(rtl).from_cache == 1);
}

TEST_CASE("a FIFO is synthesised for its width and depth", "[synthesis]") {
  const ScratchFolder scratch;
  rtl::RtlFolder rtl;
  golden::StageGraph graph;
  add_chain(graph, {{4, 4}, {0}, {16, 16}});
  rtl = write_design(graph, scratch.path(), Fifo::Weir);
  rtl.stages.clear();
  const auto made = counts_of(rtl);
  REQUIRE(made.fifos.size() == 2);
  CHECK(made.modules == 1);
  // 16 words of 16 bits: the data is in LUT memory, whose cells hold 32 words of 6 bits in 4 LUTs or of 1 bit in 1
  // to 2.
  CHECK(made.fifos[0].cells.lutram >= 12);
  CHECK(made.fifos[0].cells.lutram <= 32);
  CHECK(made.fifos[0].cells.bram18 + made.fifos[0].cells.bram36 == 0);
}

TEST_CASE("what yosys cannot read and parts it does not know are told", "[synthesis]") {
  const ScratchFolder scratch;
  const auto rtl = folder_with(scratch, "broken", "module broken(input a; endmodule\n");
  CHECK_THROWS_WITH(counts_of(rtl), Catch::Contains("yosys fails on broken") && Catch::Contains("syntax error"));
  CHECK_THROWS_WITH(counts_of(rtl, "10AX115"), Catch::Contains("cannot map to part \"10AX115\""));
}
