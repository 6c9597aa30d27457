#include "tools/flow/clocked_graph.hpp"

#include <map>
#include <set>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "hls/compiler/kernel_report.hpp"

namespace weir::tools {

golden::StageGraph clocked_graph(golden::StageGraph graph, const rtl::RtlFolder& rtl) {
  if (rtl.clk_mhz == 0) return graph;
  std::map<std::string, hls::KernelReport> reports;
  for (const rtl::RtlFolder::Stage& stage : rtl.stages) {
    const std::string file = (rtl.folder / stage.kernel_report).string();
    reports[stage.name] = hls::parse_kernel_report(read_text_file(file), file);
  }
  for (golden::Stage& stage : graph.stages) {
    const auto report = reports.find(stage.name);
    if (report == reports.end()) continue;
    stage.implementation.attributes["gate_stage"] = std::to_string(report->second.gate_stage);
    std::set<int> latencies;
    for (const hls::KernelPort& port : report->second.ports)
      if (!port.input) latencies.insert(port.stage - report->second.gate_stage);
    if (latencies.size() != 1)
      throw Error("kernel-json",
                  "its outputs are written in different stages of the pipeline, which have no closed form",
                  "stage " + stage.name);
    stage.latency_cycles = *latencies.begin();
  }
  return graph;
}

}  // namespace weir::tools
