#include "rtl_wrap/cosim/bench_ports.hpp"

#include <algorithm>

#include "rtl_wrap/cosim/port_finder.hpp"

namespace weir::rtl {

namespace {

int padded_bits(const golden::Stream& stream) { return 8 * stream.word_bytes(); }

}  // namespace

BenchPorts find_ports(const Design& rtl, const golden::StageGraph& graph) {
  PortFinder find(rtl, "the top");
  BenchPorts ports;
  ports.clock = find("ap_clk", 1, true);
  ports.reset = find("ap_rst_n", 1, true);
  const auto boundary = [&](const std::string& prefix, int stream, bool source) {
    const int bits = padded_bits(graph.streams[static_cast<std::size_t>(stream)]);
    return BoundaryPort{stream, find(prefix + "_tdata", bits, source), find(prefix + "_tvalid", 1, source),
                        find(prefix + "_tready", 1, !source)};
  };
  for (const int stream : graph.input_streams())
    ports.sources.push_back(boundary("s_axis_" + std::to_string(ports.sources.size()), stream, true));
  for (const int stream : graph.output_streams())
    ports.sinks.push_back(boundary("m_axis_" + std::to_string(ports.sinks.size()), stream, false));
  const bool monitored = std::any_of(rtl.ports().begin(), rtl.ports().end(),
                                     [](const Port& port) { return port.name.starts_with("mon_"); });
  for (std::size_t i = 0; monitored && i < graph.streams.size(); ++i) {
    const std::string prefix = "mon_" + std::to_string(i);
    ports.monitors.push_back({find(prefix + "_wvalid", 1, false),
                              find(prefix + "_wdata", graph.streams[i].word_bits(), false),
                              find(prefix + "_rvalid", 1, false)});
  }
  find.errors.throw_if_any();
  return ports;
}

}  // namespace weir::rtl
