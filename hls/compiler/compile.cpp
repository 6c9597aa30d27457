#include "hls/compiler/compile.hpp"

#include <cmath>
#include <set>

#include "golden/network/error.hpp"
#include "golden/network/file.hpp"
#include "hls/compiler/addresses.hpp"
#include "hls/compiler/balance.hpp"
#include "hls/compiler/build.hpp"
#include "hls/compiler/emit.hpp"
#include "hls/compiler/flatten.hpp"
#include "hls/compiler/frontend.hpp"
#include "hls/compiler/lower.hpp"
#include "hls/compiler/narrow.hpp"
#include "hls/compiler/schedule.hpp"
#include "hls/compiler/subset.hpp"
#include "hls/compiler/trace.hpp"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace weir::hls {

namespace {

void check(const ir::Graph& graph, const char* pass, const CompileOptions& options) {
  ir::verify(graph, pass);
  if (options.after_pass) options.after_pass(graph, pass);
}

ir::Graph front_half(const CompileOptions& options) {
  llvm::LLVMContext context;
  const auto module = parse_source(options, context);
  const Lowered lowered = lower(*module, options.top);
  check_subset(lowered);
  if (flatten(*lowered.top)) {
    // sroa alone leaves values of odd widths (i67) in memory.
    run_passes(*module, "function(mem2reg,sroa,early-cse,instcombine<no-verify-fixpoint>,adce,loop-simplify,lcssa)");
    restore_indices(*lowered.top);
    check_subset(lowered);
  }
  ir::Graph graph = build(lowered, options.strip_prefix);
  check(graph, "build", options);
  return graph;
}

ir::Graph optimise(const ir::Graph& graph, const CompileOptions& options) {
  const ir::Graph balanced = balance(graph);
  check(balanced, "balance", options);
  const ir::Graph once = narrow(balanced, trace_frame(balanced));
  check(once, "narrow", options);
  // Registers that became narrow let what they feed become narrow.
  ir::Graph twice = narrow(once, trace_frame(once));
  check(twice, "narrow again", options);
  return twice;
}

KernelReport report_of(const ir::Graph& g, const Schedule& s, const CompileOptions& options) {
  const Trace trace = trace_frame(g);
  KernelReport r;
  r.module = options.module.empty() ? options.top : options.module;
  r.top = options.top;
  r.stages = s.stages;
  r.gate_stage = s.gate;
  r.ii = g.ii;
  r.iterations = trace.iterations * g.ii;
  for (const ir::Stream& st : g.streams) {
    r.ports.push_back(
        {st.name, st.input, static_cast<int>(st.bits), s.stage[static_cast<std::size_t>(st.accesses[0])]});
  }
  std::set<int> used;
  for (ir::Id x : ir::live_order(g)) {
    if (g[x].op == ir::Op::Load) used.insert(g[x].aux);
  }
  for (int m : used) {
    const ir::Memory& memory = g.memories[static_cast<std::size_t>(m)];
    if (memory.rom)
      r.roms.push_back({memory.name, static_cast<int>(memory.width), static_cast<int>(memory.depth), memory.external});
  }
  std::vector<KernelEvent> events = trace.events;
  for (KernelEvent& e : events) e.iteration *= g.ii;
  r.steps = compress(events);
  r.max_stage_delay = std::round(s.max_delay * 100) / 100;
  r.latency_budget = s.budget;
  return r;
}

}  // namespace

CompileResult compile(const CompileOptions& options) {
  const ir::Graph graph = optimise(front_half(options), options);
  const Schedule plan = schedule(graph, options.delay_budget);
  CompileResult result;
  result.report = report_of(graph, plan, options);
  result.verilog = emit(graph, plan, result.report, Variant::Exact);
  result.simulation = emit(graph, plan, result.report, Variant::Simulation);
  for (const ir::Memory& m : graph.memories) {
    if (m.rom && !m.external) result.rom_files.push_back({result.report.module + "." + m.name + ".hex", hex_text(m)});
  }
  return result;
}

void write_files(const CompileResult& result, const std::filesystem::path& folder) {
  create_output_folder(folder);
  const std::string& module = result.report.module;
  write_text_file(folder / (module + ".sv"), result.verilog);
  write_text_file(folder / (module + ".sim.sv"), result.simulation);
  write_text_file(folder / (module + ".kernel.json"), to_json(result.report));
  for (const auto& [name, text] : result.rom_files) write_text_file(folder / name, text);
}

}  // namespace weir::hls
