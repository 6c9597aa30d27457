#include "rtl_wrap/foreign/fifo_bench.hpp"

#include <algorithm>

namespace weir::rtl {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What the bench's top connects to a pin; "" for pins that are left open.
std::string connection(const std::string& pin, const std::string& index) {
  const std::string name = lower(pin);
  if (is_one_of(name, {"ap_clk", "aclk", "clk", "s_axis_aclk", "m_axis_aclk", "s_aclk", "m_aclk"})) return "ap_clk";
  if (is_one_of(name, {"ap_rst_n", "aresetn", "rst_n", "s_axis_aresetn", "s_aresetn"})) return "ap_rst_n";
  for (const char* signal : {"TDATA", "TVALID", "TREADY"})
    if (name.ends_with("_" + lower(signal)))
      return (name.starts_with("in") || name.starts_with("s_") ? "in" : "out") + index + "_V_" + signal;
  return "";
}

std::string ports_of(const DesignFifo& fifo, const std::string& index) {
  const std::string width = "[" + std::to_string((fifo.word_bits + 7) / 8 * 8 - 1) + ":0] ";
  return "  input " + width + "in" + index + "_V_TDATA, input in" + index + "_V_TVALID, output in" + index +
         "_V_TREADY,\n  output " + width + "out" + index + "_V_TDATA, output out" + index + "_V_TVALID, input out" +
         index + "_V_TREADY";
}

std::string instance_of(const DesignFifo& fifo, const ModuleUse& use, const std::string& index) {
  std::string pins;
  for (const std::string& pin : use.pins)
    if (const std::string to = connection(pin, index); !to.empty())
      pins += (pins.empty() ? "." : ", .") + pin + "(" + to + ")";
  return "  " + fifo.module + " fifo_" + index + " (" + pins + ");\n";
}

}  // namespace

FifoBench fifo_bench(const golden::StageGraph& graph, const DesignInstances& instances) {
  FifoBench bench;
  std::string ports, body;
  for (const golden::Stream& stream : graph.streams)
    for (const golden::FifoPiece& piece : stream.pieces) {
      const ModuleUse* use = instances.find(piece.file_name);
      DesignFifo fifo{piece.file_name, use == nullptr ? "" : use->module, stream.name, piece.depth_words,
                      stream.word_bits()};
      if (use != nullptr) {
        const std::string index = std::to_string(bench.benched.size());
        ports += ",\n" + ports_of(fifo, index);
        body += instance_of(fifo, *use, index);
        bench.benched.push_back(bench.fifos.size());
      }
      bench.fifos.push_back(std::move(fifo));
    }
  bench.source = std::string("module ") + kFifoBenchTop + " (\n  input ap_clk, input ap_rst_n" + ports + "\n);\n" +
                 body + "endmodule\n";
  return bench;
}

}  // namespace weir::rtl
