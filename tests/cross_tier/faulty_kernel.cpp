#include "tests/cross_tier/faulty_kernel.hpp"

#include "golden/base/file.hpp"
#include "hls/codegen/rtl.hpp"
#include "tests/cross_tier/faults.hpp"

namespace weir::test {

namespace {

/// Behind the ports: k_<port> are the kernel's own signals.
constexpr const char* kFaults = R"(
  int fault, at, taken, written, read;
  initial begin
    if (!$value$plusargs("fault=%d", fault)) fault = 0;
    if (!$value$plusargs("at=%d", at)) at = 0;
  end
  logic holds;
  logic [W-1:0] held;
  wire logic now = k_out0_tvalid & written == at;
  wire logic stuck = fault == 5 & read >= at;
  wire logic late = fault == 2 & holds & written > at + 1;
  wire logic repeats = fault == 4 & holds;
  wire logic again = repeats & out0_room & ~k_out0_tvalid;
  assign out0_take = (k_out0_take & ~(fault == 3 & taken == at)) | again;
  assign out0_tvalid = (k_out0_tvalid & ~(now & (fault == 2 | fault == 3))) | late | again;
  assign out0_tdata = late | again ? held : k_out0_tdata ^ W'(fault == 1 & now);
  always_ff @(posedge ap_clk) begin
    if (k_out0_take) taken <= taken + 1;
    if (k_out0_tvalid) written <= written + 1;
    if (in0_tvalid & in0_tready) read <= read + 1;
    if (now | (late & k_out0_tvalid)) held <= k_out0_tdata;
    holds <= now | (holds & ~again & ~(late & ~k_out0_tvalid));
    if (!ap_rst_n) begin
      taken <= 0;
      written <= 0;
      read <= 0;
      holds <= 1'b0;
    end
  end
)";

std::string bits(const golden::Stream& stream) { return "[" + std::to_string(stream.word_bits() - 1) + ":0]"; }

}  // namespace

void make_faulty(const golden::StageGraph& graph, const golden::Stage& stage, const std::filesystem::path& rtl) {
  const std::string module = hls::module_name(graph, stage);
  const auto file = rtl / "kernels" / (module + ".sim.sv");
  replace_once(file, "module " + module, "module " + module + "_whole");
  std::string ports = "input logic ap_clk, input logic ap_rst_n", signals, kernel = ".ap_clk, .ap_rst_n";
  const auto stream_of = [&](int index) { return graph.streams[static_cast<std::size_t>(index)]; };
  for (std::size_t i = 0; i < stage.inputs.size(); ++i) {
    const std::string p = "in" + std::to_string(i);
    ports += ", input logic " + bits(stream_of(stage.inputs[i])) + " " + p + "_tdata, input logic " + p +
             "_tvalid, output logic " + p + "_tready";
    signals += "  logic k_" + p + "_tready; assign " + p + "_tready = k_" + p + "_tready & ~stuck;\n";
    kernel += ", ." + p + "_tdata, ." + p + "_tvalid(" + p + "_tvalid & ~stuck), ." + p + "_tready(k_" + p + "_tready)";
  }
  for (std::size_t i = 0; i < stage.outputs.size(); ++i) {
    const std::string p = "out" + std::to_string(i), own = i == 0 ? "k_" + p : p;
    ports += ", output logic " + bits(stream_of(stage.outputs[i])) + " " + p + "_tdata, output logic " + p +
             "_tvalid, output logic " + p + "_take, input logic " + p + "_room";
    kernel += ", ." + p + "_tdata(" + own + "_tdata), ." + p + "_tvalid(" + own + "_tvalid), ." + p + "_take(" + own +
              "_take), ." + p + "_room" + (i == 0 ? "(" + p + "_room & ~repeats)" : "");
  }
  const golden::Stream out = stream_of(stage.outputs[0]);
  write_text_file(file, read_text_file(file) + "\nmodule " + module + " (" + ports +
                            ");\n  localparam int W = " + std::to_string(out.word_bits()) + ";\n  logic " + bits(out) +
                            " k_out0_tdata; logic k_out0_tvalid, k_out0_take;\n" + kFaults + signals + "  " + module +
                            "_whole kernel (" + kernel + ");\nendmodule\n");
}

}  // namespace weir::test
