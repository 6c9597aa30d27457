/// A module set from elsewhere, in each of the three styles that FINN and Vitis HLS write, against golden for a layer:
/// what `weir cosim --rtl DIR --top T` is for.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;
using weir::test::ScratchFolder;

constexpr const char* kStage = "StreamingDataWidthConverter_0";  // of lfc-w1a1: words of 32 bits to 8, 32 per frame
constexpr int kFrames = 3;

/// A converter written by hand. `part`: the bits that leave first; `next`: what is left then.
std::string core(const std::string& part = "word[7:0]", const std::string& next = "word >> 8") {
  return "module dwc_core(input clk, input rst_n, input [31:0] d, input v, output r, output [7:0] q, output qv, input "
         "qr);\n  reg [31:0] word;\n  reg [2:0] left;\n  assign r = left == 0 || (left == 1 && qr);\n  assign q = " +
         part +
         ";\n  assign qv = left != 0;\n  always @(posedge clk)\n    if (!rst_n) left <= 0;\n    else if (r) begin left "
         "<= v ? 4 : 0; word <= d; end\n    else if (qr) begin left <= left - 1; word <= " +
         next + "; end\nendmodule\n";
}

/// Its top with the vendor's port names; `extra` ports, and what must hold for a word to be taken.
std::string top(const std::string& in, const std::string& out, bool upper, const std::string& extra = "",
                const std::string& enable = "1'b1") {
  const auto port = [&](const std::string& name, std::string signal) {
    if (!upper)
      for (char& c : signal) c = static_cast<char>(std::tolower(c));
    return name + "_" + signal;
  };
  return "module dwc_top(input ap_clk, input ap_rst_n" + extra + ",\n  input [31:0] " + port(in, "TDATA") + ", input " +
         port(in, "TVALID") + ", output " + port(in, "TREADY") + ",\n  output [7:0] " + port(out, "TDATA") +
         ", output " + port(out, "TVALID") + ", input " + port(out, "TREADY") + ");\n  wire taken;\n  assign " +
         port(in, "TREADY") + " = taken & " + enable + ";\n  dwc_core core(.clk(ap_clk), .rst_n(ap_rst_n), .d(" +
         port(in, "TDATA") + "), .v(" + port(in, "TVALID") + " & " + enable + "), .r(taken), .q(" + port(out, "TDATA") +
         "), .qv(" + port(out, "TVALID") + "), .qr(" + port(out, "TREADY") + "));\nendmodule\n";
}

weir::ProcessResult cosim(const fs::path& rtl) {
  return weir::run_process({weir::test::binary_folder() / "weir", "cosim", "lfc-w1a1", "--stage", kStage, "--rtl", rtl,
                            "--top", "dwc_top", "--random", std::to_string(kFrames), "--stalls", "0.3", "--json",
                            "--quiet"});
}

void require_equal(const fs::path& rtl) {
  const auto result = cosim(rtl);
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  const auto json = nlohmann::json::parse(result.output);
  CHECK(json.at("words_compared") == kFrames * (32 + 128));
  CHECK(json.at("mismatches") == 0);
  CHECK(json.at("latency_cycles") > 128);
  CHECK(json.at("interval_cycles") >= 128);
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  weir::write_text_file(file, text);
}

}  // namespace

TEST_CASE("a FINN layer with ports in0_V and out0_V is verified against golden") {
  const ScratchFolder rtl;
  write(rtl / "dwc_core.v", core());
  write(rtl / "dwc_top.v", top("in0_V", "out0_V", true));
  require_equal(rtl.path());
}

TEST_CASE("a Vitis HLS folder syn/verilog with ports in_r and out_r and ap_ctrl is verified against golden") {
  const ScratchFolder rtl;
  write(rtl / "syn/verilog/dwc_core.v", core());
  write(rtl / "syn/verilog/dwc_top.v",
        top("in_r", "out_r", true,
            ", input ap_start, input ap_continue, output ap_done, output ap_idle, output "
            "ap_ready",
            "ap_start"));
  require_equal(rtl / "syn/verilog");
}

TEST_CASE("a stitched design with s_axis_0, m_axis_0 and a list of sources of another machine is verified") {
  const ScratchFolder rtl;
  write(rtl / "ip/dwc_core/hdl/dwc_core.v", core());
  write(rtl / "hdl/dwc_top.v", top("s_axis_0", "m_axis_0", false));
  write(rtl / "sim/not_listed.v", "not Verilog");
  write(rtl / "all_verilog_srcs.txt", "/tmp/finn_dev/ip/dwc_core/hdl/dwc_core.v\n/tmp/finn_dev/hdl/dwc_top.v\n");
  require_equal(rtl.path());
}

TEST_CASE("a converter that sends its words in the wrong order is a finding with its place") {
  const ScratchFolder rtl;
  write(rtl / "dwc_core.v", core("word[31:24]", "word << 8"));
  write(rtl / "dwc_top.v", top("in0_V", "out0_V", true));
  const auto result = cosim(rtl.path());
  INFO(result.output);
  REQUIRE(result.exit_code == 1);
  const auto json = nlohmann::json::parse(result.output);
  CHECK(json.at("first_mismatch").at("stream") == "inter2_dwc");
  CHECK(json.at("first_mismatch").at("frame") == 0);
  CHECK(json.at("mismatches") > kFrames * 64);
}
