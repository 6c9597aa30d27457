/// Is the closed form of a stage's schedule the trace that the compiler emits for its kernel?
#pragma once
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/network/stage_graph.hpp"
#include "hls/codegen/rtl.hpp"
#include "hls/compiler/kernel_report.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/process/schedule.hpp"
#include "tests/data.hpp"
#include "tools/flow/kernel_compiler.hpp"

namespace weir::test {

inline void require_traced_schedule(const golden::Stage& stage, const hls::KernelReport& report) {
  const auto schedule = timing::make_schedule(stage);
  CHECK(schedule.gate_stage == report.gate_stage);
  CHECK(schedule.iterations == report.iterations);
  std::vector<timing::Event> traced;
  for (const auto& event : hls::expand(report)) traced.push_back({event.iteration, event.reads, event.writes});
  CHECK(timing::expand(schedule) == traced);
  std::vector<int> latencies;
  for (const auto& port : report.ports)
    if (!port.input) latencies.push_back(port.stage - report.gate_stage);
  CHECK(schedule.write_latency_cycles == latencies);
}

/// Compiles every kernel of the graph.
inline void require_traced_schedules(const golden::StageGraph& graph) {
  const ScratchFolder scratch;
  tools::write_rtl_folder(graph, scratch.path(), [](const std::string&) {});
  for (const auto& stage : graph.stages) {
    const auto module = hls::module_name(graph, stage);
    const auto path = scratch.path() / "kernels" / (module + ".kernel.json");
    INFO("graph " << graph.name << ", stage " << stage.name << ", module " << module);
    require_traced_schedule(stage, hls::parse_kernel_report(read_text_file(path), path.string()));
  }
}

}  // namespace weir::test
