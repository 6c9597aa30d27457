#include "hls/compiler/compile.hpp"

#include <cmath>
#include <set>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "hls/compiler/addresses.hpp"
#include "hls/compiler/balance.hpp"
#include "hls/compiler/build.hpp"
#include "hls/compiler/dataflow_top.hpp"
#include "hls/compiler/emit.hpp"
#include "hls/compiler/flatten.hpp"
#include "hls/compiler/frontend.hpp"
#include "hls/compiler/lower.hpp"
#include "hls/compiler/narrow.hpp"
#include "hls/compiler/schedule.hpp"
#include "hls/compiler/subset.hpp"
#include "hls/compiler/trace.hpp"
#include "hls/compiler/wide.hpp"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace weir::hls {

namespace {

void check(const ir::Graph& graph, const char* pass, const CompileOptions& options) {
  ir::verify(graph, pass);
  if (options.after_pass) options.after_pass(graph, pass);
}

ir::Graph front_half(llvm::Module& module, const std::string& top, const CompileOptions& options) {
  const Lowered lowered = lower(module, top);
  check_subset(lowered);
  if (flatten(*lowered.top)) {
    // sroa alone leaves values of odd widths (i67) in memory.
    hide_wide_operations(*lowered.top);
    run_passes(module, "function(mem2reg,sroa,early-cse,instcombine<no-verify-fixpoint>,adce,loop-simplify,lcssa)");
    reveal_wide_operations(*lowered.top);
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

/// A kernel before it has a name.
struct Kernel {
  ir::Graph graph;
  Schedule plan;
  KernelReport report;
};

Kernel compile_kernel(llvm::Module& module, const std::string& function, const CompileOptions& options) {
  Kernel kernel{optimise(front_half(module, function, options), options), {}, {}};
  kernel.plan = schedule(kernel.graph, options.delay_budget);
  kernel.report = report_of(kernel.graph, kernel.plan, options);
  return kernel;
}

CompileResult named(const Kernel& kernel, const std::string& module) {
  CompileResult result;
  result.report = kernel.report;
  result.report.module = module;
  result.verilog = emit(kernel.graph, kernel.plan, result.report, Variant::Exact);
  result.simulation = emit(kernel.graph, kernel.plan, result.report, Variant::Simulation);
  for (const ir::Memory& m : kernel.graph.memories)
    if (m.rom && !m.external) result.rom_files.push_back({module + "." + m.name + ".hex", hex_text(m)});
  return result;
}

/// Everything that makes one kernel another, whatever it is called.
std::string shape_of(const Kernel& kernel) {
  const CompileResult result = named(kernel, "shape");
  std::string text = result.verilog;
  text.erase(0, text.find('\n'));  // the comment names the function
  for (const auto& [name, contents] : result.rom_files) text += name + "\n" + contents;
  return text;
}

CompiledDesign compile_region(llvm::Module& module, llvm::Function& top, const CompileOptions& options) {
  const Region region = find_region(module, top);
  CompiledDesign design;
  design.top = options.module.empty() ? options.top : options.module;
  std::map<std::string, std::size_t> shapes;
  std::map<std::string, int> names;
  std::vector<std::size_t> kernel_of;
  for (const Region::Process& process : region.processes) {
    CompileOptions own = options;
    own.top = process.name;
    if (!process.table_prefix.empty()) own.strip_prefix = process.table_prefix;
    const auto alone = isolate(module, process);
    const Kernel kernel = compile_kernel(*alone, isolated_name, own);
    const auto [known, fresh] = shapes.try_emplace(shape_of(kernel), design.kernels.size());
    kernel_of.push_back(known->second);
    if (!fresh) continue;
    const int twins = names[process.name]++;
    design.kernels.push_back(
        named(kernel, design.top + "_" + process.name + (twins > 0 ? "_" + std::to_string(twins) : "")));
  }
  std::vector<ProcessModule> modules;
  for (const std::size_t k : kernel_of) modules.push_back({design.kernels[k].report.module, &design.kernels[k].report});
  design.top_verilog = dataflow_top(design.top, region, modules, options.port_depths);
  return design;
}

}  // namespace

CompiledDesign compile_design(const CompileOptions& options) {
  llvm::LLVMContext context;
  const auto module = parse_source(options, context);
  llvm::Function& top = find_top(*module, options.top);
  if (is_dataflow(top)) return compile_region(*module, top, options);
  if (!options.port_depths.empty())
    throw Error("port-depth", options.top + " has no DATAFLOW: the FIFOs at its ports belong to the design around it");
  const Kernel kernel = compile_kernel(*module, options.top, options);
  return {{named(kernel, options.module.empty() ? options.top : options.module)}, {}, {}};
}

CompileResult compile(const CompileOptions& options) {
  CompiledDesign design = compile_design(options);
  if (!design.top_verilog.empty()) throw Error("dataflow", "the top " + options.top + " is not one kernel");
  return std::move(design.kernels.front());
}

void write_files(const CompileResult& result, const std::filesystem::path& folder) {
  create_output_folder(folder);
  const std::string& module = result.report.module;
  write_text_file(folder / (module + ".sv"), result.verilog);
  write_text_file(folder / (module + ".sim.sv"), result.simulation);
  write_text_file(folder / (module + ".kernel.json"), to_json(result.report));
  for (const auto& [name, text] : result.rom_files) write_text_file(folder / name, text);
}

void write_files(const CompiledDesign& design, const std::filesystem::path& folder) {
  for (const CompileResult& kernel : design.kernels) write_files(kernel, folder);
  if (!design.top_verilog.empty()) write_text_file(folder / (design.top + ".sv"), design.top_verilog);
}

}  // namespace weir::hls
