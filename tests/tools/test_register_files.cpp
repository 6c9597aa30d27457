// Registers from a file, as FINN writes weights that are loaded at run time: are they all written, to their addresses?
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tools/flow/register_writes.hpp"
#include "tools/flow/words_flow.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

/// Adds one of four weights to each word, in turn; the weights are registers 0x10 to 0x1c.
constexpr const char* kAdder =
    "module top(input ap_clk, input ap_rst_n, input [31:0] x_TDATA, input x_TVALID, output x_TREADY,\n"
    "  output [31:0] y_TDATA, output y_TVALID, input y_TREADY,\n"
    "  input s_axilite_0_AWVALID, input [7:0] s_axilite_0_AWADDR, output s_axilite_0_AWREADY,\n"
    "  input s_axilite_0_WVALID, input [31:0] s_axilite_0_WDATA, output s_axilite_0_WREADY,\n"
    "  output s_axilite_0_BVALID, input s_axilite_0_BREADY, input s_axilite_0_ARVALID,\n"
    "  input [7:0] s_axilite_0_ARADDR, output s_axilite_0_ARREADY, output s_axilite_0_RVALID,\n"
    "  output [31:0] s_axilite_0_RDATA, input s_axilite_0_RREADY);\n"
    "  reg [31:0] weight [0:3]; reg [1:0] turn; reg [7:0] to, from; reg named, written, asked;\n"
    "  assign y_TDATA = x_TDATA + weight[turn], y_TVALID = x_TVALID, x_TREADY = y_TREADY;\n"
    "  assign s_axilite_0_AWREADY = !named & !written, s_axilite_0_WREADY = named, s_axilite_0_BVALID = written;\n"
    "  assign s_axilite_0_ARREADY = !asked, s_axilite_0_RVALID = asked, s_axilite_0_RDATA = weight[from[3:2]];\n"
    "  always @(posedge ap_clk) if (!ap_rst_n) begin turn <= 0; named <= 0; written <= 0; asked <= 0; end else begin\n"
    "    if (x_TVALID & x_TREADY) turn <= turn + 1;\n"
    "    if (s_axilite_0_AWVALID & s_axilite_0_AWREADY) begin named <= 1; to <= s_axilite_0_AWADDR; end\n"
    "    if (s_axilite_0_WVALID & named) begin named <= 0; written <= 1;\n"
    "      if (to[7:4] == 1) weight[to[3:2]] <= s_axilite_0_WDATA; end\n"
    "    if (written & s_axilite_0_BREADY) written <= 0;\n"
    "    if (s_axilite_0_ARVALID & !asked) begin asked <= 1; from <= s_axilite_0_ARADDR; end\n"
    "    else if (s_axilite_0_RREADY) asked <= 0;\n  end\nendmodule\n";

void write_npy(const fs::path& file, const std::vector<std::int32_t>& data) {
  std::string head = "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 4, 1), }";
  head.resize(118 - 1, ' ');
  head += '\n';
  std::ofstream out(file, std::ios::binary);
  out << std::string("\x93NUMPY\x01\x00", 8) << static_cast<char>(head.size()) << '\0' << head;
  out.write(reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(4 * data.size()));
}

std::string error_of(const std::string& text) {
  try {
    tools::read_register_writes({text});
    return "no error";
  } catch (const Error& error) {
    return error.text();
  }
}

}  // namespace

TEST_CASE("a file is a row of registers, four bytes apart", "[registers]") {
  const ScratchFolder folder;
  const std::string file = (folder / "weights.dat").string();
  write_text_file(file, "0000000A\r\nff\n\ndeadbeef\n");
  const std::vector<rtl::RegisterWrite> writes{
      {"s_axilite_0", 16, 10}, {"s_axilite_0", 20, 255}, {"s_axilite_0", 24, 0xdeadbeef}};
  CHECK(tools::read_register_writes({"s_axilite_0:0x10=@" + file}) == writes);
  const auto checks = tools::read_register_writes({"a:0=1", "a:4==@" + file, "a:0x40==0x2"});
  REQUIRE(checks.size() == 5);
  CHECK(checks[0] == rtl::RegisterWrite{"a", 0, 1, false});
  CHECK(checks[3] == rtl::RegisterWrite{"a", 12, 0xdeadbeef, true});
  CHECK(checks[4] == rtl::RegisterWrite{"a", 64, 2, true});
  write_text_file(file, "12\n0x34\n");
  CHECK_THAT(error_of("a:0=@" + file),
             Catch::Contains("error[register-file]") && Catch::Contains("0x34") && Catch::Contains("weights.dat:2"));
  write_text_file(file, "\n");
  CHECK_THAT(error_of("a:0=@" + file), Catch::Contains("holds no registers"));
  CHECK_THAT(error_of("a:0=@" + file + ".none"), Catch::Contains("weights.dat.none"));
  CHECK_THAT(error_of("a:0="), Catch::Contains("PORT:ADDRESS=VALUE"));
}

TEST_CASE("weights that a design gets at run time come from a file, and are read back", "[registers]") {
  const fs::path folder = binary_folder() / "stitched-designs" / "registers";
  fs::remove_all(folder);
  fs::create_directories(folder / "rtl");
  write_text_file(folder / "rtl/top.v", kAdder);
  write_text_file(folder / "weights.dat", "00000005\n00000100\n00000007\n00000300\n");
  write_npy(folder / "in.npy", {1, 2, 3, 4, 10, 20, 30, 40});
  write_npy(folder / "out.npy", {6, 258, 10, 772, 15, 276, 37, 808});
  tools::CosimRequest request;
  request.rtl = folder / "rtl";
  request.foreign_top = "top";
  request.quiet_cycles = 1000;
  const std::string weights = "@" + (folder / "weights.dat").string();
  request.register_writes =
      tools::read_register_writes({"s_axilite_0:0x10=" + weights, "s_axilite_0:0x10==" + weights});
  const auto run = [&] { return tools::cosimulate_words({{folder / "in.npy"}, {folder / "out.npy"}}, request).result; };
  const auto right = run();
  CHECK(right.equal());
  CHECK(right.words_compared == 2 * 8);
  request.register_writes[2].value = 8;  // one weight of four is another
  CHECK(run().mismatches == 2);
}
