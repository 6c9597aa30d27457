// How many words a FIFO of others holds, how late it hands them on and whether it keeps them, on FIFOs written here.
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "rtl_wrap/cosim/fifo_measure.hpp"
#include "rtl_wrap/foreign/foreign_design.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

/// A queue of DEPTH words whose words pass LATE more registers; FAULT 1 swaps two bits of every fifth word, 2 makes a
/// word of its own, 3 loses the last word that it has room for.
constexpr const char* kFifo = R"(
module fifo #(parameter DEPTH = 4, parameter LATE = 0, parameter FAULT = 0, parameter W = 8) (input clk, input rst_n,
  input [W-1:0] d, input v, output r, output [W-1:0] q, output qv, input qr);
  reg [W-1:0] word [0:31];
  reg [5:0] in, out, count, seen;
  reg [LATE:0] late_valid;
  reg spurious;
  wire put = v & r & !(FAULT == 3 & count == DEPTH - 1), get = qv & qr;
  reg [5:0] age [0:31];
  reg [5:0] now;
  assign r = count < DEPTH;
  assign q = FAULT == 1 & word[out % 32] % 5 == 4 ? {word[out % 32][W-1:2], word[out % 32][0], word[out % 32][1]} : word[out % 32];
  assign qv = count != 0 & now - age[out % 32] >= LATE | spurious;
  always @(posedge clk) if (!rst_n) begin in <= 0; out <= 0; count <= 0; now <= 0; spurious <= 0; end else begin
    now <= now + 1;
    spurious <= FAULT == 2 & now == 30;
    if (put) begin word[in % 32] <= d; age[in % 32] <= now + 1; in <= in + 1; end
    if (get & count != 0) out <= out + 1;
    count <= count + {5'd0, put} - {5'd0, get & count != 0};
  end
endmodule
)";

std::string bench_of(const std::vector<std::string>& parameters) {
  std::string ports, body;
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    const std::string i = std::to_string(k);
    ports += ", input [7:0] in" + i + "_V_TDATA, input in" + i + "_V_TVALID, output in" + i +
             "_V_TREADY, output [7:0] out" + i + "_V_TDATA, output out" + i + "_V_TVALID, input out" + i + "_V_TREADY";
    body += "  fifo #(" + parameters[k] + ") fifo_" + i + "(ap_clk, ap_rst_n, in" + i + "_V_TDATA, in" + i +
            "_V_TVALID, in" + i + "_V_TREADY, out" + i + "_V_TDATA, out" + i + "_V_TVALID, out" + i + "_V_TREADY);\n";
  }
  return kFifo + ("module bench(input ap_clk, input ap_rst_n" + ports + ");\n" + body + "endmodule\n");
}

std::vector<rtl::FifoMeasurement> measure(const std::string& name, const std::vector<std::string>& parameters) {
  const auto folder = shared_cache() / "foreign" / ("fifo-measure-" + name);
  std::filesystem::create_directories(folder);
  write_text_file(folder / "bench.v", bench_of(parameters));
  const auto rtl = rtl::adopt_foreign_rtl(folder, "bench", folder.string() + ".copy");
  const auto design = rtl::start_foreign(*build(rtl.rtl).model, rtl, std::make_shared<rtl::MemoryFiles>(folder));
  return rtl::measure_fifos(*design, std::vector<int>(parameters.size(), 8), 100);
}

}  // namespace

TEST_CASE("FIFOs side by side tell their depths and how late they hand words on", "[foreign]") {
  const auto measured = measure("right", {".DEPTH(4)", ".DEPTH(17)", ".DEPTH(9), .LATE(2)"});
  REQUIRE(measured.size() == 3);
  CHECK(measured[0].holds_words == 4);
  CHECK(measured[1].holds_words == 17);
  CHECK(measured[2].holds_words == 9);
  CHECK(measured[0].hops == 1);
  CHECK(measured[1].hops == 1);
  CHECK(measured[2].hops == 3);
  for (const auto& fifo : measured) CHECK(fifo.keeps_words);
}

TEST_CASE("a FIFO that changes, makes or loses a word does not keep them", "[foreign]") {
  const auto measured =
      measure("wrong", {".DEPTH(8), .FAULT(1)", ".DEPTH(8), .FAULT(2)", ".DEPTH(8), .FAULT(3)", ".DEPTH(8)"});
  REQUIRE(measured.size() == 4);
  for (std::size_t k = 0; k < 3; ++k) CHECK_FALSE(measured[k].keeps_words);
  CHECK(measured[3].keeps_words);
}
